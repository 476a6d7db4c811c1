import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { makeTypes } from "../generate/lib/types.ts";
import { compile } from "./compile.ts";
import { fixture } from "./fixture.ts";

let code: string;
beforeAll(async () => {
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

describe("the comment of a field", () => {
  test("has its description, unit included, its range, its default and its example", () => {
    expect(commentAbove("interval?: number;")).toBe(
      "Time between two looks, in seconds.\n\nRange: 30 to 900.\nFormat: int64\n@default 300\n@example 60",
    );
  });

  test("has the range and the default of what it refers to", () => {
    expect(commentAbove('retry?: components["schemas"]["Retry"];')).toBe(
      "How often to retry.\n\nRange: 0 to 7.\n@default 3",
    );
  });

  test("has no evidence", () => {
    expect(commentAbove('state?: components["schemas"]["ThingState"];')).toBe(
      'State of the thing.\n@default "READY"',
    );
  });

  test("escapes white space in comments, and the end of a comment", () => {
    expect(commentAbove("separator?: string;")).toBe(
      'Ends a line; *\\/ does not end this comment.\n\nLength: at most 2 characters.\n@default "\\n"',
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
  expect(code).toContain('ThingState: "READY" | "LOST" | (string & {});');
  expect(commentAbove("ThingState:")).toContain(
    '- `"READY"`: It is there.\n- `"LOST"`: It is not.',
  );
});

test("a closed enumeration stays closed", () => {
  expect(code).toContain('ChangePolicy: "now" | "later";');
});

test("every schema has an alias of exactly its name, with its comment, and nothing else has one", () => {
  const aliases = [...code.matchAll(/^export type (\w+) = components/gm)].map(([, name]) => name);
  expect(aliases).toEqual(Object.keys(fixture().components?.schemas ?? {}));
  expect(code).toContain("/** A thing. */\nexport type Thing = components['schemas']['Thing'];");
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
