import { describe, expect, test } from "vitest";
import type { CaseResult, Result, Results } from "../../../scripts/generate/lib/results.ts";
import { changes, merge } from "./changes.ts";

const fields = { id: "string", retry: "integer" };

const query = (name: string, results: CaseResult["results"], more = {}): CaseResult => ({
  kind: "query",
  name,
  wire: { status: 200, fields: { ...fields, ...more } },
  results,
});
const read: Result = { read: {} };

describe("kept results", () => {
  const kept: Results = {
    "x-generated": "",
    packages: { java: "things 1", go: "things 2" },
    cases: [query("A", { java: read, go: read }), query("B", { java: read })],
  };
  const found: Results = {
    ...kept,
    packages: { python: "things 3", java: "things 1" },
    cases: [query("A", { python: read, java: read }), query("B", { java: read })],
  };

  test("stay for a reader that did not run, in the order of the readers", () => {
    const merged = merge(kept, found);
    expect(Object.keys(merged.packages)).toEqual(["java", "python", "go"]);
    expect(Object.keys(merged.cases[0]?.results ?? {})).toEqual(["java", "python", "go"]);
    expect(changes(kept, merge(kept, { ...kept, packages: {}, cases: kept.cases }))).toEqual([]);
  });

  test("do not stay for a case that was removed", () => {
    const merged = merge(kept, { ...found, cases: found.cases.slice(0, 1) });
    expect(merged.cases.map(({ name }) => name)).toEqual(["A"]);
  });

  test("differ by package, by what was on the wire and by what a reader read", () => {
    const cases = [
      query("A", { java: { read: { dropped: ["id"] } }, go: read }, { more: "null" }),
      query("C", { java: read }),
    ];
    const now = { ...kept, packages: { java: "things 2", go: "things 2" }, cases };
    expect(changes(kept, now)).toEqual([
      'Java SDK: was "things 1", is "things 2"',
      "query B: was removed",
      expect.stringMatching(/^query A, on the wire: was .*, is .*"more":"null"/),
      'query A, Java SDK: was {"read":{}}, is {"read":{"dropped":["id"]}}',
      "query C: is new",
    ]);
  });
});
