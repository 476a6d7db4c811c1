import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type DisClientOptions,
  DisConnectionError,
  DisResponseError,
  DisTimeoutError,
  type RetryEvent,
  token,
} from "../src/index.js";
import {
  clientOf,
  json,
  network,
  post,
  rejection,
  silence,
  startTime,
  stopTime,
  task,
} from "./support.js";

beforeEach(stopTime);
afterEach(startTime);

/** Make a call, and let time run until it has ended. */
async function call(fetch: DisClientOptions["fetch"], options: Partial<DisClientOptions> = {}) {
  const retries: RetryEvent[] = [];
  const start = performance.now();
  const dis = clientOf(fetch, { hooks: { onRetry: (event) => retries.push(event) }, ...options });
  const outcome = dis.showTransferTask.withResponse(task).then(
    (result) => ({ result, error: undefined }),
    (error: unknown) => ({ result: undefined, error }),
  );
  await vi.runAllTimersAsync();
  const { result, error } = await outcome;
  const delays = retries.map(({ delayMs }) => delayMs);
  expect(vi.getTimerCount()).toBe(0);
  return { result, error, delays, retries, ms: performance.now() - start };
}

const throttled = (headers: Record<string, string>) =>
  json({ error_code: "APIGW.0308", error_msg: "Throttled." }, 429, headers);

