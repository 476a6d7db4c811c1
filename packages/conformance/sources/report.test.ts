import { describe, expect, test } from "vitest";
import type { Source, Spec } from "../../../openapi/openapi.d.cts";
import { readSpec } from "../../../scripts/generate/lib/spec.ts";
import { type Api, statementsOf } from "./api.ts";
import { compare } from "./compare.ts";
import { newestOf, parsePurl, read } from "./releases.ts";
import { differences, report } from "./report.ts";
import { modelledIn } from "./spec.ts";

const spec: Spec = {
  info: { title: "Lamps", version: "1" },
  paths: {
    "/lamps/{lamp}": {
      post: {
        operationId: "lightLamp",
        "x-aliases": ["TurnOnLamp"],
        requestBody: {
          content: {
            "application/json": {
              schema: {
                oneOf: [
                  { $ref: "#/components/schemas/Red" },
                  { $ref: "#/components/schemas/Blue" },
                ],
              },
            },
          },
        },
        responses: {
          "201": { description: "Lit." },
          default: { description: "Dark.", content: { "application/json": { schema: {} } } },
        },
      },
    },
  },
  components: {
    schemas: {
      Red: { type: "object", properties: { colour: { const: "red" } } },
      Blue: {
        allOf: [
          { type: "object", properties: { colour: { const: "blue" } } },
          { properties: { within: { $ref: "#/components/schemas/Blue" } } },
        ],
      },
    },
  },
};

const api = (said: Record<string, Record<string, string>>): Api =>
  new Map(Object.entries(said).map(([name, of]) => [name, new Map(Object.entries(of))]));

describe("what the spec models", () => {
  test("has the fields of every alternative, under each name of the operation", () => {
    const modelled = modelledIn(spec);
    expect([...modelled.keys()]).toEqual(["LightLamp", "TurnOnLamp"]);
    expect(Object.fromEntries(modelled.get("TurnOnLamp")?.statements ?? [])).toEqual({
      "method and path": "POST /lamps/{lamp}",
      request: "object",
      "request.colour": "blue, red",
      // A schema within itself is not followed.
      "request.within": "any",
    });
  });

  test("has the dump task's state with its values", async () => {
    const { statements } = modelledIn(await readSpec("openapi")).get("ShowTransferTask") ?? {};
    expect(statements?.get("response.state")).toMatch(/^string: .*PAUSED/);
    expect(statements?.get("response.partitions[].partitionId")).toBe("string");
  });

  test("shows values that would not be seen", () => {
    const schema = { type: "string", enum: ["\n", ",", "a b", "", "plain"] };
    const operation = { method: "get", path: "/", parameters: [], response: schema };
    expect(statementsOf(operation, {}).get("response")).toBe(
      'string: "", ",", "\\n", "a b", plain',
    );
  });
});

describe("the differences of two releases", () => {
  const older = api({
    TurnOnLamp: { "method and path": "POST /lamps/{lamp}", "request.colour": "str: red" },
    ListLamps: { "method and path": "GET /lamps", "response.lamps": "list" },
    SellLamp: { "method and path": "POST /shop" },
  });

  test("are none between a release and itself", () => {
    expect(differences(compare(older, older), modelledIn(spec))).toEqual([
      "No difference in operations, fields or values.",
    ]);
  });

  test("are in full for an operation of the spec, and brief for others", () => {
    const newer = api({
      TurnOnLamp: {
        "method and path": "PUT /lamps/{lamp}",
        "request.colour": "str: blue, green, red",
        "request.delimiter": "str: <b>|`",
      },
      ListLamps: {
        "method and path": "GET /lamps",
        "response.pages": "list",
        "response.pages[]": "object",
        "response.pages[].size": "int",
      },
      BuyLamp: { "method and path": "POST /shop", "request.price": "int" },
    });
    expect(differences(compare(older, newer), modelledIn(spec)).join("\n\n")).toBe(`### lightLamp

Called \`TurnOnLamp\` there.

| Of | Older | Newer | Spec |
| - | - | - | - |
| \`method and path\` | \`POST /lamps/{lamp}\` | \`PUT /lamps/{lamp}\` | \`POST /lamps/{lamp}\` |
| \`request.colour\` | \`str: red\` | \`str: blue, green, red\` | \`blue, red\` |
| \`request.delimiter\` | - | \`str: <b>\\|'\` | - |

### Not in the spec

- \`ListLamps\`: \`response.lamps\` is removed; \`response.pages\` is new
- \`SellLamp\`: removed, \`POST /shop\`
- \`BuyLamp\`: new, \`POST /shop\``);
  });
});

describe("the report", () => {
  const page = (title: string, published: string, url?: string): Source => ({
    id: title,
    title,
    publisher: "Lamps",
    kind: "reference-page",
    ...(url !== undefined && { url }),
    published,
    read: "unknown",
    literal: "",
  });

  test("says which releases are newer, what was not reached, and how old the pages are", () => {
    const text = report(
      [
        { title: "Same", package: "pkg:npm/same@1", newest: "1" },
        { title: "Other", package: "pkg:npm/other@1", newest: "2" },
        { title: "SDK", package: "pkg:pypi/sdk@1", newest: "2", changed: new Map() },
        {
          title: "Gone",
          package: "pkg:pypi/gone@1",
          newest: "2",
          problem: "noise\n[ERROR] no 1\n",
        },
        { title: "Far", package: "pkg:pypi/far@1", problem: "no route" },
      ],
      modelledIn(spec),
      [
        page("New", "2025-11-25", "https://example.com/new"),
        page("Old", "2018"),
        page("Undated", "unknown", "unknown"),
        { ...page("An SDK", "2020"), kind: "sdk" },
      ],
    );
    expect(text).toBe(`# What moved upstream

Releases since those in the register of sources, and what they say differently.

| Source | Package in the register | Newest |
| - | - | - |
| Same | \`pkg:npm/same@1\` | the same |
| Other | \`pkg:npm/other@1\` | \`2\`, not compared |
| SDK | \`pkg:pypi/sdk@1\` | \`2\`, compared below |
| Gone | \`pkg:pypi/gone@1\` | \`2\`, not reached |
| Far | \`pkg:pypi/far@1\` | unknown |

## SDK

\`pkg:pypi/sdk@1\` and \`2\`:

No difference in operations, fields or values.

## Not reached

- Gone: \`[ERROR] no 1\`
- Far: \`no route\`

## Reference pages, by the date of the copy

| Published | Read | Page |
| - | - | - |
| unknown | unknown | Undated |
| 2018 | unknown | Old |
| 2025-11-25 | unknown | [New](https://example.com/new) |`);
  });
});

describe("a purl", () => {
  test("names the package and its version", () => {
    expect(parsePurl("pkg:npm/%40huaweicloud/huaweicloud-sdk-core@3.1.211")).toEqual({
      type: "npm",
      name: "@huaweicloud/huaweicloud-sdk-core",
      version: "3.1.211",
    });
  });

  test.each(["huaweicloudsdkdis", "pkg:pypi/huaweicloudsdkdis", "pkg:pypi/a@"])(
    "is refused when it is %s",
    (purl) => {
      expect(() => parsePurl(purl)).toThrow(`${purl} is not a purl with a version`);
    },
  );

  test("of an unknown kind is neither looked up nor read", async () => {
    const gem = parsePurl("pkg:gem/lamp@1");
    await expect(newestOf(gem)).rejects.toThrow("type gem cannot be looked up");
    await expect(read(gem)).rejects.toThrow("gem/lamp cannot be read");
  });
});
