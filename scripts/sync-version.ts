/**
 * One version for the whole project: `info.version` of the specs and of their
 * workflows, and what the client calls itself, is the version of the packages.
 * `changeset version` moves the packages; this script moves the rest after
 * them, and with --check says when they differ.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseOptions } from "./generate/lib/options.ts";

const { check } = parseOptions(
  "Sets info.version of the specs and workflows, and the client's own version, to that of @dis-openapi/spec.",
  "tsx scripts/sync-version.ts [--check]",
  { check: { type: "boolean" } },
);

const root = new URL("../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

// package.json is npm's format; `version` is required there.
const { version } = JSON.parse(read("openapi/package.json")) as { version: string };

const infoVersion = /^(info:\n(?: {2}.*\n)*? {2}version: )([^\n]*)$/m;
const places = [
  ["openapi/openapi.yaml", infoVersion],
  ["openapi/iam.yaml", infoVersion],
  ["openapi/workflows/service.arazzo.yaml", infoVersion],
  ["openapi/workflows/examples.arazzo.yaml", infoVersion],
  ["packages/client/src/version.ts", /^(export const version = ")([^"]*)/m],
] as const;

let stale = false;
for (const [path, line] of places) {
  const text = read(path);
  const found = line.exec(text)?.[2];
  if (found === undefined) {
    throw new Error(`${path}: no version; it must be on a line of its own`);
  }
  if (found === version) continue;
  stale = true;
  if (check) {
    console.error(
      `${path}: the version is ${found}, the packages have ${version}. Mend with "npx tsx scripts/sync-version.ts".`,
    );
  } else {
    writeFileSync(new URL(path, root), text.replace(line, `$1${version}`));
    console.log(`${path}: the version is now ${version}`);
  }
}
if (check && stale) process.exit(1);