describe("retries", () => {
  test.each([408, 429, 500, 502, 503, 504])("the status %i is retried", async (status) => {
    const { fetch, sent } = network(json({}, status), json({ state: "RUNNING" }));
    const { result } = await call(fetch);
    expect(result).toMatchObject({ data: { state: "RUNNING" }, attempts: 2 });
    expect(sent).toHaveLength(2);
  });

  test.each([400, 401, 403, 404, 409, 441, 501])("the status %i is not retried", async (status) => {
    const { fetch, sent } = network(json({}, status), json({}));
    const { error } = await call(fetch);
    expect(error).toBeInstanceOf(DisResponseError);
    expect(error).toMatchObject({ status, attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  test.each(["DIS.4303", "DIS.4305"])(
    "the flow-control code %s is retried although its status is 400",
    async (errorCode) => {
      const { fetch, sent } = network(json({ errorCode, message: "Too many." }, 400), json({}));
      expect((await call(fetch)).error).toBeUndefined();
      expect(sent).toHaveLength(2);
    },
  );

  test.each([400, 429, 503])("DIS.4309 is not retried with the status %i", async (status) => {
    const { fetch, sent } = network(json({ errorCode: "DIS.4309", message: "Blocked." }, status));
    expect((await call(fetch)).error).toMatchObject({ status, code: "DIS.4309", attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  test("a connection error is retried", async () => {
    const { fetch } = network(new TypeError("fetch failed"), json({}));
    expect((await call(fetch)).result?.attempts).toBe(2);
  });

  test("a body that breaks off is retried", async () => {
    const broken = () =>
      new Response(new ReadableStream({ start: (c) => c.error(new TypeError("terminated")) }));
    const { fetch } = network(broken, json({}));
    expect((await call(fetch)).result?.attempts).toBe(2);
  });

  test("an attempt that takes too long is retried", async () => {
    const { fetch } = network(silence, json({}));
    const { result, ms } = await call(fetch, { timeoutMs: 1_000 });
    expect(result?.attempts).toBe(2);
    expect(ms).toBe(1_250);
  });

  test("a successful response that cannot be read is not retried", async () => {
    const { fetch, sent } = network(new Response("<html>"));
    expect((await call(fetch)).error).toMatchObject({ name: "DisParseError", attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  test("retry: false retries nothing", async () => {
    const { fetch, sent } = network(json({}, 503));
    expect((await call(fetch, { retry: false })).error).toMatchObject({ attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  test("a method that is not idempotent is not retried", async () => {
    const { fetch, sent } = network(json({}, 503));
    const outcome = post(clientOf(fetch), {});
    await vi.runAllTimersAsync();
    expect(await outcome).toMatchObject({ error: {} });
    expect(sent.map(({ method, body }) => [method, body])).toEqual([["POST", "{}"]]);
  });
});

describe("the pauses", () => {
  test("pauses are a random part of a limit that doubles up to maxDelayMs", async () => {
    const { fetch } = network(json({}, 503));
    const { error, delays, ms } = await call(fetch, { retry: { attempts: 8 } });
    expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(ms).toBe(23_750);
    expect(error).toMatchObject({ attempts: 8 });
    expect(String(error)).toContain("8 attempts");
    vi.spyOn(Math, "random").mockReturnValue(0.1);
    expect((await call(fetch)).delays).toEqual([25, 50]);
  });

  test("a call ends after three attempts with the last error", async () => {
    const { fetch, sent } = network(
      json({}, 500),
      json({}, 502),
      json({}, 503, { "x-request-id": "r3" }),
    );
    const { error } = await call(fetch);
    expect(error).toMatchObject({ status: 503, attempts: 3, requestId: "r3" });
    expect(sent).toHaveLength(3);
  });

  test("onRetry announces each pause with its error", async () => {
    const { fetch } = network(json({}, 503), new TypeError("no"), json({}));
    const { retries } = await call(fetch);
    expect(retries).toMatchObject([
      { operationId: "showTransferTask", attempt: 1, delayMs: 250, error: { status: 503 } },
      { operationId: "showTransferTask", attempt: 2, delayMs: 500 },
    ]);
    expect(retries[1]?.error).toBeInstanceOf(DisConnectionError);
  });
});

describe("Retry-After", () => {
  const now = "Mon, 15 Jan 2024 08:30:00 GMT";
  const never = { retry: false } as const;

  test.each([
    ["7", 7_000],
    ["0", 0],
    ["Mon, 15 Jan 2024 08:30:09 GMT", 9_000],
    ["Monday, 15-Jan-24 08:30:09 GMT", 9_000],
    ["Mon Jan 15 08:30:09 2024", 9_000],
    ["Mon, 15 Jan 2024 08:29:00 GMT", 0],
    ["soon", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["", undefined],
  ])("Retry-After %j is read as %j milliseconds, with and without a Date", async (value, ms) => {
    const dated = await call(network(throttled({ "retry-after": value, date: now })).fetch, never);
    const undated = await call(network(throttled({ "retry-after": value })).fetch, never);
    expect(dated.error).toMatchObject({ status: 429, retryAfterMs: ms });
    expect(undated.error).toMatchObject({ status: 429, retryAfterMs: ms });
  });

  test("a date in Retry-After counts from the Date of the response, not from the clock", async () => {
    vi.setSystemTime(0);
    const response = throttled({ "retry-after": "Mon, 15 Jan 2024 08:30:09 GMT", date: now });
    const { error } = await call(network(response).fetch, never);
    expect(error).toMatchObject({ retryAfterMs: 9_000 });
  });

  test("Retry-After replaces the back-off", async () => {
    const { fetch } = network(throttled({ "retry-after": "7" }), json({}));
    const { delays, ms } = await call(fetch);
    expect(delays).toEqual([7_000]);
    expect(ms).toBe(7_000);
  });

  test("Retry-After beyond maxRetryAfterMs ends the retries and is reported", async () => {
    const { fetch, sent } = network(throttled({ "retry-after": "61" }));
    const { error, ms } = await call(fetch);
    expect(error).toMatchObject({ status: 429, code: "APIGW.0308", retryAfterMs: 61_000 });
    expect(String(error)).toContain("(Retry-After: 61 s)");
    expect(sent).toHaveLength(1);
    expect(ms).toBe(0);
  });

  test("Retry-After beyond the total time limit ends the retries at once", async () => {
    const { fetch, sent } = network(throttled({ "retry-after": "50" }));
    const { error, ms } = await call(fetch);
    expect(error).toMatchObject({ status: 429, attempts: 2, retryAfterMs: 50_000 });
    expect(sent).toHaveLength(2);
    expect(ms).toBe(50_000);
  });
});

describe("the time limits", () => {
  test("timeoutMs ends each attempt although the fetch ignores its signal", async () => {
    const { error, ms } = await call(silence);
    expect(error).toBeInstanceOf(DisTimeoutError);
    expect(String(error)).toContain("within totalTimeoutMs (90000)");
    expect(error).toMatchObject({ operationId: "showTransferTask", attempts: 3 });
    expect(ms).toBe(90_000);
  });

  test("a time-out names timeoutMs", async () => {
    const { error, ms } = await call(silence, { timeoutMs: 2_000 });
    expect(String(error)).toContain("within timeoutMs (2000)");
    expect(ms).toBe(6_750);
  });

  test("totalTimeoutMs ends the last attempt early", async () => {
    const { error, ms } = await call(silence, { totalTimeoutMs: 5_000, timeoutMs: 3_000 });
    expect(String(error)).toContain("within totalTimeoutMs (5000)");
    expect(ms).toBe(5_000);
  });

  test("a pause beyond the total time limit does not begin", async () => {
    const { fetch, sent } = network(json({}, 503));
    const { error, ms } = await call(fetch, { totalTimeoutMs: 250 });
    expect(error).toMatchObject({ status: 503, attempts: 1 });
    expect(sent).toHaveLength(1);
    expect(ms).toBe(0);
  });

  test("time limits can be set for one call", async () => {
    const dis = clientOf(silence);
    const outcome = rejection(dis.showTransferTask(task, { timeoutMs: 100, totalTimeoutMs: 360 }));
    await vi.runAllTimersAsync();
    expect(String(await outcome)).toContain("within totalTimeoutMs (360)");
  });

  test("time limits cover a body that stalls", async () => {
    const stalled = () =>
      new Response(new ReadableStream({ start: (c) => c.enqueue(new TextEncoder().encode("{")) }));
    const { error, ms } = await call(network(stalled).fetch, { retry: false });
    expect(error).toBeInstanceOf(DisTimeoutError);
    expect(ms).toBe(30_000);
  });

  test("time limits cover the functions for project and token", async () => {
    const never = () => new Promise<string>(() => {});
    const { error } = await call(network(json({})).fetch, { projectId: never });
    expect(error).toBeInstanceOf(DisTimeoutError);
    expect(error).toMatchObject({ attempts: 0 });
    const late = await call(network(json({})).fetch, { auth: token(never) });
    expect(late.error).toMatchObject({ name: "DisTimeoutError", attempts: 0 });
    expect(late.ms).toBe(90_000);
  });
});
