import { describe, expect, test } from "vitest";
import { compare, failureOf, wireOf } from "./compare.ts";

const thing = {
  name: "one",
  count: 7,
  places: [
    { id: "a", open: true },
    { id: "b", open: false },
  ],
  owner: { name: "someone", tags: ["x"] },
  empty: {},
  nothing: null,
};

describe("the result of a comparison", () => {
  test("is empty when the program read everything", () => {
    expect(compare(thing, structuredClone(thing))).toEqual({});
  });

  test("lists dropped fields, and those of a dropped object", () => {
    const got = { ...thing, name: undefined, places: [{}, {}], owner: undefined };
    expect(compare(thing, JSON.parse(JSON.stringify(got)))).toEqual({
      dropped: ["name", "places[].id", "places[].open", "owner.name", "owner.tags[]"],
    });
  });

  test("lists a field that was dropped from one entry of a list", () => {
    expect(compare(thing, { ...thing, places: [{ id: "a", open: true }, { id: "b" }] })).toEqual({
      dropped: ["places[].open"],
    });
  });

  test("lists a dropped empty object and a dropped null", () => {
    const { empty, nothing, ...got } = thing;
    expect(compare(thing, got)).toEqual({ dropped: ["empty", "nothing"] });
  });

  test("lists a field with another type or another value", () => {
    const got = { ...thing, count: "7", name: "two", empty: [] };
    expect(compare(thing, got)).toEqual({
      changed: { name: "string", count: "string", empty: "array" },
    });
  });

  test("lists a field that was not on the wire", () => {
    const got = { ...thing, owner: { ...thing.owner, email: "" }, more: [] };
    expect(compare(thing, got)).toEqual({ added: { "owner.email": "", more: [] } });
  });

  test("depends on the order of a list", () => {
    const [first, second] = thing.places;
    expect(compare(thing, { ...thing, places: [second, first] })).toEqual({
      changed: { "places[].id": "string", "places[].open": "boolean" },
    });
  });

  test("prefers dropped in one entry to changed in another", () => {
    const got = { ...thing, places: [{ id: 1, open: true }, { open: false }] };
    expect(compare(thing, got)).toEqual({ dropped: ["places[].id"] });
  });
});

describe("the kept response", () => {
  test("has the JSON type of each field", () => {
    const body = JSON.stringify({ ...thing, half: 0.5, mixed: [1, "1"] });
    expect(wireOf({ status: 200, requestId: undefined, body }).fields).toEqual({
      name: "string",
      count: "integer",
      "places[].id": "string",
      "places[].open": "boolean",
      "owner.name": "string",
      "owner.tags[]": "string",
      empty: "object",
      nothing: "null",
      half: "number",
      "mixed[]": "integer or string",
    });
  });

  test.each([
    [{ errorCode: "DIS.1", message: "No." }, "DIS.1"],
    [{ error_code: "APIGW.1", error_msg: "No." }, "APIGW.1"],
    [{ error: { code: 404, message: "No." } }, 404],
    ["<html>", undefined],
  ])("has the error code of the body %j", (body, code) => {
    const wire = wireOf({ status: 400, requestId: undefined, body: JSON.stringify(body) });
    expect(wire).toEqual({ status: 400, ...(code !== undefined && { code }) });
  });
});

describe("a failure", () => {
  const body = '{"error_code":"A.1","error_msg":"Not now."}';
  const response = { status: 400, requestId: "id-1", body };

  test("has the status, the code, the message and the request id of its response", () => {
    const reported = { class: "Oops", status: 400, code: "A.1", message: "Not now." };
    expect(failureOf({ ...reported, request_id: "id-1" }, response)).toEqual({
      class: "Oops",
      status: 400,
      code: "A.1",
      message: "message",
      request_id: true,
    });
  });

  test("omits null, empty and zero values, and the request id of another response", () => {
    const reported = { class: "Oops", status: 0, code: "", message: null, request_id: "id-2" };
    expect(failureOf(reported, response)).toEqual({ class: "Oops", request_id: false });
  });

  test.each([
    [body, "body"],
    ["It said: Not now.", "around"],
    ["Something else.", "other"],
  ])("classifies its message instead of keeping it: %s", (message, kind) => {
    expect(failureOf({ class: "Oops", message }, response).message).toBe(kind);
  });
});
