import { describe, expect, test } from "vitest";
import {
  DisConnectionError,
  DisParseError,
  DisResponseError,
  isAuthError,
  isStreamNotFound,
  isTaskNotFound,
  isThrottled,
} from "../src/index.js";
import { clientOf, json, network, rejection, task } from "./support.js";

const call = (response: Response, maxResponseBytes?: number) =>
  clientOf(network(() => response).fetch, {
    retry: false,
    maxResponseBytes,
  }).showTransferTask.withResponse(task);
const reply = (body: BodyInit | null, type = "application/json", status = 200) =>
  new Response(body, { status, headers: { "content-type": type, "x-request-id": "r1" } });
const chunks = (...parts: Uint8Array<ArrayBuffer>[]) =>
  new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });

describe("a response that cannot be read", () => {
  test.each([
    ["empty", reply(""), "the body of the 200 is empty"],
    ["missing", reply(null), "the body of the 200 is empty"],
    ["that of a 204", new Response(null, { status: 204 }), "the body of the 204 is empty"],
    ["cut short", reply('{"state":"SECRET'), "is not a JSON object (application/json)"],
    [
      "an HTML page",
      reply("<html>SECRET", "text/html; charset=utf-8"),
      "is not a JSON object (text/html)",
    ],
    ["a JSON string", reply('"SECRET"'), "is not a JSON object"],
    ["null", reply("null"), "is not a JSON object"],
    ["a list", reply("[]"), "is not a JSON object"],
    ["not UTF-8", reply(new Uint8Array([0x7b, 0xff, 0x7d])), "is not UTF-8"],
    ["UTF-8 that is cut short", reply(new Uint8Array([0x22, 0xc3])), "is not UTF-8"],
  ])("a successful response whose body is %s is a DisParseError", async (_, response, message) => {
    const error = await rejection(call(response));
    expect(error).toBeInstanceOf(DisParseError);
    expect(String(error)).toContain(message);
    expect(String(error)).not.toContain("SECRET");
    expect((error as Error).cause).toBeUndefined();
    expect(error).toMatchObject({ operationId: "showTransferTask", attempts: 1 });
  });

  test("a response larger than maxResponseBytes is a DisParseError, and its rest is cancelled", async () => {
    let cancelled = false;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
      cancel: () => {
        cancelled = true;
      },
    });
    const error = await rejection(call(reply(endless), 10_000));
    expect(error).toBeInstanceOf(DisParseError);
    expect(String(error)).toContain("is larger than maxResponseBytes (10000)");
    expect(String(error)).toContain("(request id r1)");
    expect(cancelled).toBe(true);
  });

  test("a response of exactly maxResponseBytes is read", async () => {
    const body = JSON.stringify({ state: "RUNNING" });
    expect((await call(reply(body), body.length)).data).toEqual({ state: "RUNNING" });
    expect(await rejection(call(reply(body), body.length - 1))).toBeInstanceOf(DisParseError);
  });

  test.each([
    ['{"create_time":9223372036854775807}', "$.create_time"],
    [
      '{"partitions":[{"discard":1},{"last_transfer_offset": -9007199254740993}]}',
      "$.partitions.1.last_transfer_offset",
    ],
    ['{"a":[9007199254740993]}', "$.a.0"],
    [`{"a":${"9".repeat(400)}}`, "$.a"],
  ])(
    "a response with a rounded integer is a DisParseError with its path: %s",
    async (body, path) => {
      const error = await rejection(call(reply(body)));
      expect(error).toBeInstanceOf(DisParseError);
      expect(error).toMatchObject({ path });
      expect(String(error)).toContain(`has an integer that would be rounded, at ${path}`);
    },
  );

  test.each([
    '{"a":9007199254740991,"b":-9007199254740991,"c":1606554932552}',
    '{"a":"12345678901234567890","b":0.1234567890123456789,"c":1e300}',
    `{"a":"[${"1".repeat(30)}]"}`,
  ])("a response with exact integers, fractions or digits in strings is read: %s", async (body) => {
    expect((await call(reply(body))).data).toEqual(JSON.parse(body));
  });

  test("a rounded integer nested 100,000 deep is a DisParseError", async () => {
    const depth = 100_000;
    const body = `{"a":${"[".repeat(depth)}9007199254740993${"]".repeat(depth)}}`;
    expect(await rejection(call(reply(body)))).toBeInstanceOf(DisParseError);
  });
});

describe("a response that can be read", () => {
  test.each([
    ["with another media type", reply('{"state":"RUNNING"}', "text/plain")],
    ["with another charset", reply('{"state":"RUNNING"}', "application/json;charset=gbk")],
    ["with a byte order mark", reply('\uFEFF{"state":"RUNNING"}')],
    ["with status 202", reply('{"state":"RUNNING"}', "application/json", 202)],
  ])("a JSON response %s is read", async (_, response) => {
    expect((await call(response)).data).toEqual({ state: "RUNNING" });
  });

  test("a response in chunks that split a character is read", async () => {
    const bytes = new TextEncoder().encode('{"state":"ä€😀"}');
    const parts = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect((await call(reply(chunks(...parts)))).data).toEqual({ state: "ä€😀" });
  });
});

