import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { type Destination, destinationOf, type ShowTransferTaskResponse } from "../src/index.js";

// The service may send anything; the types describe what it is known to send.
const of = (task: object) => destinationOf(task as ShowTransferTaskResponse);

describe("the destination", () => {
  test.each([
    ["OBS", "obs_destination_description"],
    ["DWS", "dws_destination_descripton"],
    ["DWS", "dws_destination_description"],
    ["MRS", "mrs_destination_description"],
    ["DLI", "dli_destination_description"],
    ["CLOUDTABLE", "cloudtable_destination_descripton"],
    ["CLOUDTABLE", "cloudtable_destination_description"],
  ])("destinationOf reads %s from %s", (type, field) => {
    const description = { agency_name: "dis_admin_agency", obs_bucket_path: "b" };
    expect(of({ destination_type: type, [field]: description })).toEqual({ type, description });
    expect(of({ [field]: description })).toEqual({ type, description });
  });

  test("destinationOf returns undefined when there is neither a type nor a description", () => {
    expect(of({})).toBeUndefined();
    expect(of({ destination_type: null, obs_destination_description: null })).toBeUndefined();
    expect(of({ destination_type: "" })).toBeUndefined();
  });

  test("destinationOf returns an empty description when only the type is there", () => {
    expect(of({ destination_type: "DWS" })).toEqual({ type: "DWS", description: {} });
    expect(of({ destination_type: "OBS", obs_destination_description: null })).toEqual({
      type: "OBS",
      description: {},
    });
  });

  test("destinationOf prefers the documented spelling, key by key", () => {
    const task = {
      destination_type: "DWS",
      dws_destination_descripton: { dws_schema: "documented", user_name: "u" },
      dws_destination_description: { dws_schema: "correct", dws_table_name: "t" },
    };
    expect(of(task)?.type === "DWS" && of(task)).toEqual({
      type: "DWS",
      description: { dws_schema: "documented", user_name: "u", dws_table_name: "t" },
    });
  });

  test("destinationOf takes the other spelling where the documented one is null", () => {
    const task = {
      dws_destination_descripton: { dws_schema: null, user_name: null, retry_duration: null },
      dws_destination_description: { dws_schema: "s", retry_duration: "60" },
    };
    expect(of(task)).toEqual({
      type: "DWS",
      description: { dws_schema: "s", user_name: null, retry_duration: 60 },
    });
  });

  test("destinationOf prefers a description with values when there is no type", () => {
    const task = {
      obs_destination_description: {},
      dws_destination_descripton: { dws_schema: null },
      mrs_destination_description: { mrs_hdfs_path: "/" },
    };
    expect(of(task)).toEqual({ type: "MRS", description: { mrs_hdfs_path: "/" } });
    expect(of({ obs_destination_description: {}, dws_destination_description: {} })).toEqual({
      type: "OBS",
      description: {},
    });
  });

  test("destinationOf returns UNKNOWN with the type for an undocumented type", () => {
    for (const destination_type of ["NOWHERE", "UQUERY", "obs", "constructor", "__proto__"]) {
      const task = { destination_type, obs_destination_description: { agency_name: "a" } };
      expect(of(task)).toEqual({ type: "UNKNOWN", destination_type });
    }
  });

  test.each([
    [0, 0],
    [1800, 1800],
    ["1800", 1800],
    ["0", 0],
    ["", undefined],
    ["soon", undefined],
    [null, undefined],
  ])("destinationOf returns retry_duration %j as %j", (retry_duration, expected) => {
    const task = {
      destination_type: "OBS",
      obs_destination_description: { agency_name: "a", retry_duration },
    };
    expect(of(task)).toEqual({
      type: "OBS",
      description: {
        agency_name: "a",
        ...(expected !== undefined && { retry_duration: expected }),
      },
    });
  });

  test("destinationOf does not change the task", () => {
    const task = Object.freeze({
      destination_type: "OBS",
      obs_destination_description: Object.freeze({ retry_duration: "5" }),
    });
    of(task);
    expect(task.obs_destination_description.retry_duration).toBe("5");
  });

  test("destinationOf throws for no JSON value", () => {
    fc.assert(
      fc.property(
        fc.record({
          destination_type: fc.constantFrom("OBS", "DWS", "CLOUDTABLE", "X", null, undefined),
          obs_destination_description: fc.jsonValue(),
          dws_destination_descripton: fc.jsonValue(),
          dws_destination_description: fc.jsonValue(),
        }),
        (task) => {
          const destination = of(task);
          if (task.destination_type) expect(destination).toBeDefined();
        },
      ),
    );
  });
});

test("the type of a destination narrows its description", () => {
  const destination = of({ destination_type: "OBS" });
  if (destination?.type === "OBS") {
    expectTypeOf(destination.description.obs_bucket_path).toEqualTypeOf<string | undefined>();
    expectTypeOf(destination.description.retry_duration).toEqualTypeOf<number | undefined>();
  }
  if (destination?.type === "UNKNOWN") expectTypeOf(destination.destination_type).toBeString();
  expectTypeOf<Destination["type"]>().toEqualTypeOf<
    "OBS" | "DWS" | "MRS" | "DLI" | "CLOUDTABLE" | "UNKNOWN"
  >();
});
