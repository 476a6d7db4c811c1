import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type DisClientOptions,
  DisConfigError,
  DisConnectionError,
  DisParseError,
  DisResponseError,
  DisTimeoutError,
  type OperationDescriptor,
  type ParameterDescriptor,
} from "../src/index.js";
import {
  json,
  network,
  perform,
  rejection,
  silence,
  startTime,
  stopTime,
  text,
} from "./support.js";

const base: OperationDescriptor = {
  operationId: "example",
  method: "GET",
  path: "/v2/things",
  parameters: [],
};

describe("parameters", () => {
  type Kind = Omit<ParameterDescriptor, "name" | "in">;
  const integer: Kind = { type: "integer", minimum: 1, maximum: 100 };
  const operation = (kind: Kind, place: ParameterDescriptor["in"] = "query") => ({
    ...base,
    path: place === "path" ? "/v2/things/{p}/end" : base.path,
    parameters: [{ name: "p", in: place, ...kind }],
  });

  test.each<[string, Kind, unknown, string]>([
    ["an integer", integer, 100, "p=100"],
    ["zero", { type: "integer" }, 0, "p=0"],
    ["a number", { type: "number", minimum: -1 }, -0.5, "p=-0.5"],
    ["a boolean", { type: "boolean" }, false, "p=false"],
    ["a string", { type: "string" }, "a b&c=ä", "p=a%20b%26c%3D%C3%A4"],
    ["an empty string", { type: "string" }, "", "p="],
    ["an enum", { type: "string", enum: ["A", "B"] }, "B", "p=B"],
    ["a list", { type: "string", list: "repeat" }, ["a", "b,c"], "p=a&p=b%2Cc"],
    ["a list with commas", { type: "integer", list: "comma" }, [1, 2], "p=1,2"],
    ["an empty list", { type: "string", list: "repeat" }, [], ""],
    ["nothing", { type: "string" }, undefined, ""],
  ])("the query has %s", async (_, kind, value, query) => {
    const { fetch, sent } = network(json({}));
    await perform(fetch, operation(kind), { p: value });
    expect(new URL(sent[0]?.url ?? "").search).toBe(query && `?${query}`);
  });

  test.each<[string, Kind, unknown, RegExp]>([
    ["below the minimum", integer, 0, /p must be a whole number from 1 up to 100$/],
    ["above the maximum", integer, 101, /p must be a whole number from 1 up to 100/],
    ["a fraction", integer, 1.5, /p must be a whole number/],
    ["a string of digits", integer, "5", /p must be a whole number/],
    ["NaN", integer, Number.NaN, /p must be a whole number/],
    ["infinite", { type: "number" }, Number.POSITIVE_INFINITY, /p must be a number$/],
    ["NaN for a number", { type: "number" }, Number.NaN, /p must be a number/],
    ["not safe", { type: "integer" }, 2 ** 53, /p must be a whole number$/],
    ["a bigint", { type: "integer" }, 5n, /p must be a whole number/],
    ["the text of a boolean", { type: "boolean" }, "true", /p must be true or false/],
    ["true for a string", { type: "string" }, true, /p must be 0 to any number of characters/],
    ["not in the enum", { type: "string", enum: ["A", "B"] }, "C", /p must be one of A, B/],
    ["in the enum as an object", { type: "string", enum: ["A"] }, ["A"], /p must be one of A/],
    ["a list", { type: "string" }, ["a"], /p must be/],
    ["no list", { type: "string", list: "repeat" }, "a", /p must be a list, each value/],
    ["a list with null", { type: "string", list: "repeat" }, ["a", null], /p must be a list/],
    ["a list with a hole", { type: "string", list: "comma" }, new Array(2), /p must be a list/],
    ["a list of lists", { type: "integer", list: "comma" }, [[1]], /p must be a list/],
    ["a list out of range", { ...integer, list: "comma" }, [5, 0], /each value a whole number/],
    ["a lone surrogate", { type: "string" }, "\ud800", /p must be/],
    ["missing", { type: "string", required: true }, undefined, /p must be/],
    ["null", { type: "string" }, null, /p must be/],
  ])(
    "a value that is %s is a DisConfigError before anything is sent",
    async (_, kind, value, message) => {
      for (const place of ["query", "header"] as const) {
        const { fetch, sent } = network(json({}));
        const error = await rejection(perform(fetch, operation(kind, place), { p: value }));
        expect(error).toBeInstanceOf(DisConfigError);
        expect(error).toMatchObject({ operationId: "example", attempts: 0 });
        expect(String(error)).toMatch(message);
        expect(sent).toHaveLength(0);
      }
    },
  );

  test("numbers and booleans go into the path and the headers as text", async () => {
    const { fetch, sent } = network(json({}));
    await perform(fetch, operation(integer, "path"), { p: 7 });
    await perform(fetch, operation({ type: "boolean" }, "header"), { p: true });
    expect(sent[0]?.url).toBe("https://dis.example.com/v2/things/7/end");
    expect(sent[1]?.headers.get("p")).toBe("true");
  });

  test.each(["", ".", "..", "a/b", "a\\b", "a\n", "{p}"])(
    "the path value %j, which no pattern refuses, is a DisConfigError",
    async (p) => {
      const { fetch, sent } = network(json({}));
      const call = perform(fetch, operation({ type: "string", required: true }, "path"), { p });
      expect(await rejection(call)).toBeInstanceOf(DisConfigError);
      expect(sent).toHaveLength(0);
    },
  );

  test("a header value that is not ASCII is a DisConfigError", async () => {
    const { fetch, sent } = network(json({}));
    const call = perform(fetch, operation({ type: "string" }, "header"), { p: "ä" });
    expect(await rejection(call)).toBeInstanceOf(DisConfigError);
    expect(sent).toHaveLength(0);
  });
});

