import ts from "typescript";
import { beforeEach, describe, expect, test } from "vitest";
import { makeTypes } from "../generate/lib/types.ts";
import { compile } from "./compile.ts";
import { fixture } from "./fixture.ts";

let code: string;
beforeEach(async () => {
  code = await makeTypes(fixture());
});

/** The comment above a line of the generated code. */
function commentAbove(line: string): string {
  const above = code.split(line)[0] ?? "";
  return above
    .slice(above.lastIndexOf("/**"))
    .replace(/^\s*(\/\*\*|\*\/|\*)? ?/gm, "")
    .trim();
}

const d1 = "https://github.com/dis-openapi/dis-openapi/blob/main/docs/differences.md#d1";

describe("the comment of a field", () => {
  test("has its description, unit included, its default, its range and its example", () => {
    expect(commentAbove("interval?: number;")).toBe(
      "Time between two looks, in seconds.\n\nDefault: `300`. Range: 30 to 900.\n@example 60",
    );
  });

  test("has the default and the range of what it refers to", () => {
    expect(commentAbove("retry?: Retry;")).toBe(
      "How often to retry.\n\nDefault: `3`. Range: 0 to 7.",
    );
  });

  test("has the meaning of known values, and its confidence with a link instead of its evidence", () => {
    expect(commentAbove("state?: ThingState;")).toBe(
      [
        "State of the thing.",
        'Default: `"READY"`.',
        "Known values:",
        '- `"READY"`: It is there.\n- `"LOST"`: It is not.',
        `Confidence: observed. See [D1](${d1}).`,
      ].join("\n\n"),
    );
  });

  test("names each row of the register once, in order", async () => {
    const spec = fixture();
    const interval = spec.components?.schemas?.Thing?.properties?.interval ?? {};
    interval["x-confidence"] = "sdk";
    interval["x-evidence"] = [{ id: "D10" }, { source: "sdk" }, { id: "D1" }, { id: "D10" }];
    code = await makeTypes(spec);
    expect(commentAbove("interval?: number;")).toContain(
      `Confidence: known from SDKs only. See [D1](${d1}), [D10](${d1}0).`,
    );
  });

  test("escapes white space in comments, and the end of a comment", () => {
    expect(commentAbove("separator?: string;")).toBe(
      'Ends a line; *\\/ does not end this comment.\n\nDefault: `"\\n"`. Length: at most 2 characters.',
    );
  });

  test("has the number of entries of a list", () => {
    expect(commentAbove("tags?: string[];")).toContain("Entries: 1 to 9.");
  });
});

test("the comment of a parameter has its constraints", () => {
  expect(commentAbove("ThingName: string;")).toContain(
    "Length: 1 to 64 characters. Pattern: `^[a-z]+$`.",
  );
});

test("an enumeration keeps its literals and takes any string, and says what the values mean", () => {
  expect(code).toContain('export type ThingState = "READY" | "LOST" | (string & {});');
  expect(commentAbove("export type ThingState")).toContain(
    '- `"READY"`: It is there.\n- `"LOST"`: It is not.',
  );
});

test("a closed enumeration stays closed", () => {
  expect(code).toContain('export type ChangePolicy = "now" | "later";');
});

test("every schema is declared by exactly its name, with its comment, and nothing else is", () => {
  const names = [...code.matchAll(/^export (?:type|interface) ([A-Z]\w+)/gm)].map(
    ([, name]) => name,
  );
  expect(names).toEqual(Object.keys(fixture().components?.schemas ?? {}));
  expect(code).toContain("/** A thing. */\nexport interface Thing {");
  expect(code).toContain("        Thing: Thing;\n");
});

test("a field that a schema declares itself replaces that of its parts, comment included", async () => {
  const spec = fixture();
  Object.assign(spec.components?.schemas ?? {}, {
    Named: {
      type: "object",
      properties: { name: { type: "string", description: "Its own name." } },
      allOf: [{ $ref: "#/components/schemas/Base" }, { $ref: "#/components/schemas/Late" }],
    },
    Base: { type: "object", properties: { name: { type: "string" }, at: { type: "number" } } },
    Late: { type: "object", properties: { at: { type: "number" } } },
  });
  expect(await makeTypes(spec)).toContain('} & Late & Omit<Base, "name" | "at">;');
});

test("nothing promises more or less than the spec: no any, no index signature, no required header", () => {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.AnyKeyword || ts.isIndexSignatureDeclaration(node)) {
      found.push(node.getText());
    }
    if (ts.isTypeReferenceNode(node) && node.getText().startsWith("Record<")) {
      found.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("types.ts", code, ts.ScriptTarget.ES2022, true));
  expect(found).toEqual([]);
  expect(code).toContain('"X-Request-Id"?: string;');
});

test("a map keeps the type of its values", async () => {
  const spec = fixture();
  Object.assign(spec.components?.schemas ?? {}, {
    Labels: { type: "object", additionalProperties: { type: "string" } },
    Thing: {
      type: "object",
      properties: { labels: { $ref: "#/components/schemas/Labels" }, any: { type: "object" } },
    },
  });
  const files = {
    "types.ts": await makeTypes(spec),
    "program.ts": `
import type { Labels } from "./types.js";
export const good: Labels = { a: "b" };
export const bad: Labels = { a: 1 };`,
  };
  expect(compile(files).map((error) => error.split(" ")[0])).toEqual(["program.ts:4"]);
});

test("the types compile, and are the same every time", { timeout: 60_000 }, async () => {
  expect(compile({ "types.ts": code })).toEqual([]);
  expect(await makeTypes(fixture())).toBe(code);
});
