import { expect, test } from "vitest";
import {
  differences,
  errorCodes,
  openQuestions,
  type Section,
  sources,
} from "../generate/lib/tables.ts";
import { fixture } from "./fixture.ts";

const tableOf = ({ text }: Section) => text.split("\n").filter((line) => line.startsWith("|"));

test("lists every difference in a table that links to its details", () => {
  expect(tableOf(differences(fixture()))).toEqual([
    "| Row | Severity | Difference | Captured | This contract |",
    "| - | - | - | - | - |",
    "| [D1](#d1) | high | A \\| B | yes | Keep `a\\|b` and List&lt;Thing>. |",
    "| [D2](#d2) | low | No field | | Nothing. |",
  ]);
});

test("says for how many of the differences a captured response is among the sources", () => {
  expect(differences(fixture()).text).toContain("for 1 of the 2 points, a captured response");
});

test("lists what the sources say about the fields of a difference, or about the difference itself", () => {
  const { text } = differences(fixture());
  expect(text.slice(text.indexOf("## D1"))).toBe(`## D1

**A | B.** Severity: high.

Keep \`a|b\` and List&lt;Thing>.

- Capture: Reads it. (On \`Place\` and \`X-Secret\`.)
- [Page](https://things.test/page): Has it. (On \`state\`.)
- [Page](https://things.test/page): Says so. (On \`thing_name\`.)

Fields: \`Thing.state\` (observed), \`parameters.thing_name\` (documented), \`schemas.Place\` (sdk), \`headers.X-Secret\` (sdk).

## D2

**No field.** Severity: low.

Nothing.

- [SDK](https://things.test/sdk/tree/abc%5E/src), [Page](https://things.test/page): Does not say.`);
});

test("omits field names from evidence that concerns all fields of a row", () => {
  const spec = fixture();
  const [row] = spec["x-differences"] ?? [];
  if (row) row.fields = ["schemas.Place", "headers.X-Secret"];
  expect(differences(spec).text).toContain("- Capture: Reads it.\n");
});

test("leaves out evidence of other rows", () => {
  const spec = fixture();
  const state = spec.components?.schemas?.Thing?.properties?.state;
  state?.["x-evidence"]?.push({ id: "D7", source: "page", says: "Something else." });
  expect(differences(spec).text).not.toContain("Something else.");
});

test("refuses a difference that lists a missing field", () => {
  const spec = fixture();
  spec["x-differences"]?.[0]?.fields?.push("Thing.gone");
  expect(() => differences(spec)).toThrow(
    "D1 in openapi/differences.yaml lists Thing.gone, which does not exist.",
  );
});

test("refuses evidence of a source that is not registered", () => {
  const spec = fixture();
  spec["x-sources"]?.pop();
  expect(() => differences(spec)).toThrow("the source capture is not in openapi/sources.yaml");
});

test("lists the sources with what is known about each", () => {
  expect(tableOf(sources(fixture())).slice(2)).toEqual([
    "| [Page](https://things.test/page) | Things | reference page | 2024-10-21 | unknown | All. |",
    "| [SDK](https://things.test/sdk/tree/abc%5E/src) | Things | sdk | unknown | unknown | Keys. |",
    "| Capture | Things | captured response | 2023 | unknown | The JSON. |",
  ]);
});

test("lists an error code with its aliases, and leaves missing advice empty", () => {
  expect(tableOf(errorCodes(fixture())).slice(2)).toEqual([
    "| `THING.1`<br>`THINGS.1` | things | 400, 429 | Too many. | Wait. | `throttled` | documented | [Page](https://things.test/page)<br>[SDK](https://things.test/sdk/tree/abc%5E/src) |",
    "| `THING.2` | things | 400 | Bad. | | | sdk | [SDK](https://things.test/sdk/tree/abc%5E/src) |",
  ]);
});

test("lists the evidence to look for about an open question", () => {
  expect(tableOf(openQuestions(fixture())).slice(2)).toEqual([
    '| Q1 | Which place? | A response with `Thing.nfs_export_descripton` or `Thing.nfs_export_description`<br>Whether `Thing.tags` is absent, null or empty, or its type, where `Thing.state` is LOST<br>The number of digits of `Thing.interval`<br>The value `""` of `Thing.separator`<br>The values of `Thing.state`, other than `LOST`, from a host below `example.org` | D1, D2 |',
    "| Q3 | What else? | Whether each of `Thing.tags` and `Thing.interval` is absent, null or empty, or its type<br>A response in which `Thing.tags` or `Thing.interval` is null<br>The keys of each of `Place` and `Thing`<br>Status and error code of a query for a missing task<br>An error body of the shape `Place`<br>A response from a host that this contract does not list<br>A response of `createThing` | |",
  ]);
});

test("refuses an open question with an unknown `lookFor`", () => {
  const spec = fixture();
  spec["x-open-questions"]?.[1]?.lookFor.push({});
  expect(() => openQuestions(spec)).toThrow("cannot describe");
});