describe("bodies", () => {
  const required: OperationDescriptor = { ...base, method: "POST", body: "required" };
  const circular: { self?: unknown } = {};
  circular.self = circular;

  test.each([undefined, null, "{}", 7, true, Symbol("x")])(
    "a required body that is %o is a DisConfigError before anything is sent",
    async (body) => {
      const { fetch, sent } = network(json({}));
      const error = await rejection(perform(fetch, required, { body }));
      expect(error).toBeInstanceOf(DisConfigError);
      expect(String(error)).toContain("body must be of type object");
      expect(sent).toHaveLength(0);
    },
  );

  test.each([
    ["circular", circular],
    ["with a bigint", { a: 1n }],
    [
      "with a toJSON that throws",
      {
        toJSON: () => {
          throw new Error("SECRET");
        },
      },
    ],
    ["without JSON", { toJSON: () => undefined }],
  ])("a body that is %s is a DisConfigError without what it holds", async (_, body) => {
    const { fetch, sent } = network(json({}));
    const error = await rejection(perform(fetch, required, { body }));
    expect(error).toBeInstanceOf(DisConfigError);
    expect(String(error)).toContain("body cannot be written as JSON");
    expect(String(error)).not.toContain("SECRET");
    expect(sent).toHaveLength(0);
  });

  test("an optional body is left out or sent as JSON", async () => {
    const { fetch, sent } = network(json({}));
    const optional: OperationDescriptor = { ...base, method: "PUT", body: "optional" };
    await perform(fetch, optional);
    await perform(fetch, optional, { body: { a: "ä" } });
    expect(sent.map(({ body }) => body)).toEqual(["", '{"a":"ä"}']);
    expect(sent.map(({ headers }) => headers.get("content-type"))).toEqual([
      null,
      "application/json",
    ]);
  });

  test("an operation without a body refuses one", async () => {
    const { fetch, sent } = network(json({}));
    const error = await rejection(perform(fetch, base, { body: {} }));
    expect(String(error)).toContain("body is not a parameter");
    expect(sent).toHaveLength(0);
  });
});

describe("responses without content", () => {
  const all: OperationDescriptor = { ...base, empty: true };
  const some: OperationDescriptor = { ...base, empty: [202, 204] };

  test.each([
    ["nothing", new Response(null, { status: 204 })],
    ["text", text("deleted")],
    ["an object", json({ a: 1 })],
  ])("an operation whose responses are empty ignores %s", async (_, response) => {
    expect(await perform(network(response).fetch, all)).toMatchObject({ data: undefined });
  });

  test("an operation ignores the body of a status without content, and reads the others", async () => {
    const of = (response: Response) => perform(network(response).fetch, some);
    expect((await of(text("<html>", 202))).data).toBeUndefined();
    expect((await of(json({ a: 1 }))).data).toEqual({ a: 1 });
    expect(await rejection(of(text("")))).toBeInstanceOf(DisParseError);
    expect(await rejection(of(text("<html>", 201)))).toBeInstanceOf(DisParseError);
  });

  test("an operation without such a status needs a JSON object", async () => {
    const response = new Response(null, { status: 204 });
    expect(await rejection(perform(network(response).fetch, base))).toBeInstanceOf(DisParseError);
  });
});

