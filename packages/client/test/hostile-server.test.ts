import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type DisClientOptions,
  DisConnectionError,
  DisParseError,
  DisResponseError,
  destinationOf,
  partitionsOf,
  type ResponseEvent,
  type ShowTransferTaskResponse,
  token,
} from "../src/index.js";
import { rawClient } from "../src/raw.js";
import { DisWaitError, waitForTransferTask } from "../src/wait.js";
import {
  clientOf,
  json,
  network,
  path,
  projectId,
  rejection,
  startTime,
  stopTime,
  task,
  text,
} from "./support.js";

const secret = 'SECRET-token"with\\escapes/and+0123456789';
// Of the kinds of characters that hide text or change how a terminal shows it.
const tricks = "\u001b[31m\r\n\u0000\u0085\u2028\u202e\u2066\u200b\u200d\u2060\ufeff\u00ad";
const readable = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u;

const call = (response: Response, options: Partial<DisClientOptions> = {}) =>
  clientOf(network(() => response).fetch, {
    auth: token(secret),
    retry: false,
    ...options,
  }).showTransferTask(task);

function expectClean(message: string): void {
  expect(message).toMatch(readable);
  expect(message).not.toContain("SECRET");
  expect(message).not.toContain("escapes");
  expect(message).not.toContain("0123456789");
}

describe("a state that is not the name of a state", () => {
  beforeEach(stopTime);
  afterEach(startTime);

  test.each([
    ["an object whose toString is a number", { toString: 1 }],
    ["a list", ["RUNNING"]],
    ["a number", 7],
    ["lower case", "running"],
    ["a state with a control character", "ERROR\u001b[31m"],
    ["a state of 33 letters", "E".repeat(33)],
    ["the token", secret],
  ])(
    "waitForTransferTask waits on when the state is %s, and shows none of it",
    async (_, state) => {
      const { fetch } = network(json({ state }));
      const dis = clientOf(fetch, { auth: token(secret) });
      const outcome = rejection(waitForTransferTask(dis, task, { timeoutMs: 9_000 }));
      await vi.runAllTimersAsync();
      const error = await outcome;
      expect(error).toBeInstanceOf(DisWaitError);
      expect(error).toMatchObject({ reason: "timeout", history: [{ state: "(unreadable)" }] });
      expect(String(error)).toMatch(/states seen: \(unreadable\) \(2 attempts\)$/);
    },
  );
});

describe("a number that JavaScript cannot hold", () => {
  test.each([
    ['{"a":9.007199254740993e15}', "$.a", "an integer that would be rounded"],
    ['{"a":9007199254740.993E3}', "$.a", "an integer that would be rounded"],
    ['{"a":-90071992547409930e-1}', "$.a", "an integer that would be rounded"],
    ['{"a":[{"b":1e400}]}', "$.a.0.b", "a number beyond the range of JavaScript"],
    ['{"a":-1E+0309}', "$.a", "a number beyond the range of JavaScript"],
    ['{"a":12345678901234567890}', "$.a", "an integer that would be rounded"],
  ])("the response %s is a DisParseError with the path", async (body, path, problem) => {
    const error = await rejection(call(text(body)));
    expect(error).toBeInstanceOf(DisParseError);
    expect(error).toMatchObject({ path });
    expect(String(error)).toContain(`the body of the 200 has ${problem}, at ${path}`);
  });

  test.each([
    '{"a":1e300,"b":-1.5E+20,"c":1e-400}',
    '{"a":-1e308,"b":9.007e5}',
    '{"a":0.12345678901234567890e1,"b":"at: 12345678901234567890, 1e400"}',
  ])("the response %s is read", async (body) => {
    expect(await call(text(body))).toEqual(JSON.parse(body));
  });

  test.each([
    '{"a":1e300,"b":"at: 12345678901234567890"}',
    '{"a":1e300,"b":0.12345678901234567890e1}',
    '{"a":"\\\\\\"","b":"\\": 12345678901234567890"}',
  ])("digits in strings and fractions do not make a body unreadable: %s", async (body) => {
    expect(await call(text(body))).toEqual(JSON.parse(body));
  });

  test("an integer after strings with escaped quotes is found", async () => {
    const body = '{"a":"\\\\","b":"\\"","c": 12345678901234567890}';
    expect(await rejection(call(text(body)))).toMatchObject({ path: "$.c" });
  });

  test("the path is right after 100,000 other entries, at any depth", async () => {
    const entries = '{"b":[1,{"c":2}]},'.repeat(100_000);
    const body = `{"first":{"x":[${entries}0]},"list":[${entries}{"b":[1,{"c":9007199254740993}]}]}`;
    expect(await rejection(call(text(body)))).toMatchObject({ path: "$.list.100000.b.1.c" });
  });
});

