import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { iamPassword, lookUpProject } from "../src/auth/iam.js";
import {
  type CallOptions,
  DisConfigError,
  DisConnectionError,
  DisTimeoutError,
  type Hooks,
  token,
} from "../src/index.js";
import { rawClient } from "../src/raw.js";
import { type WaitOptions, waitForTransferTask } from "../src/wait.js";
import {
  clientOf,
  json,
  network,
  path,
  projectId,
  rejection,
  silence,
  stalledBody,
  startTime,
  stopTime,
  task,
  user,
} from "./support.js";

const params = { path: { project_id: projectId, ...task } };

describe("arguments of a wrong type", () => {
  const circular: { self?: unknown } = {};
  circular.self = circular;
  const hostile: [string, unknown][] = [
    ["null", null],
    ["a string", "x"],
    ["a number", 7],
    ["a symbol", Symbol("x")],
    ["a bigint", 7n],
    ["a circular object", circular],
    ["a list", ["newstream"]],
    ["a list with a separator", ["a/../b"]],
    ["NaN", Number.NaN],
    ["true", true],
    ["an object whose toString is a number", { toString: 1 }],
    ["a String object", new String("newstream")],
  ];

  async function refuses(promise: Promise<unknown>, sent: readonly unknown[], message: RegExp) {
    const error = await rejection(promise);
    expect(error).toBeInstanceOf(DisConfigError);
    expect(error).toMatchObject({ operationId: "showTransferTask", attempts: 0 });
    expect(String(error)).toMatch(message);
    expect(sent).toHaveLength(0);
  }

  test.each(hostile.filter(([name]) => name !== "a string"))(
    "a path value that is %s is a DisConfigError",
    async (_, value) => {
      const { fetch, sent } = network(json({}));
      for (const name of ["stream_name", "task_name", "project_id"]) {
        // The types refuse it; plain JavaScript does not.
        const wrong = { ...task, [name]: value } as typeof task;
        const message = new RegExp(`${name} must be 1 to 64 characters`);
        await refuses(clientOf(fetch).showTransferTask(wrong), sent, message);
      }
    },
  );

  test.each([...hostile.slice(0, 5), ["a function", () => task] satisfies [string, unknown]])(
    "parameters and options that are %s are a DisConfigError",
    async (_, value) => {
      const { fetch, sent } = network(json({}));
      const dis = clientOf(fetch);
      const wrong = value as typeof task;
      await refuses(dis.showTransferTask(wrong), sent, /params must be of type object/);
      await refuses(
        dis.showTransferTask.withResponse(wrong),
        sent,
        /params must be of type object/,
      );
      const options = value as CallOptions;
      await refuses(dis.showTransferTask(task, options), sent, /options must be of type object/);
      await refuses(
        waitForTransferTask(dis, task, value as WaitOptions),
        sent,
        /options must be of type object/,
      );
    },
  );

  test.each([
    ["a signal that is a string", { signal: "x" }, /signal must be an AbortSignal/],
    ["a signal that is an object", { signal: {} }, /signal must be an AbortSignal/],
    ["a signal that is null", { signal: null }, /signal must be an AbortSignal/],
    ["headers that are null", { headers: null }, /headers must be/],
    ["headers that are a string", { headers: "a: b" }, /headers must be/],
    ["headers that are a list", { headers: [["a", "b"]] }, /headers must be/],
    ["headers that are a Headers", { headers: new Headers({ a: "b" }) }, /headers must be/],
    ["a header that is a list", { headers: { A: ["b"] } }, /headers\.A must be/],
    ["a header that is undefined", { headers: { A: undefined } }, /headers\.A must be/],
    ["a header whose toString is a number", { headers: { A: { toString: 1 } } }, /headers\.A/],
    ["a header that is not ASCII", { headers: { A: "ä" } }, /headers\.A must be plain ASCII/],
    ["an empty header name", { headers: { "": "b" } }, /headers\. must be plain ASCII/],
  ])("%s is a DisConfigError before anything is sent", async (_, options, message) => {
    const { fetch, sent } = network(json({}));
    const call = clientOf(fetch).showTransferTask(task, options as unknown as CallOptions);
    await refuses(call, sent, message);
  });

  test.each([
    ...["Host", "content-length", "Connection", "TRANSFER-ENCODING", "keep-alive"],
    ...["Upgrade", "Expect", "te", "Trailer"],
  ])("the header %s, which fetch sets itself, is a DisConfigError", async (name) => {
    const { fetch, sent } = network(json({}));
    const call = clientOf(fetch).showTransferTask(task, { headers: { [name]: "1" } });
    await refuses(
      call,
      sent,
      new RegExp(`headers\\.${name} must be .*not a header that fetch sets`),
    );
  });

  test.each([
    ["until", null],
    ["until", "RUNNING"],
    ["until", [null]],
    ["until", [Symbol("x")]],
    ["failOn", null],
    ["failOn", [{ toString: 1 }]],
    ["signal", "x"],
    ["timeoutMs", "9"],
  ])("waitForTransferTask refuses %s if it is %o", async (name, value) => {
    const { fetch, sent } = network(json({}));
    const options = { [name]: value } as WaitOptions;
    const error = await rejection(waitForTransferTask(clientOf(fetch), task, options));
    expect(error).toBeInstanceOf(DisConfigError);
    expect(String(error)).toContain(`${name} must be`);
    expect(sent).toHaveLength(0);
  });

  test("rawClient refuses what createDisClient did not return", () => {
    for (const [, value] of hostile) {
      expect(() => rawClient(value as Parameters<typeof rawClient>[0])).toThrow(DisConfigError);
    }
  });
});

