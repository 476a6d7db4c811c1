import { describe, expect, it } from "vitest";
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
const text = (body: BodyInit | null, type = "application/json", status = 200) =>
  new Response(body, { status, headers: { "content-type": type, "x-request-id": "r1" } });
const chunks = (...parts: Uint8Array<ArrayBuffer>[]) =>
  new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });

describe("a success that cannot be read is a DisParseError", () => {
  it.each([
    ["empty", text(""), "the body of the 200 is empty"],
    ["without a body", text(null), "the body of the 200 is empty"],
    ["a 204", new Response(null, { status: 204 }), "the body of the 204 is empty"],
    ["cut short", text('{"state":"SECRET'), "is no JSON object (application/json)"],
    ["a page", text("<html>SECRET", "text/html; charset=utf-8"), "is no JSON object (text/html)"],
    ["a text", text('"SECRET"'), "is no JSON object"],
    ["null", text("null"), "is no JSON object"],
    ["a list", text("[]"), "is no JSON object"],
    ["not UTF-8", text(new Uint8Array([0x7b, 0xff, 0x7d])), "is not UTF-8"],
    ["UTF-8 cut short", text(new Uint8Array([0x22, 0xc3])), "is not UTF-8"],
  ])("%s", async (_, response, message) => {
    const error = await rejection(call(response));
    expect(error).toBeInstanceOf(DisParseError);
    expect(String(error)).toContain(message);
    expect(String(error)).not.toContain("SECRET");
    expect((error as Error).cause).toBeUndefined();
    expect(error).toMatchObject({ operationId: "showTransferTask", attempts: 1 });
  });

  it("larger than maxResponseBytes, whose rest is not waited for", async () => {
    let cancelled = false;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
      cancel: () => {
        cancelled = true;
      },
    });
    const error = await rejection(call(text(endless), 10_000));
    expect(error).toBeInstanceOf(DisParseError);
    expect(String(error)).toContain("is larger than maxResponseBytes (10000)");
    expect(String(error)).toContain("(request id r1)");
    expect(cancelled).toBe(true);
  });

  it("at the limit, it is read", async () => {
    const body = JSON.stringify({ state: "RUNNING" });
    expect((await call(text(body), body.length)).data).toEqual({ state: "RUNNING" });
    expect(await rejection(call(text(body), body.length - 1))).toBeInstanceOf(DisParseError);
  });

  it.each([
    ['{"create_time":9223372036854775807}', "$.create_time"],
    [
      '{"partitions":[{"discard":1},{"last_transfer_offset": -9007199254740993}]}',
      "$.partitions.1.last_transfer_offset",
    ],
    ['{"a":[9007199254740993]}', "$.a.0"],
    [`{"a":${"9".repeat(400)}}`, "$.a"],
  ])("with an integer that would be rounded: %s", async (body, path) => {
    const error = await rejection(call(text(body)));
    expect(error).toBeInstanceOf(DisParseError);
    expect(error).toMatchObject({ path });
    expect(String(error)).toContain(`has an integer that would be rounded, at ${path}`);
  });

  it.each([
    '{"a":9007199254740991,"b":-9007199254740991,"c":1606554932552}',
    '{"a":"12345678901234567890","b":0.1234567890123456789,"c":1e300}',
    `{"a":"[${"1".repeat(30)}]"}`,
  ])("not with one that fits, or with digits that are no integer: %s", async (body) => {
    expect((await call(text(body))).data).toEqual(JSON.parse(body));
  });

  it("nested as deep as it likes", async () => {
    const depth = 100_000;
    const body = `{"a":${"[".repeat(depth)}9007199254740993${"]".repeat(depth)}}`;
    expect(await rejection(call(text(body)))).toBeInstanceOf(DisParseError);
  });
});

describe("a success that can be read", () => {
  it.each([
    ["whatever its type is said to be", text('{"state":"RUNNING"}', "text/plain")],
    [
      "whatever its charset is said to be",
      text('{"state":"RUNNING"}', "application/json;charset=gbk"),
    ],
    ["with a byte order mark", text('\uFEFF{"state":"RUNNING"}')],
    ["with another 2xx", text('{"state":"RUNNING"}', "application/json", 202)],
  ])("%s", async (_, response) => {
    expect((await call(response)).data).toEqual({ state: "RUNNING" });
  });

  it("in chunks that split a character", async () => {
    const bytes = new TextEncoder().encode('{"state":"ä€😀"}');
    const parts = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect((await call(text(chunks(...parts)))).data).toEqual({ state: "ä€😀" });
  });
});