describe("text of a server in an error", () => {
  const key = `${tricks}${secret}`;

  test("the path of a number is one short line without secrets", async () => {
    const body = (name: string) => text(`{${JSON.stringify(name)}:{"a":9007199254740993}}`);
    const error = await rejection(call(body(key)));
    expect(error).toBeInstanceOf(DisParseError);
    expectClean(String(error));
    // Its fields are checked here, and its class above.
    const { path } = error as DisParseError;
    expect(path).toMatch(/^\$\..*\[redacted\].*\.a$/u);
    expectClean(path ?? "");
    const long = await rejection(call(body("k".repeat(5_000_000))));
    expect(Object(long).path).toHaveLength(500);
    expect(String(long).length).toBeLessThan(700);
  });

  test.each([
    ["message", { errorCode: "DIS.4999", message: key }],
    ["error_msg", { error_code: "APIGW.1", error_msg: `${key}${key}` }],
    ["errorCode", { errorCode: key, message: "a" }],
    ["request_id", { error_code: "APIGW.1", error_msg: "a", request_id: key }],
    ["the message of IAM", { error: { code: key, message: key } }],
    ["a secret with invisible characters", { message: [...secret].join("\u200b") }],
    ["a secret that is escaped twice", { message: JSON.stringify(secret) }],
  ])("an error shows %s as one line without secrets", async (_, body) => {
    const error = await rejection(call(json(body, 400)));
    expect(error).toBeInstanceOf(DisResponseError);
    expectClean(String(error));
    const { code = "", requestId = "" } = error as DisResponseError;
    expectClean(code + requestId);
  });

  test("an error shows at most 500 characters of each text", async () => {
    const long = `${"ab ".repeat(1_000_000)}`;
    const body = { errorCode: long, message: long, request_id: long };
    const error = await rejection(call(json(body, 400)));
    const { code, requestId, message } = error as DisResponseError;
    expect([code?.length, requestId?.length]).toEqual([500, 500]);
    expect(message.length).toBeLessThan(1_600);
  });

  test("an error shows the X-Request-Id as one line without secrets", async () => {
    const id = `r1 SECRET-token 0123456789 ${"é".repeat(600)}`;
    const auth = token("SECRET-token");
    const error = await rejection(call(json({}, 400, { "x-request-id": id }), { auth }));
    const { requestId } = error as DisResponseError;
    expect(requestId).toMatch(/^r1 \[redacted\] 0123456789 é+$/);
    expect(requestId).toHaveLength(500);
    expect(String(error)).not.toContain("SECRET");
  });

  test("the error of a fetch becomes one short line without secrets, in message and code", async () => {
    const cause = Object.assign(new Error(`${key}${"a".repeat(9_999)}`), { code: key });
    const thrown = new TypeError("fetch failed", { cause });
    const dis = clientOf(network(thrown).fetch, { auth: token(secret), retry: false });
    const error = await rejection(dis.showTransferTask(task));
    expect(error).toBeInstanceOf(DisConnectionError);
    const shown = (error as DisConnectionError).cause as Error & { code: string };
    for (const one of [String(error), shown.message, shown.code]) {
      expectClean(one);
      expect(one.length).toBeLessThan(700);
    }
  });
});