describe("the reason of an abort", () => {
  beforeEach(stopTime);
  afterEach(startTime);

  type Start = (signal: AbortSignal) => Promise<unknown>;
  const password = { auth: iamPassword(user) };
  const places: [string, Start][] = [
    ["before the response", (signal) => clientOf(silence).showTransferTask(task, { signal })],
    [
      "in the body",
      (signal) => clientOf(network(() => stalledBody()).fetch).showTransferTask(task, { signal }),
    ],
    [
      "in a pause",
      (signal) => clientOf(network(json({}, 503)).fetch).showTransferTask(task, { signal }),
    ],
    [
      "while a token is fetched",
      (signal) => clientOf(silence, password).showTransferTask(task, { signal }),
    ],
    ["in rawClient", (signal) => rawClient(clientOf(silence)).GET(path, { params, signal })],
    [
      "in a pause of rawClient",
      (signal) => rawClient(clientOf(network(json({}, 503)).fetch)).GET(path, { params, signal }),
    ],
    [
      "in waitForTransferTask",
      (signal) => waitForTransferTask(clientOf(network(json({})).fetch), task, { signal }),
    ],
  ];

  for (const reason of [null, 0, "", false, Number.NaN, 0n]) {
    test.each(places)(
      `abort(${JSON.stringify(`${reason}`)}) rejects with itself %s`,
      async (_, start) => {
        const early = AbortSignal.abort(reason);
        expect(await rejection(start(early))).toBe(reason);
        const controller = new AbortController();
        const outcome = rejection(start(controller.signal));
        await vi.advanceTimersByTimeAsync(100);
        controller.abort(reason);
        expect(await outcome).toBe(reason);
        expect(vi.getTimerCount()).toBe(0);
      },
    );
  }
});

describe("thirty calls with one signal", () => {
  type Start = (fetch: typeof silence, signal: AbortSignal) => Promise<unknown>;
  test.each<[string, Start]>([
    ["calls", (fetch, signal) => clientOf(fetch).showTransferTask(task, { signal })],
    [
      "calls that wait for a token",
      (fetch, signal) =>
        clientOf(fetch, { auth: iamPassword(user) }).showTransferTask(task, { signal }),
    ],
    [
      "calls that look up the project",
      (fetch, signal) =>
        clientOf(fetch, { projectId: lookUpProject() }).showTransferTask(task, { signal }),
    ],
    ["waits", (fetch, signal) => waitForTransferTask(clientOf(fetch), task, { signal })],
    ["raw calls", (fetch, signal) => rawClient(clientOf(fetch)).GET(path, { params, signal })],
  ])("%s cause no warning of a leak and all end by its abort", async (_, start) => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on("warning", note);
    const controller = new AbortController();
    const outcomes = Array.from({ length: 30 }, () => rejection(start(silence, controller.signal)));
    // A warning is emitted in a later tick, and raw calls add their listeners in one.
    await new Promise((resolve) => setTimeout(resolve));
    controller.abort("enough");
    expect(await Promise.all(outcomes)).toEqual(Array(30).fill("enough"));
    await new Promise((resolve) => setTimeout(resolve));
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });
});

describe("hooks that return a promise", () => {
  const reasons: [string, unknown][] = [
    ["an error", new Error("mine")],
    ["undefined", undefined],
    ["a DisConnectionError", new DisConnectionError("mine", { operationId: "showTransferTask" })],
  ];
  for (const name of ["onRequest", "onResponse", "onRetry"] as const) {
    test.each(reasons)(`a call ends with the rejection of ${name}: %s`, async (_, reason) => {
      const { fetch } = network(json({}, 503));
      const hook = vi.fn(() => Promise.reject(reason));
      const hooks: Hooks = { [name]: hook };
      const dis = clientOf(fetch, { hooks, retry: { baseDelayMs: 0 } });
      expect(await rejection(dis.showTransferTask(task))).toBe(reason);
      expect(hook).toHaveBeenCalledTimes(1);
    });

    test(`a call waits for ${name}`, async () => {
      const steps: string[] = [];
      const { fetch } = network(
        () => {
          steps.push("sent");
          return json({}, 503);
        },
        () => {
          steps.push("sent");
          return json({});
        },
      );
      const hooks: Hooks = {
        [name]: async () => {
          await new Promise((resolve) => setTimeout(resolve));
          steps.push("hook");
        },
      };
      await clientOf(fetch, { hooks, retry: { baseDelayMs: 0 } }).showTransferTask(task);
      expect(steps).toEqual(
        {
          onRequest: ["hook", "sent", "hook", "sent"],
          onResponse: ["sent", "hook", "sent", "hook"],
          onRetry: ["sent", "hook", "sent"],
        }[name],
      );
    });

    test(`a call ends in time when ${name} does not`, async () => {
      const { fetch } = network(json({}, 503));
      const hooks: Hooks = { [name]: silence };
      const dis = clientOf(fetch, { hooks, totalTimeoutMs: 5, retry: { baseDelayMs: 0 } });
      expect(await rejection(dis.showTransferTask(task))).toBeInstanceOf(DisTimeoutError);
    });
  }

  test("a hook that throws undefined ends the call of an Auth that fetches a token", async () => {
    const hooks: Hooks = { onRequest: () => Promise.reject(undefined) };
    const dis = clientOf(network(json({})).fetch, { hooks, auth: iamPassword(user) });
    expect(await rejection(dis.showTransferTask(task))).toBeUndefined();
  });

  test("a hook that rejects does not disturb the next call", async () => {
    let fail = true;
    const onRequest = async () => {
      if (fail) throw new Error("mine");
    };
    const dis = clientOf(network(json({})).fetch, { hooks: { onRequest }, auth: token("abcd") });
    await rejection(dis.showTransferTask(task));
    fail = false;
    expect(await dis.showTransferTask(task)).toEqual({});
  });
});