/** The network error of a connection that nobody accepted, in the words of three runtimes. */
const refusals = [
  new TypeError("fetch failed", {
    cause: Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" }),
  }),
  Object.assign(new Error("Unable to connect."), { code: "ConnectionRefused" }),
  new TypeError("error sending request: tcp connect error: Connection refused (os error 111)"),
];
const reset = new TypeError("fetch failed", { cause: new Error("read ECONNRESET") });

/** Perform an operation, and let time run until it has ended. */
async function send(fetch: DisClientOptions["fetch"], operation: OperationDescriptor) {
  const outcome = Promise.allSettled([perform(fetch, operation, {}, { timeoutMs: 1_000 })]);
  await vi.runAllTimersAsync();
  const [ended] = await outcome;
  if (ended.status === "rejected") throw ended.reason;
  return ended.value;
}

describe("a POST", () => {
  beforeEach(stopTime);
  afterEach(startTime);

  const operation: OperationDescriptor = { ...base, method: "POST", body: "optional" };

  test.each([
    ...refusals.map((error): [string, Error] => [
      `the error ${error.cause ?? error.message}`,
      error,
    ]),
    ["the status 429", json({}, 429)] as const,
    ["the code DIS.4303", json({ errorCode: "DIS.4303" }, 400)] as const,
    ["the code APIGW.0308 with status 503", json({ error_code: "APIGW.0308" }, 503)] as const,
  ])("is sent again after %s", async (_, reply) => {
    const { fetch, sent } = network(reply, json({}));
    expect(await send(fetch, operation)).toMatchObject({ data: {}, attempts: 2 });
    expect(sent).toHaveLength(2);
  });

  test.each([
    ["a connection that was reset", reset, DisConnectionError],
    ["a time-out", silence, DisTimeoutError],
    ["the status 500", json({}, 500), DisResponseError],
    ["the status 503", json({}, 503, { "retry-after": "0" }), DisResponseError],
    ["the status 408", json({}, 408), DisResponseError],
    ["the code DIS.4309", json({ errorCode: "DIS.4309" }, 429), DisResponseError],
  ])("is not sent again after %s", async (_, reply, type) => {
    const { fetch, sent } = network(reply, json({}));
    const error = await rejection(send(fetch, operation));
    expect(error).toBeInstanceOf(type);
    expect(sent).toHaveLength(1);
  });

  test("is sent again like a GET if its operation says so", async () => {
    const { fetch } = network(reset, json({}, 503), json({}));
    const query: OperationDescriptor = { ...operation, idempotent: true };
    expect(await send(fetch, query)).toMatchObject({ attempts: 3 });
  });
});

describe("a DELETE", () => {
  beforeEach(stopTime);
  afterEach(startTime);

  const operation: OperationDescriptor = { ...base, method: "DELETE", empty: true };
  const gone = () => json({ errorCode: "DIS.4354", message: "Task does not exist." }, 400);
  const noStream = () => json({ errorCode: "DIS.4301", message: "No stream." }, 400);
  const note = "An earlier attempt of this call may have succeeded.";

  test.each([
    ["lost in a 503", json({}, 503), gone],
    ["lost with its connection", reset, gone],
    ["lost in a time-out", silence, gone],
    ["lost, and then its stream is gone", json({}, 504), noStream],
  ])("whose first attempt was %s says that it may have succeeded", async (_, first, second) => {
    const { fetch } = network(first, second);
    const error = await rejection(send(fetch, operation));
    expect(error).toBeInstanceOf(DisResponseError);
    expect(error).toMatchObject({ status: 400, attempts: 2 });
    expect(String(error)).toContain(note);
  });

  test("says so too when an attempt that cannot have acted came between", async () => {
    const { fetch } = network(json({}, 503), json({}, 429), gone);
    expect(String(await rejection(send(fetch, operation)))).toContain(note);
  });

  test.each([
    ["was refused by flow control", [json({}, 429), gone()]],
    ["met no server", [refusals[0] ?? reset, gone()]],
    ["found nothing", [gone()]],
    ["was lost and then forbidden", [json({}, 503), json({ errorCode: "DIS.4117" }, 403)]],
  ])("does not say so when its first attempt %s", async (_, replies) => {
    const error = await rejection(send(network(...replies).fetch, operation));
    expect(error).toBeInstanceOf(DisResponseError);
    expect(String(error)).not.toContain("earlier attempt");
  });

  test("a GET whose first attempt was lost does not say so", async () => {
    const { fetch } = network(json({}, 503), gone);
    const error = await rejection(send(fetch, base));
    expect(error).toMatchObject({ code: "DIS.4354", attempts: 2 });
    expect(String(error)).not.toContain("earlier attempt");
  });
});