describe("a failed response", () => {
  const of = async (response: Response) => {
    const error = await rejection(call(response));
    // The tests check its class and its fields.
    return error as DisResponseError;
  };

  test("an error of DIS becomes a DisResponseError with status, code and request id", async () => {
    const error = await of(
      json({ errorCode: "DIS.4301", message: "Stream does not exist. [s]" }, 400, {
        "x-request-id": "r1",
      }),
    );
    expect(error).toBeInstanceOf(DisResponseError);
    expect(error).toMatchObject({ status: 400, code: "DIS.4301", requestId: "r1", attempts: 1 });
    expect(error.message).toBe(
      "showTransferTask: 400 DIS.4301 Stream does not exist. [s] (request id r1)",
    );
    expect(error.retryAfterMs).toBeUndefined();
  });

  test("an error of the gateway takes the request id of its body if no header has one", async () => {
    const body = { error_code: "APIGW.0301", error_msg: "Incorrect.", request_id: "r2" };
    const error = await of(json(body, 401));
    expect(error).toMatchObject({ status: 401, code: "APIGW.0301", requestId: "r2" });
    expect(error.message).toBe("showTransferTask: 401 APIGW.0301 Incorrect. (request id r2)");
    expect(await of(json(body, 401, { "x-request-id": "r1" }))).toMatchObject({ requestId: "r1" });
  });

  test("an error of IAM becomes a DisResponseError with status and code", async () => {
    const error = await of(
      json({ error: { code: 401, message: "Wrong password.", title: "Unauthorized" } }, 401),
    );
    expect(error).toMatchObject({ status: 401, code: "401" });
    expect(error.message).toBe("showTransferTask: 401 401 Wrong password.");
  });

  test.each([
    ["an HTML page", reply("<html>", "text/html", 502), "502 without a readable error (text/html)"],
    ["empty", new Response(null, { status: 504 }), "504 without a readable error"],
    ["null", reply("null", "application/json", 500), "500 without a readable error"],
    ["a list", reply("[1]", "application/json", 500), "500 without a readable error"],
    [
      "an object with a wrong code and message",
      json({ errorCode: {}, message: [] }, 500),
      "500 without",
    ],
    ["an object whose error is null", json({ error: null }, 500), "500 without"],
    [
      "an object whose error is a string",
      json({ error: "no", message: "Sorry." }, 500),
      "500 without",
    ],
    ["not UTF-8", reply(new Uint8Array([0xff]), "x", 500), "500 without"],
  ])(
    "a failed response whose body is %s is a DisResponseError without a code",
    async (_, response, message) => {
      const error = await of(response);
      expect(error).toBeInstanceOf(DisResponseError);
      expect(error.message).toContain(`showTransferTask: ${message}`);
      expect(error.code).toBeUndefined();
    },
  );

  test("the message of a failed response becomes one short line", async () => {
    const error = await of(
      json({ errorCode: "DIS.1", message: `a\r\n\u001b[31m${"b".repeat(9_999)}` }, 400),
    );
    expect(error.message).toMatch(/^showTransferTask: 400 DIS\.1 a \[31mb+$/);
    expect(error.message.length).toBeLessThan(600);
  });

  test("a failed response that is too large keeps its status", async () => {
    const error = await rejection(call(reply("x".repeat(100), "text/html", 502), 10));
    expect(error).toBeInstanceOf(DisResponseError);
    expect(error).toMatchObject({ status: 502 });
  });

  test.each([301, 302, 303, 304, 307, 308])(
    "a redirect (%i) is a DisResponseError and is not followed",
    async (status) => {
      const body = status === 304 ? null : "moved";
      const error = await of(
        new Response(body, { status, headers: { location: "https://evil.example/" } }),
      );
      expect(error).toBeInstanceOf(DisResponseError);
      expect(error).toMatchObject({ status });
      expect(error.message).toBe(`showTransferTask: ${status}: redirects are not followed`);
    },
  );

  test("a redirect that a browser hides or a fetch has followed is a DisResponseError", async () => {
    for (const [name, value] of [
      ["type", "opaqueredirect"],
      ["redirected", true],
    ] as const) {
      const response = json({ state: "RUNNING" });
      Object.defineProperty(response, name, { value });
      expect(await of(response)).toBeInstanceOf(DisResponseError);
    }
  });
});

test("a body that breaks off is a DisConnectionError with the request id", async () => {
  const broken = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode("{"));
      controller.error(new TypeError("terminated", { cause: new Error("other side closed") }));
    },
  });
  const error = await rejection(call(reply(broken)));
  expect(error).toBeInstanceOf(DisConnectionError);
  expect(error).toMatchObject({ requestId: "r1", attempts: 1 });
  expect(String(error)).toContain("no complete response: Error: other side closed");
});

describe("what an error means", () => {
  const error = (status: number, code?: string) =>
    new DisResponseError("", {}, { status, code, retryAfterMs: undefined });

  test("the guards recognise an error by its status or code", () => {
    expect(isStreamNotFound(error(400, "DIS.4301"))).toBe(true);
    expect(isTaskNotFound(error(400, "DIS.4354"))).toBe(true);
    expect(isThrottled(error(429))).toBe(true);
    expect(isThrottled(error(400, "DIS.4303"))).toBe(true);
    expect(isThrottled(error(400, "APIG.0308"))).toBe(true);
    expect(isAuthError(error(401))).toBe(true);
    expect(isAuthError(error(441, "DIS.4105"))).toBe(true);
  });

  test("the guards are false for other errors", () => {
    const checks = [isStreamNotFound, isTaskNotFound, isThrottled, isAuthError];
    const others = [
      error(404),
      error(403, "DIS.4116"),
      error(400, "DIS.4309"),
      new Error("DIS.4301"),
      { status: 401 },
      undefined,
      null,
    ];
    for (const check of checks) for (const other of others) expect(check(other)).toBe(false);
  });
});