describe("the redaction for hooks", () => {
  // Of the size and the characters of a token of IAM.
  const long = Array.from({ length: 96 }, (_, i) =>
    createHash("sha512").update(`${i}`).digest("base64"),
  ).join("");
  const pieces = long.match(/.{300}/g) ?? [];

  async function seen(body: string, secret: string, headers: Record<string, string> = {}) {
    const events: ResponseEvent[] = [];
    const hooks = { onResponse: (event: ResponseEvent) => void events.push(event) };
    await call(text(body, 200, headers), { auth: token(secret), hooks });
    return events[0];
  }

  test("no part of a token of 8 kB is left in half a megabyte that echoes it", async () => {
    const echo = {
      whole: Array.from({ length: 32 }, () => `x${long}y`),
      escaped: encodeURIComponent(long),
      pieces: pieces.map((piece) => `"${piece}"`),
      lines: long.replaceAll("/", "\\/\n"),
      [long]: "as a key",
      filler: "abcd ".repeat(50_000),
    };
    const event = await seen(JSON.stringify(echo), long, { "x-echo": long.slice(9, 4_000) });
    const shown = JSON.stringify([event?.body, event?.headers]);
    const runs = new Set(long.match(/[A-Za-z0-9]{8,}/g));
    expect(runs.size).toBeGreaterThan(20);
    for (const run of runs) expect(shown).not.toContain(run);
    expect(event?.body).toMatchObject({
      whole: echo.whole.map(() => "x[redacted]y"),
      "[redacted]": "as a key",
      filler: echo.filler,
    });
  });

  test("secrets are hidden in the keys of JSON, and where JSON escapes them", async () => {
    const event = await seen(
      JSON.stringify({ [`a ${secret}`]: [{ [secret]: 1 }], echo: JSON.stringify({ secret }) }),
      secret,
    );
    expect(event?.body).toEqual({
      "a [redacted]": [{ "[redacted]": 1 }],
      echo: '{"secret":"[redacted]"}',
    });
  });

  test("the work does not grow with the number of runs in a token", async () => {
    const work = async (secret: string) => {
      const spies = [
        vi.spyOn(String.prototype, "replaceAll"),
        vi.spyOn(String.prototype, "replace"),
      ];
      await seen(
        JSON.stringify({ list: Array.from({ length: 50 }, (_, i) => `text ${i}`) }),
        secret,
      );
      const counts = spies.map(({ mock }) => mock.calls.length);
      vi.restoreAllMocks();
      return counts;
    };
    expect(await work(long)).toEqual(await work("short-token"));
  });

  test("a success without hooks removes secrets from nothing", async () => {
    const spy = vi.spyOn(String.prototype, "replaceAll");
    await call(json({ echo: secret }, 200, { "x-request-id": "r1" }));
    const searched = spy.mock.calls.map(([search]) => search);
    vi.restoreAllMocks();
    expect(searched).not.toContain(secret);
  });
});

describe("a task of a wrong shape", () => {
  const of = (value: unknown) =>
    // Nothing that a server sends is certain to have the types of the spec.
    value as ShowTransferTaskResponse;

  test.each([
    [{ partitions: [null] }, []],
    [
      { partitions: [null, 1, "a", { partitionId: "p" }] },
      [{ id: "p", source: { partitionId: "p" } }],
    ],
    [{ partitions: { 0: {} } }, []],
    [{ partitions: "abc" }, []],
    [{ partitions: null }, []],
    [null, []],
  ])("partitionsOf takes %j", (value, expected) => {
    expect(partitionsOf(of(value))).toMatchObject(expected);
    expect(partitionsOf(of(value))).toHaveLength(expected.length);
  });

  test.each([
    [{ destination_type: { toString: 1 } }, undefined],
    [{ destination_type: ["OBS"] }, undefined],
    [{ destination_type: "__proto__" }, { type: "UNKNOWN", destination_type: "__proto__" }],
    [
      { obs_destination_description: { retry_duration: { toString: 1 } } },
      { type: "OBS", description: {} },
    ],
    [
      { destination_type: "OBS", obs_destination_description: [null] },
      { type: "OBS", description: {} },
    ],
    [
      { destination_type: "OBS", obs_destination_description: 7 },
      { type: "OBS", description: {} },
    ],
    [{ dws_destination_descripton: "ab", dws_destination_description: null }, { type: "DWS" }],
    [null, undefined],
  ])("destinationOf takes %j", (value, expected) => {
    const found = destinationOf(of(value));
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });
});

describe("a response that a Response cannot hold", () => {
  const params = { path: { project_id: projectId, ...task } };
  /** A response as `fetch` may return it, although no constructor takes it. */
  const odd = (properties: { status?: number; statusText?: string; ok?: boolean }) => () =>
    Object.defineProperties(
      json({ state: "RUNNING" }),
      Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, { value }])),
    );

  test.each([600, 999])("rawClient returns the status %i as an error", async (status) => {
    const dis = clientOf(network(odd({ status, ok: false })).fetch);
    const { data, error, response } = await rawClient(dis).GET(path, { params });
    expect(data).toBeUndefined();
    expect(error).toEqual({ state: "RUNNING" });
    expect(response.status).toBe(status);
    expect(response.ok).toBe(false);
    expect(await rejection(dis.showTransferTask(task))).toMatchObject({ status });
  });

  test("rawClient returns a response whose status text is not ASCII", async () => {
    const dis = clientOf(network(odd({ statusText: "好\n" })).fetch);
    const { data, response } = await rawClient(dis).GET(path, { params });
    expect(data).toEqual({ state: "RUNNING" });
    expect(response.statusText).toBe("好\n");
    expect(response.status).toBe(200);
  });

  test("rawClient returns a 205 although it has a body", async () => {
    const dis = clientOf(network(odd({ status: 205 })).fetch);
    const { error, response } = await rawClient(dis).GET(path, { params });
    expect(error).toBeUndefined();
    expect(response.status).toBe(205);
    expect(await dis.showTransferTask(task)).toEqual({ state: "RUNNING" });
  });
});
