import { expect, test } from "vitest";
import { conformance } from "../generate/lib/conformance.ts";
import type { Results } from "../generate/lib/results.ts";

const results: Results = {
  "x-generated": "",
  packages: { java: "things-java 1", go: "things-go 2" },
  cases: [
    {
      kind: "query",
      name: "A",
      wire: { status: 200, fields: { id: "string", retry: "integer" } },
      results: {
        java: { read: { dropped: ["id"], changed: { retry: "string" } } },
        go: { read: { added: { name: "" } } },
      },
    },
    {
      kind: "query",
      name: "B",
      wire: { status: 200, fields: { id: "string" } },
      results: { java: { error: { class: "Bad", request_id: false, wraps: "Inner" } } },
    },
    {
      kind: "query",
      name: "E",
      wire: { status: 400, code: "T.1" },
      results: {
        java: {
          error: { class: "Oops", status: 400, code: 400, message: "around", request_id: true },
        },
      },
    },
    {
      kind: "change",
      name: "C",
      wire: { status: 201, fields: { id: "string", size: "integer" } },
      results: {
        java: { absent: true },
        go: { sent: { dropped: ["size"] }, read: { added: { body: "" } } },
      },
    },
    {
      kind: "change",
      name: "D",
      wire: { status: 204 },
      results: { java: { sent: {}, read: {} }, go: { sent: { added: { x: 1 } }, read: {} } },
    },
  ],
};
const rows = conformance(results, "##")
  .text.split("\n")
  .filter((line) => line.startsWith("|"));

test("tells how much of each response the official SDKs read", () => {
  expect(rows).toContain("| A | 200 | read: 1 dropped, 1 changed | read: 2 kept, 1 made up |");
  expect(rows).toContain(
    "| B | 200 | `Bad`, no status, no code, no message, no request id, caused by `Inner` | not requested |",
  );
});

test("tells how much of each request the official SDKs sent", () => {
  expect(rows).toContain(
    "| C | 201 | no such operation | sent: 1 kept, 1 dropped; read: 1 made up |",
  );
  expect(rows).toContain("| D | 204 | sent | sent: 1 made up |");
});

test("tells what is left of an error", () => {
  expect(rows).toContain(
    "| E | 400 `T.1` | `Oops`, 400, `400`, a longer message around it, request id | not requested |",
  );
});

test("counts the outcomes of each field, and lists fields that only an SDK has", () => {
  expect(rows).toContain("| `id` | string | dropped 1, refused 1 | kept 1, not requested 1 |");
  expect(rows).toContain("| `retry` | integer | as string | kept |");
  expect(rows).toContain('| `name` | absent | absent | `""` |');
});
