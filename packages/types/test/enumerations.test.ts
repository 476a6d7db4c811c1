import { describe, expect, test } from "vitest";
import * as iam from "../src/iam.js";
import * as dis from "../src/index.js";

const all: [array: string, values: unknown][] = [...Object.entries(dis), ...Object.entries(iam)];
const arrays = all.filter((entry): entry is [string, readonly string[]] => Array.isArray(entry[1]));
const guards = all.filter(
  (entry): entry is [string, (value: unknown) => boolean] => typeof entry[1] === "function",
);

describe("every enumeration", () => {
  test("has an array and a guard, which are the only exports at run time", () => {
    expect(arrays.length).toBeGreaterThan(0);
    expect(guards.length).toBe(arrays.length);
    expect(all.length).toBe(2 * arrays.length);
  });

  test.each(arrays)("%s is frozen and has no duplicates", (_name, values) => {
    expect(Object.isFrozen(values)).toBe(true);
    expect(new Set(values).size).toBe(values.length);
  });

  test.each(guards)("%s accepts the values of an array", (_name, guard) => {
    expect(arrays.filter(([, values]) => values.every(guard)).length).toBeGreaterThan(0);
  });

  test.each(guards)("%s rejects unknown values", (_name, guard) => {
    const strangers = ["no such value", "toString", " ", null, undefined, 0, [], {}];
    expect(strangers.filter((value) => guard(value))).toEqual([]);
  });
});

test("transferTaskStates has the six documented states", () => {
  expect([...dis.transferTaskStates].sort()).toEqual([
    "ABNORMAL",
    "DELETE",
    "ERROR",
    "PAUSED",
    "RUNNING",
    "STARTING",
  ]);
});

test("a guard narrows a string to the literals", () => {
  const value: string = "OBS";
  if (!dis.isDestinationType(value)) throw new Error("OBS is documented");
  const type: "OBS" | "DWS" | "MRS" | "DLI" | "CLOUDTABLE" = value;
  expect(type).toBe("OBS");
});

test("an array of known values cannot be changed", () => {
  // TypeScript forbids it too: the array is readonly.
  expect(() => Reflect.apply(Array.prototype.push, dis.destinationTypes, ["NOWHERE"])).toThrow(
    TypeError,
  );
});
