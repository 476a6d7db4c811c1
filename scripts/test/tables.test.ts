import { expect, test } from "vitest";
import { differencesTable, errorCodesTable, openQuestionsTable } from "../generate/lib/tables.ts";
import { fixture } from "./fixture.ts";

test("a row says what the sources say of its fields, or of itself", () => {
  expect(differencesTable(fixture()).split("\n")).toEqual([
    "| Row | Severity | Difference | What the sources say | What this contract does | Fields |",
    "| --- | --- | --- | --- | --- | --- |",
    "| D1 | high | A \\| B | On `state`:<br>Page: Has it.<br>On `thing_name`:<br>Page: Says so.<br>On `Place`, `X-Secret`:<br>SDK: Reads it. | Keep `a\\|b` and List&lt;Thing>. | `Thing.state` (observed)<br>`parameters.thing_name` (documented)<br>`schemas.Place` (sdk)<br>`headers.X-Secret` (sdk) |",
    "| D2 | low | No field | SDK: Does not say. | Nothing. |  |",
  ]);
});

test("what is said of every field of a row comes without their names", () => {
  const spec = fixture();
  const [row] = spec["x-differences"] ?? [];
  if (row) row.fields = ["schemas.Place", "headers.X-Secret"];
  expect(differencesTable(spec)).toContain("| SDK: Reads it. |");
});

test("evidence for another row is left out", () => {
  const spec = fixture();
  const state = spec.components?.schemas?.Thing?.properties?.state;
  state?.["x-evidence"]?.push({ id: "D7", source: "Page", says: "Something else." });
  expect(differencesTable(spec)).not.toContain("Something else.");
});

test("a row that lists a field which is not there is an error", () => {
  const spec = fixture();
  spec["x-differences"]?.[0]?.fields?.push("Thing.gone");
  expect(() => differencesTable(spec)).toThrow(
    "D1 lists Thing.gone, which the spec does not have.",
  );
});

test("an error code stands with its aliases, and without advice where nobody gives any", () => {
  expect(errorCodesTable(fixture()).split("\n").slice(2)).toEqual([
    "| `THING.1`<br>`THINGS.1` | things | 400, 429 | Too many. | Wait. | `throttled` | documented |",
    "| `THING.2` | things | 400 | Bad. |  |  | sdk |",
  ]);
});

test("an open question stands with all that would settle it", () => {
  expect(openQuestionsTable(fixture()).split("\n").slice(2)).toEqual([
    "| Q1 | Which place? | The arrival of one of `Thing.nfs_export_descripton`, `Thing.nfs_export_description`<br>The form (absent, null, empty or which type) of `Thing.tags`, where `Thing.state` is LOST<br>The number of digits of `Thing.interval`<br>The values of `Thing.separator` | D1, D2 |",
    "| Q3 | What else? | Status and code of the answer to a query of a task that does not exist<br>An error body of the shape `Place`<br>An answer from a host that no server of this contract stands for |  |",
  ]);
});

test("an open question that the tables have no words for is an error", () => {
  const spec = fixture();
  spec["x-open-questions"]?.[1]?.settledBy.push({});
  expect(() => openQuestionsTable(spec)).toThrow("no words");
});
