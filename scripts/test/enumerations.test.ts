import ts from "typescript";
import { expect, test } from "vitest";
import type { Schema } from "../../openapi/openapi.d.cts";
import { makeEnumerations } from "../generate/lib/enumerations.ts";
import { fixture } from "./fixture.ts";

function enums(schemas: Record<string, Schema>) {
  return makeEnumerations({ ...fixture(), components: { schemas } });
}

const open = (...values: string[]): Schema => ({
  anyOf: [{ type: "string", enum: values }, { type: "string" }],
});

test("generates a frozen array and a guard for an enumeration", async () => {
  const { outputText } = ts.transpileModule(makeEnumerations(fixture()), {
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
])("names the array of %s %s", (name, array) => {
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
])("generates nothing for a schema that is not an enumeration of strings", (schema) => {
  expect(enums({ Thing: schema })).toBe("export {};\n");
});

test("marks enumeration arrays as pure, so that bundlers can drop them", () => {
  expect(makeEnumerations(fixture())).toContain("= /* @__PURE__ */ Object.freeze([");
});
