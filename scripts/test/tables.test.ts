import { expect, test } from "vitest";
import { differences, errorCodes, openQuestions, type Section } from "../generate/lib/tables.ts";
import { fixture } from "./fixture.ts";

const tableOf = ({ text }: Section) => text.split("\n").filter((line) => line.startsWith("|"));

test("lists what the sources say about the fields of a difference, or about the difference itself", () => {
  expect(tableOf(differences(fixture()))).toEqual([
    "| Row | Severity | Difference | Sources | This contract | Fields |",
    "| - | - | - | - | - | - |",
    "| D1 | high | A \\| B | On `state`:<br>Page: Has it.<br>On `thing_name`:<br>Page: Says so.<br>On `Place`, `X-Secret`:<br>SDK: Reads it. | Keep `a\\|b` and List&lt;Thing>. | `Thing.state` (observed)<br>`parameters.thing_name` (documented)<br>`schemas.Place` (sdk)<br>`headers.X-Secret` (sdk) |",
    "| D2 | low | No field | SDK: Does not say. | Nothing. | |",
  ]);
});

test("omits field names from evidence that concerns all fields of a row", () => {
  const spec = fixture();
  const [row] = spec["x-differences"] ?? [];
  if (row) row.fields = ["schemas.Place", "headers.X-Secret"];
  expect(differences(spec).text).toContain("| SDK: Reads it. |");
});

test("leaves out evidence of other rows", () => {
  const spec = fixture();
  const state = spec.components?.schemas?.Thing?.properties?.state;
  state?.["x-evidence"]?.push({ id: "D7", source: "Page", says: "Something else." });
  expect(differences(spec).text).not.toContain("Something else.");
});

test("refuses a difference that lists a missing field", () => {
  const spec = fixture();
  spec["x-differences"]?.[0]?.fields?.push("Thing.gone");
  expect(() => differences(spec)).toThrow(
    "D1 in openapi/differences.yaml lists Thing.gone, which does not exist.",
  );
});

test("lists an error code with its aliases, and leaves missing advice empty", () => {
  expect(tableOf(errorCodes(fixture())).slice(2)).toEqual([
    "| `THING.1`<br>`THINGS.1` | things | 400, 429 | Too many. | Wait. | `throttled` | documented |",
    "| `THING.2` | things | 400 | Bad. | | | sdk |",
  ]);
});

test("lists everything that would settle an open question", () => {
  expect(tableOf(openQuestions(fixture())).slice(2)).toEqual([
    "| Q1 | Which place? | A response with `Thing.nfs_export_descripton` or `Thing.nfs_export_description`<br>Whether `Thing.tags` is absent, null or empty, or its type, where `Thing.state` is LOST<br>The number of digits of `Thing.interval`<br>The values of `Thing.separator` | D1, D2 |",
    "| Q3 | What else? | Status and error code of a query for a missing task<br>An error body of the shape `Place`<br>A response from a host that this contract does not list | |",
  ]);
});

test("refuses an open question with an unknown `settledBy`", () => {
  const spec = fixture();
  spec["x-open-questions"]?.[1]?.settledBy.push({});
  expect(() => openQuestions(spec)).toThrow("cannot describe");
});
