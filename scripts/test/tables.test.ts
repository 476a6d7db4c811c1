import { expect, test } from "vitest";
import {
  differences,
  errorCodes,
  openQuestions,
  plain,
  type Section,
  sources,
} from "../generate/lib/tables.ts";
import { fixture } from "./fixture.ts";

const tableOf = ({ text }: Section) => text.split("\n").filter((line) => line.startsWith("|"));

test("lists every difference in a table that links to its details", () => {
  expect(tableOf(differences(fixture(), plain))).toEqual([
    "| Row | Severity | Difference | Captured | This contract |",
    "| - | - | - | - | - |",
    "| [D1](#d1) | high | A \\| B | yes | Keep `a\\|b` and List&lt;Thing>. |",
    "| [D2](#d2) | low | No field | | Nothing. |",
  ]);
});

test("says for how many of the differences a captured response is among the sources", () => {
  expect(differences(fixture(), plain).text).toContain(
    "for 1 of the 2 points, a captured response",
  );
});

test("lists what the sources say about the fields of a difference, or about the difference itself", () => {
  const { text } = differences(fixture(), plain);
  expect(text.slice(text.indexOf("## D1"))).toBe(`## D1

**A | B.**

Keep \`a|b\` and List&lt;Thing>.

- Capture: Reads it. (On \`Place\` and \`X-Secret\`.)
- [Page](https://things.test/page): Has it. (On \`state\`.)
- [Page](https://things.test/page): Says so. (On \`thing_name\`.)

Fields: \`Thing.state\` (observed), \`parameters.thing_name\` (documented), \`schemas.Place\` (sdk), \`headers.X-Secret\` (sdk).

## D2

**No field.**

Nothing.

- [SDK](https://things.test/sdk/tree/abc%5E/src), [Page](https://things.test/page): Does not say.`);
});

test("omits field names from evidence that concerns all fields of a row", () => {
  const spec = fixture();
  const [row] = spec["x-differences"] ?? [];
  if (row) row.fields = ["schemas.Place", "headers.X-Secret"];
  expect(differences(spec, plain).text).toContain("- Capture: Reads it.\n");
});

test("leaves out evidence of other rows", () => {
  const spec = fixture();
  const state = spec.components?.schemas?.Thing?.properties?.state;
  state?.["x-evidence"]?.push({ id: "D7", source: "page", says: "Something else." });
  expect(differences(spec, plain).text).not.toContain("Something else.");
});

test("refuses a difference that lists a missing field", () => {
  const spec = fixture();
  spec["x-differences"]?.[0]?.fields?.push("Thing.gone");
  expect(() => differences(spec, plain)).toThrow(
    "D1 in openapi/differences.yaml lists Thing.gone, which does not exist.",
  );
});

test("refuses evidence of a source that is not registered", () => {
  const spec = fixture();
  spec["x-sources"]?.pop();
  expect(() => differences(spec, plain)).toThrow(
    "the source capture is not in openapi/sources.yaml",
  );
});

test("lists the sources with what is known about each", () => {
  expect(tableOf(sources(fixture())).slice(2)).toEqual([
    "| [Page](https://things.test/page) | Things | reference page | 2024-10-21 | unknown | All. |",
    "| [SDK](https://things.test/sdk/tree/abc%5E/src) | Things | sdk | unknown | unknown | Keys. |",
    "| Capture | Things | captured response | 2023 | unknown | The JSON. |",
  ]);
});

test("lists an error code with its aliases and its advice, by who sends it", () => {
  expect(
    errorCodes(fixture(), (title) => `## ${title}`)
      .text.split("\n")
      .slice(3),
  ).toEqual([
    "## The service",
    "",
    "| Code | Status | Meaning, and advice where a source has it | Class | Confidence | Sources |",
    "| - | - | - | - | - | - |",
    "| `THING.1`<br>`THINGS.1` | 400, 429 | Too many.<br>Wait. | `throttled` | documented | [Page](https://things.test/page)<br>[SDK](https://things.test/sdk/tree/abc%5E/src) |",
    "",
    "## IAM",
    "",
    "| Code | Status | Meaning, and advice where a source has it | Confidence | Sources |",
    "| - | - | - | - | - |",
    "| `THING.2` | 400 | Bad. | sdk | [SDK](https://things.test/sdk/tree/abc%5E/src) |",
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
