import ts from "typescript";
import { expect, test } from "vitest";
import type { Schema } from "../../openapi/openapi.d.ts";
import { makeEnums } from "../generate/lib/enums.ts";
import { fixture } from "./fixture.ts";

function enums(schemas: Record<string, Schema>) {
  return makeEnums({ ...fixture(), components: { schemas } });
}

const open = (...values: string[]): Schema => ({
  anyOf: [{ type: "string", enum: values }, { type: "string" }],
});

test("an enumeration becomes a frozen array and a guard", async () => {
  const { outputText } = ts.transpileModule(makeEnums(fixture()), {
    compilerOptions: { module: ts.ModuleKind.ES2022, target: ts.ScriptTarget.ES2022 },
  });
  const made = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(outputText)}`
  );
  expect(Object.keys(made).sort()).toEqual([
    "changePolicies",
    "isChangePolicy",
    "isThingState",
    "thingStates",
  ]);
  expect(made.thingStates).toEqual(["READY", "LOST"]);
  expect(Object.isFrozen(made.thingStates)).toBe(true);
  expect(made.isThingState("LOST")).toBe(true);
  expect(made.isThingState("NEW")).toBe(false);
});

test.each([
  ["TransferTaskState", "transferTaskStates"],
  ["ConsumerStrategy", "consumerStrategies"],
  ["PartitionStatus", "partitionStatuses"],
  ["OptionSwitch", "optionSwitches"],
  ["DWSDelimiter", "dwsDelimiters"],
  ["OpenTSDBMetricType", "openTSDBMetricTypes"],
  ["Day", "days"],
])("%s is listed in %s", (name, array) => {
  expect(enums({ [name]: open("a") })).toContain(`export const ${array} =`);
});

test.each<Schema>([
  { type: "string" },
  { type: "integer", enum: [1, 2] },
  { anyOf: [{ type: "string", enum: ["a"] }, { type: "integer" }] },
  {
    anyOf: [
      { type: "string", enum: ["a"] },
      { type: "string", enum: ["b"] },
    ],
  },
  { anyOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }] },
])("what is no enumeration of strings gives nothing", (schema) => {
  expect(enums({ Thing: schema })).toBe("export {};\n");
});

test("a bundler can leave out the arrays that nobody uses", () => {
  expect(makeEnums(fixture())).toContain("= /* @__PURE__ */ Object.freeze([");
});
