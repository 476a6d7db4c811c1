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

describe("what a program got of an answer", () => {
  test("is all of it when it is the same", () => {
    expect(compare(thing, structuredClone(thing))).toEqual({});
  });

  test("lacks a field, and an object whose fields are all lacking", () => {
    const got = { ...thing, name: undefined, places: [{}, {}], owner: undefined };
    expect(compare(thing, JSON.parse(JSON.stringify(got)))).toEqual({
      dropped: ["name", "places[].id", "places[].open", "owner.name", "owner.tags[]"],
    });
  });

  test("lacks a field of one entry only", () => {
    expect(compare(thing, { ...thing, places: [{ id: "a", open: true }, { id: "b" }] })).toEqual({
      dropped: ["places[].open"],
    });
  });

  test("lacks an empty object and a null, which are values too", () => {
    const { empty, nothing, ...got } = thing;
    expect(compare(thing, got)).toEqual({ dropped: ["empty", "nothing"] });
  });

  test("has another type or another value", () => {
    const got = { ...thing, count: "7", name: "two", empty: [] };
    expect(compare(thing, got)).toEqual({
      changed: { name: "string", count: "string", empty: "array" },
    });
  });

  test("has a field that the wire did not carry", () => {
    const got = { ...thing, owner: { ...thing.owner, email: "" }, more: [] };
    expect(compare(thing, got)).toEqual({ added: { "owner.email": "", more: [] } });
  });

  test("has the entries of a list in their order", () => {
    const [first, second] = thing.places;
    expect(compare(thing, { ...thing, places: [second, first] })).toEqual({
      changed: { "places[].id": "string", "places[].open": "boolean" },
    });
  });

  test("dropped in one entry counts more than changed in another", () => {
    const got = { ...thing, places: [{ id: 1, open: true }, { open: false }] };
    expect(compare(thing, got)).toEqual({ dropped: ["places[].id"] });
  });
});

describe("what the wire carried", () => {
  test("is kept by its types", () => {
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
  ])("has the code of an error in any shape: %j", (body, code) => {
    const wire = wireOf({ status: 400, requestId: undefined, body: JSON.stringify(body) });
    expect(wire).toEqual({ status: 400, ...(code !== undefined && { code }) });
  });
});

describe("an error", () => {
  const body = '{"error_code":"A.1","error_msg":"Not now."}';
  const answer = { status: 400, requestId: "id-1", body };

  test("has the status, the code, the message and the request id of its answer", () => {
    const reported = { class: "Oops", status: 400, code: "A.1", message: "Not now." };
    expect(failureOf({ ...reported, request_id: "id-1" }, answer)).toEqual({
      class: "Oops",
      status: 400,
      code: "A.1",
      message: "message",
      request_id: true,
    });
  });

  test("lacks what is null, empty or zero, and an id of another answer is none", () => {
    const reported = { class: "Oops", status: 0, code: "", message: null, request_id: "id-2" };
    expect(failureOf(reported, answer)).toEqual({ class: "Oops", request_id: false });
  });

  test.each([
    [body, "body"],
    ["It said: Not now.", "around"],
    ["Something else.", "other"],
  ])("has a text that is told by what it is, and not kept: %s", (message, kind) => {
    expect(failureOf({ class: "Oops", message }, answer).message).toBe(kind);
  });
});
