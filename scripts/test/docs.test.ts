import { expect, test } from "vitest";
import type { Schema, Spec } from "../../openapi/openapi.d.cts";
import { finish } from "../generate/docs/finish.ts";
import { pageSpec, redocOptions } from "../generate/docs/page-spec.ts";
import type { Results } from "../generate/lib/results.ts";

const delimiter = {
  description: "Between two records.",
  anyOf: [
    {
      type: "string",
      enum: [",", "\n"],
      "x-enumDescriptions": { ",": "Comma.", "\n": "Line feed." },
    },
    { type: "string" },
  ],
  examples: ["\n"],
} satisfies Schema;

const operation = {
  operationId: "showThing",
  tags: ["Things"],
  responses: {},
  "x-codeSamples": [
    { lang: "typescript", label: "TypeScript", source: "" },
    { lang: "go", label: "Go", source: "" },
  ],
};

const bundle: Spec = {
  info: { title: "Things", version: "1.0.0" },
  paths: { "/things": { get: operation } },
  components: { schemas: { Delimiter: delimiter } },
};

const results: Results = { "x-generated": "", packages: { go: "things-go 1" }, cases: [] };

test("shows an open enumeration as one list, with white space quoted", () => {
  const shown = pageSpec(bundle, results).components?.schemas?.Delimiter;
  expect(shown).toEqual({
    description: "Between two records.",
    type: "string",
    "x-badges": [{ name: "open list" }],
    "x-enumDescriptions": { ",": "Comma.", '"\\n"': "Line feed." },
    examples: ["\n"],
    example: "\n",
  });
});

test("puts operations before the tables, unfolded and with their ids", () => {
  const { paths, tags } = pageSpec(bundle, results);
  expect(tags.map(({ name }) => name)).toEqual([
    "",
    "differences",
    "error-codes",
    "open-questions",
    "conformance",
  ]);
  expect(paths["/things"]?.get).not.toHaveProperty("tags");
  expect(paths["/things"]?.get?.description).toContain("`showThing`");
});

test("makes the page's spec without changing the bundle", () => {
  const before = structuredClone(bundle);
  pageSpec(bundle, results);
  expect(bundle).toEqual(before);
});

test("offers every sample language, the first one first", () => {
  expect(redocOptions(bundle)).toMatchObject({
    codeSamples: { languages: [{ lang: "TypeScript" }, { lang: "Go" }] },
  });
});

test("refuses a Redoc page without the parts to change, and names finish.ts", () => {
  const page = "<html><!-- policy --><!-- favicon --><!-- theme --></html>";
  expect(() => finish(page, { theme: "", favicon: "" })).toThrow(
    /scripts\/generate\/docs\/finish\.ts/,
  );
});
