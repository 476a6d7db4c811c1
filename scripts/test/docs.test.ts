import { expect, test } from "vitest";
import type { Schema, Spec } from "../../openapi/openapi.d.cts";
import { finish } from "../generate/docs/finish.ts";
import { pageSpec, redocOptions } from "../generate/docs/page-spec.ts";
import type { Results } from "../generate/lib/results.ts";
import { fixture } from "./fixture.ts";

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

const iam: Spec = {
  info: { title: "IAM", version: "1.0.0" },
  servers: [{ url: "https://iam.things.test" }],
  paths: { "/tokens": { post: { operationId: "createToken", responses: {} } } },
  components: { schemas: { Delimiter: delimiter, Token: { type: "string" } } },
};

const bundles = { openapi: bundle, iam };

const results: Results = { "x-generated": "", packages: { go: "things-go 1" }, cases: [] };

test("shows an open enumeration as one list, with white space quoted", () => {
  const shown = pageSpec(bundles, results).components?.schemas?.Delimiter;
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
  const { paths, tags } = pageSpec(bundles, results);
  expect(tags.map(({ name }) => name)).toEqual([
    "",
    "differences",
    "error-codes",
    "sources",
    "open-questions",
    "conformance",
  ]);
  expect(paths["/things"]?.get).not.toHaveProperty("tags");
  expect(paths["/things"]?.get?.description).toContain("`showThing`");
});

test("shows the operations of IAM with their own servers", () => {
  const { paths, components } = pageSpec(bundles, results);
  expect(paths["/tokens"]?.post).toMatchObject({
    servers: [{ url: "https://iam.things.test" }],
    security: [],
    "x-badges": [{ name: "IAM" }],
  });
  expect(components?.schemas).toHaveProperty("Token");
});

test("refuses two components of the same name that differ", () => {
  const other = { ...iam, components: { schemas: { Delimiter: { type: "integer" } } } };
  expect(() => pageSpec({ openapi: bundle, iam: other }, results)).toThrow(
    "The specs have two different components/schemas/Delimiter: rename one.",
  );
});

test("folds the evidence of a field after its meaning, with links to its rows and sources", () => {
  const { components } = pageSpec({ openapi: fixture(), iam }, results);
  expect(components?.schemas?.Place?.description ?? "").toContain(
    `<details><summary>SDKs only: D1</summary>

- Capture: Reads it.

See [D1](#/differences/d1).

</details>`,
  );
});

test("lists the differences after a choice of the severity, with links to what the sources say", () => {
  const { tags } = pageSpec({ openapi: fixture(), iam }, results);
  const { description = "" } = tags.find(({ name }) => name === "differences") ?? {};
  expect(description).toContain('<input type="radio" name="severity" value="all" checked> all');
  expect(description).toContain(
    '| [D1](#/differences/d1) | <span class="severity high">high</span> |',
  );
  expect(description).toContain("### D1 A | B {% #d1 %}\n\nKeep ");
});

test("shows the id of an operation before its evidence", () => {
  const described = { ...operation, description: "Returns it.", "x-confidence": "observed" };
  const spec = { ...bundle, paths: { "/things": { get: described } } };
  expect(pageSpec({ openapi: spec, iam }, results).paths["/things"]?.get?.description).toMatch(
    /^Returns it\.\n\nOperation id: `showThing`\n\n<details>/,
  );
});

test("lets no element of a text into the page", () => {
  const spec = fixture();
  const planted = '<meta http-equiv="refresh" content="0">{% html name="meta" /%}`<a>`';
  spec.info.description = planted;
  const row = spec["x-differences"]?.[0];
  if (row) row.decision = planted;
  const page = pageSpec({ openapi: spec, iam }, results);
  const safe = '&lt;meta http-equiv="refresh" content="0">{ % html name="meta" /%}`<a>`';
  expect(page.info.description).toContain(safe);
  expect(page.tags[1]?.description).toContain(safe);
});

test("makes the page's spec without changing the bundle", () => {
  const before = structuredClone(bundles);
  pageSpec(bundles, results);
  expect(bundles).toEqual(before);
});

test("offers every sample language, the first one first", () => {
  expect(redocOptions(bundles)).toMatchObject({
    codeSamples: { languages: [{ lang: "TypeScript" }, { lang: "Go" }] },
  });
});

test("refuses a Redoc page without the parts to change, and names finish.ts", () => {
  const page = "<html><!-- policy --><!-- favicon --><!-- theme --></html>";
  expect(() => finish(page, { theme: "", favicon: "" })).toThrow(
    /scripts\/generate\/docs\/finish\.ts/,
  );
});
