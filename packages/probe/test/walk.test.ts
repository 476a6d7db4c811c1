import type { Schema } from "@dis-openapi/spec/openapi.json";
import { expect, test } from "vitest";
import { bodyFindings } from "../src/findings.js";
import { newSource } from "../src/paste.js";
import { Redaction } from "../src/redaction.js";
import { type Seen, walk } from "../src/walk.js";

/** Return the titles of what is found in a body. */
function findingsIn(body: unknown, schema: Schema): string[] {
  const seen: Seen = { values: [], objects: [], strays: [] };
  walk(body, schema, { file: "Joined.yaml", pointer: "", name: "Joined" }, 1, seen);
  const redaction = new Redaction(false, [], []);
  const context = {
    redaction,
    source: "live-2026",
    newSource: newSource("live-2026", undefined, "2026"),
    newRowId: () => "D0",
  };
  return bodyFindings(seen, new Set([1]), context).map(({ title }) => title);
}

const joined: Schema = {
  type: "object",
  properties: { size: { type: "integer", allOf: [{ maximum: 9 }, { minimum: 1 }] } },
  allOf: [
    { $ref: "#/components/schemas/TransferTask" },
    { properties: { color: { type: "string" } } },
  ],
};
const whole = {
  size: 5,
  color: "red",
  task_id: "As805BudhcH1lDs6gbn",
  task_name: "newtask",
  destination_type: "OBS",
  state: "RUNNING",
  create_time: 1606554932552,
  last_transfer_timestamp: 1606984428612,
};

test("the parts of a joined schema describe a value together", () => {
  expect(findingsIn(whole, joined)).toEqual([]);
});

test.each<[what: string, change: object, title: string]>([
  ["an undocumented key", { lag: 1 }, "`Joined.lag` is not in the spec"],
  [
    "a wrong value in a referenced part",
    { state: 1 },
    "`TransferTask.state` is an integer, where the spec has a string",
  ],
  [
    "a broken limit of a part",
    { size: 10 },
    "`Joined.size` breaks a limit of the spec: `maximum: 9`",
  ],
  [
    "a field missing from an inline part",
    { color: undefined },
    "`Joined.allOf.1` lacks 1 field of the spec in every response",
  ],
])("a joined schema reports %s once", (_, change, title) => {
  const body = JSON.parse(JSON.stringify({ ...whole, ...change }));
  expect(findingsIn(body, joined)).toEqual([title]);
});