describe("an answer that is no success is a DisResponseError", () => {
  const of = async (response: Response) => {
    const error = await rejection(call(response));
    // Its fields are what is tested.
    return error as DisResponseError;
  };

  it("from DIS", async () => {
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

  it("from the gateway, whose body knows the request id too", async () => {
    const body = { error_code: "APIGW.0301", error_msg: "Incorrect.", request_id: "r2" };
    const error = await of(json(body, 401));
    expect(error).toMatchObject({ status: 401, code: "APIGW.0301", requestId: "r2" });
    expect(error.message).toBe("showTransferTask: 401 APIGW.0301 Incorrect. (request id r2)");
    expect(await of(json(body, 401, { "x-request-id": "r1" }))).toMatchObject({ requestId: "r1" });
  });

  it("from IAM", async () => {
    const error = await of(
      json({ error: { code: 401, message: "Wrong password.", title: "Unauthorized" } }, 401),
    );
    expect(error).toMatchObject({ status: 401, code: "401" });
    expect(error.message).toBe("showTransferTask: 401 401 Wrong password.");
  });

  it.each([
    ["a page", text("<html>", "text/html", 502), "502 without a readable error (text/html)"],
    ["nothing", new Response(null, { status: 504 }), "504 without a readable error"],
    ["null", text("null", "application/json", 500), "500 without a readable error"],
    ["a list", text("[1]", "application/json", 500), "500 without a readable error"],
    ["an object in a wrong place", json({ errorCode: {}, message: [] }, 500), "500 without"],
    ["null for an error", json({ error: null }, 500), "500 without"],
    ["a text for an error", json({ error: "no", message: "Sorry." }, 500), "500 without"],
    ["bytes that are no text", text(new Uint8Array([0xff]), "x", 500), "500 without"],
  ])("from something else: %s", async (_, response, message) => {
    const error = await of(response);
    expect(error).toBeInstanceOf(DisResponseError);
    expect(error.message).toContain(`showTransferTask: ${message}`);
    expect(error.code).toBeUndefined();
  });

  it("as one line of a bearable length", async () => {
    const error = await of(
      json({ errorCode: "DIS.1", message: `a\r\n\u001b[31m${"b".repeat(9_999)}` }, 400),
    );
    expect(error.message).toMatch(/^showTransferTask: 400 DIS\.1 a \[31mb+$/);
    expect(error.message.length).toBeLessThan(600);
  });

  it("too large to be read, it still has its status", async () => {
    const error = await rejection(call(text("x".repeat(100), "text/html", 502), 10));
    expect(error).toBeInstanceOf(DisResponseError);
    expect(error).toMatchObject({ status: 502 });
  });

  it.each([301, 302, 303, 304, 307, 308])(
    "a redirect (%i), which is not followed",
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

  it("a redirect that a browser hides, or that a fetch has followed all the same", async () => {
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

it("what breaks off in the body is a DisConnectionError with the request id", async () => {
  const broken = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode("{"));
      controller.error(new TypeError("terminated", { cause: new Error("other side closed") }));
    },
  });
  const error = await rejection(call(text(broken)));
  expect(error).toBeInstanceOf(DisConnectionError);
  expect(error).toMatchObject({ requestId: "r1", attempts: 1 });
  expect(String(error)).toContain("no whole answer: Error: other side closed");
});

describe("what an error means", () => {
  const error = (status: number, code?: string) =>
    new DisResponseError("", {}, { status, code, retryAfterMs: undefined });

  it("reads status and code", () => {
    expect(isStreamNotFound(error(400, "DIS.4301"))).toBe(true);
    expect(isTaskNotFound(error(400, "DIS.4354"))).toBe(true);
    expect(isThrottled(error(429))).toBe(true);
    expect(isThrottled(error(400, "DIS.4303"))).toBe(true);
    expect(isThrottled(error(400, "APIG.0308"))).toBe(true);
    expect(isAuthError(error(401))).toBe(true);
    expect(isAuthError(error(441, "DIS.4105"))).toBe(true);
  });

  it("is not what another error means", () => {
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
