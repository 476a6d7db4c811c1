import { describe, expect, test } from "vitest";
import { conformanceText, findings } from "../generate/lib/conformance-text.ts";
import type { CaseResult, Result, Results } from "../lib/conformance-results.ts";

const fields = {
  id: "string",
  retry: "integer",
  "parts[].name": "string",
  "parts[].size": "integer",
};

const answer = (name: string, results: CaseResult["results"], more = {}): CaseResult => ({
  kind: "answer",
  name,
  wire: { status: 200, fields: { ...fields, ...more } },
  results,
});
const read: Result = { read: {} };
const refused: Result = {
  error: { class: "Bad", status: 200, message: "other", request_id: true },
};
const failed = (code?: string | number, more = {}): Result => ({
  error: {
    class: "Oops",
    status: 400,
    ...(code !== undefined && { code }),
    message: "message",
    request_id: true,
    ...more,
  },
});
const error = (name: string, results: CaseResult["results"], code: string | number = "T.1") =>
  ({ kind: "answer", name, wire: { status: 400, code }, results }) satisfies CaseResult;

describe("what is lost", () => {
  test("is nothing, and nothing is said, when everything arrives", () => {
    const cases = [
      answer("A", { java: read, client: read }),
      error("E", { java: failed("T.1"), client: failed("T.1") }),
    ];
    expect(findings(cases, ["java", "client"])).toEqual([]);
  });

  test("is said once of several readers, and not of one that was not asked", () => {
    const dropped: Result = { read: { dropped: ["id"] } };
    const cases = [answer("A", { java: dropped, python: dropped, go: read })];
    expect(findings(cases, ["java", "python", "go"])).toEqual([
      "Fields dropped from every answer that is read by Java SDK and Python SDK: `id`.",
    ]);
  });

  test("is not every answer's when one has the field", () => {
    const cases = [answer("A", { go: { read: { dropped: ["id"] } } }), answer("B", { go: read })];
    expect(findings(cases, ["go"])).toEqual([]);
  });

  test("names a field with all that it holds by its name alone", () => {
    const dropped: Result = { read: { dropped: ["parts[].name", "parts[].size"] } };
    expect(findings([answer("A", { go: dropped })], ["go"])).toEqual([
      "Fields dropped from every answer that is read by Go SDK: all of `parts[]`.",
    ]);
    const one: Result = { read: { dropped: ["parts[].name"] } };
    expect(findings([answer("A", { go: one })], ["go"])).toEqual([
      "Fields dropped from every answer that is read by Go SDK: `parts[].name`.",
    ]);
  });

  test("is a whole answer, for the type of a field that is read in its other type", () => {
    const cases = [
      answer("A", { java: refused }),
      answer("B", { java: read }, { retry: "string" }),
    ];
    expect(findings(cases, ["java"])).toEqual([
      "Answers refused as a whole by Java SDK: `A`.",
      "Fields for which an answer is refused, and read when they come in the other type, by Java SDK: `retry` as integer.",
    ]);
    // Of one that is refused in either type, the type tells nothing.
    const either = cases.map((each) => ({ ...each, results: { java: refused } }));
    expect(findings(either, ["java"])).toEqual([
      "Answers refused as a whole by Java SDK: `A`, `B`.",
    ]);
  });

  test("is the type of a field, or that there was none", () => {
    const cases = [
      answer("A", { python: { read: { changed: { retry: "string" }, whole: true } } }),
      answer("B", { go: { read: { added: { name: "" } } } }),
    ];
    expect(findings(cases, ["python", "go"])).toEqual([
      "Fields given in another type by Python SDK: `retry` (integer as string).",
      'Fields made up, where the wire carried none, by Go SDK: `name` (`""`).',
      "Kept beside the model by Python SDK: the whole body.",
    ]);
  });

  test("is a code, a message or a request id, by the kind of the code on the wire", () => {
    const cases = [
      error("E", { go: failed(), python: failed("400", { message: "other" }) }),
      error("F", { go: failed("T.2"), python: failed("T.2") }, "T.2"),
      error("G", { go: failed(undefined, { request_id: false }), python: failed(404) }, 404),
    ];
    expect(findings(cases, ["python", "go"])).toEqual([
      "Errors without a code, by the code on the wire, from Go SDK: `T` (1 of 2), a number (1 of 1).",
      "Errors with the HTTP status in place of the code from Python SDK: `T` (1 of 2).",
      "Errors without the message of the body from Python SDK: `T` (1 of 2).",
      "Errors without the request id from Go SDK: a number (1 of 1).",
    ]);
  });

  test("is the status of a look-up that IAM refuses; what has to be refused is", () => {
    const bare = { error: { class: "Oops", request_id: false, wraps: "Inner" } };
    const cases: CaseResult[] = [
      { kind: "lookup", name: "L", wire: { status: 401 }, results: { java: bare, go: failed() } },
      {
        kind: "refusal",
        name: "a bad key",
        wire: { status: 400 },
        results: { java: failed(), go: read },
      },
    ];
    expect(findings(cases, ["java", "go"])).toEqual([
      "Errors without a status, when IAM refuses the look-up, from Java SDK: 1 of 1, with the error that has it as their cause.",
      "Refused, as they have to be, when sent by Java SDK: a bad key.",
      "Refused, then sent again and read, by Go SDK: a bad key.",
    ]);
  });
});

describe("the tables", () => {
  const changed: Result = {
    read: { dropped: ["id"], changed: { retry: "string" }, added: { x: 0 } },
  };
  const results: Results = {
    "x-generated": "",
    packages: { java: "things 1", go: "things 2" },
    cases: [
      answer("A", { java: read, go: changed }),
      answer("B", { java: refused, go: read }),
      error("E", {
        java: failed("T.1", { wraps: "Inner" }),
        go: failed(401, { after: "GET /v1" }),
      }),
      { kind: "lookup", name: "L", wire: { status: 200 }, results: { java: read, go: failed() } },
    ],
  };
  const section = (title: string) => {
    const [, text = ""] = conformanceText(results, "##").split(`## ${title}\n\n`);
    return text.split("\n\n")[0]?.split("\n").slice(2);
  };

  test("count what became of the fields of an answer", () => {
    expect(section("Answers")).toEqual([
      "| A | 200 | read: 4 given | read: 2 given, 1 dropped, 1 changed, 1 made up |",
      "| B | 200 | `Bad`, 200, no code, another message, request id | read: 4 given |",
    ]);
  });

  test("tell what an error has of its answer", () => {
    expect(section("Errors of the query")).toEqual([
      '| E | 400 `T.1` | `Oops`, 400, `"T.1"`, the message, request id, because of `Inner` | `Oops`, 400, `401`, the message, request id, from `GET /v1` |',
    ]);
    expect(section("The look-up of the project")).toEqual([
      "| L | 200 | read | `Oops`, 400, no code, the message, request id |",
    ]);
  });

  test("tell of each field what became of it, with counts where answers differ", () => {
    expect(section("Field by field")).toEqual([
      "| `id` | string | given 1, refused 1 | dropped 1, given 1 |",
      "| `retry` | integer | given 1, refused 1 | as string 1, given 1 |",
      "| `parts[].name` | string | given 1, refused 1 | given |",
      "| `parts[].size` | integer | given 1, refused 1 | given |",
      "| `x` | nothing |  | `0` |",
    ]);
  });

  test("have no column for a reader that there are no results of", () => {
    expect(conformanceText(results, "##")).not.toContain("Python");
  });
});
