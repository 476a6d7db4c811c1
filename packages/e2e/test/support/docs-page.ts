import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle } from "./spec.js";

const location = new URL("../../../../openapi/dist/index.html", import.meta.url);

/** The page as a browser opens it from disk. */
export const pageUrl = location.href;

/** @throws Error when the page was not made yet. */
export function pageHtml(): string {
  try {
    return readFileSync(location, "utf8");
  } catch (cause) {
    throw new Error(
      `${fileURLToPath(location)} cannot be read. "npm run docs -w @dis-openapi/spec" makes it.`,
      { cause },
    );
  }
}

interface Described {
  components: { examples: Record<string, unknown> };
  "x-differences": { id: string }[];
  "x-error-codes": { code: string }[];
  "x-open-questions": { id: string }[];
  paths: Record<string, { get: { "x-codeSamples": { label: string; source: string }[] } }>;
}

// Lint holds the registers and the samples to this shape, and the one path has only a GET.
const spec = bundle("openapi") as unknown as Described;

/** What the page has to show, from the bundle that it was made from. */
export const content = {
  differences: spec["x-differences"].map(({ id }) => id),
  errorCodes: spec["x-error-codes"].map(({ code }) => code),
  openQuestions: spec["x-open-questions"].map(({ id }) => id),
  path: Object.keys(spec.paths)[0] ?? "",
  examples: Object.keys(spec.components.examples),
  samples: Object.values(spec.paths).flatMap(({ get }) => get["x-codeSamples"]),
};
