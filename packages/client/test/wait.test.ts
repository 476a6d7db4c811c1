import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DisClientError, DisConfigError, DisResponseError } from "../src/index.js";
import {
  DisWaitError,
  type WaitOptions,
  waitForTransferTask,
  waitForTransferTaskDeleted,
  waitForTransferTaskStopped,
} from "../src/wait.js";
import {
  clientOf,
  json,
  network,
  rejection,
  silence,
  startTime,
  stopTime,
  task,
} from "./support.js";

beforeEach(stopTime);
afterEach(startTime);

const start = Date.UTC(2024, 0, 15, 8, 30);

/** A service that reports these states, one for each query, and stays in the last. */
function service(...states: (string | undefined)[]) {
  return network(...states.map((state) => json(state === undefined ? {} : { state })));
}

async function wait(net: ReturnType<typeof network>, options?: WaitOptions) {
  const outcome = waitForTransferTask(clientOf(net.fetch), task, options).then(
    (value) => ({ value, error: undefined }),
    (error: unknown) => ({ value: undefined, error }),
  );
  await vi.runAllTimersAsync();
  expect(vi.getTimerCount()).toBe(0);
  return { ...(await outcome), ms: Date.now() - start, queries: net.sent.length };
}

describe("waitForTransferTask", () => {
  test("waitForTransferTask queries until the task runs, and returns it", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const { value, ms, queries } = await wait(service("STARTING", "STARTING", "RUNNING"));
    expect(value).toEqual({ state: "RUNNING" });
    expect(queries).toBe(3);
    expect(ms).toBe(10_000);
  });

  test.each([
    [0, 500],
    [1, 1_500],
  ])(
    "waitForTransferTask spreads its pauses: with random %d, 1000 ms become %d",
    async (chance, expected) => {
      vi.spyOn(Math, "random").mockReturnValue(chance);
      expect((await wait(service("STARTING", "RUNNING"), { intervalMs: 1_000 })).ms).toBe(expected);
    },
  );

  test("waitForTransferTask waits out undocumented and missing states", async () => {
    const { value } = await wait(service("PREPARING", undefined, "PAUSED", "RUNNING"));
    expect(value).toEqual({ state: "RUNNING" });
  });

  test.each(["ERROR", "ABNORMAL", "DELETE"])(
    "waitForTransferTask fails on %s with the history",
    async (state) => {
      const { error, queries } = await wait(service("STARTING", "STARTING", state), {
        intervalMs: 1_000,
      });
      expect(error).toBeInstanceOf(DisWaitError);
      expect(error).toBeInstanceOf(DisClientError);
      expect(error).toMatchObject({
        name: "DisWaitError",
        reason: "failed",
        operationId: "showTransferTask",
        attempts: 3,
        history: [
          { state: "STARTING", at: start },
          { state, at: start + 3_000 },
        ],
      });
      expect(String(error)).toContain(
        `the task is in the state ${state}; states seen: STARTING, ${state}`,
      );
      expect(queries).toBe(3);
    },
  );

  test("waitForTransferTask takes other states for success and failure, success first", async () => {
    expect((await wait(service("RUNNING", "PAUSED"), { until: ["PAUSED"] })).queries).toBe(2);
    expect((await wait(service("DELETE"), { until: ["DELETE"] })).error).toBeUndefined();
    const failed = await wait(service("PAUSED"), { failOn: ["PAUSED"] });
    expect(failed.error).toMatchObject({ reason: "failed" });
    expect((await wait(service("ERROR", "RUNNING"), { failOn: [] })).error).toBeUndefined();
  });

  test("waitForTransferTask times out in a pause and in a query", async () => {
    const { error, ms } = await wait(service("STARTING"), { timeoutMs: 12_000 });
    expect(error).toMatchObject({ reason: "timeout", history: [{ state: "STARTING", at: start }] });
    expect(String(error)).toContain(
      "the task did not reach RUNNING within 12000 ms; states seen: STARTING",
    );
    expect(ms).toBe(12_000);
    vi.setSystemTime(start);
    const silent = await wait(network(silence), { timeoutMs: 9 });
    expect(silent.error).toMatchObject({ reason: "timeout", history: [] });
    expect(String(silent.error)).toContain("states seen: none");
    expect(silent.ms).toBe(9);
  });

  test("waitForTransferTask times out after ten minutes by default", async () => {
    expect((await wait(service("STARTING"))).ms).toBe(600_000);
  });

  test("waitForTransferTask ends with the caller's abort in a pause and in a query", async () => {
    for (const net of [service("STARTING"), network(silence)]) {
      const controller = new AbortController();
      const { signal } = controller;
      const outcome = rejection(waitForTransferTask(clientOf(net.fetch), task, { signal }));
      await vi.advanceTimersByTimeAsync(100);
      controller.abort("enough");
      expect(await outcome).toBe("enough");
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  test("waitForTransferTask rejects with the error of the query", async () => {
    const net = network(json({ errorCode: "DIS.4354", message: "No task." }, 400));
    const { error } = await wait(net);
    expect(error).toBeInstanceOf(DisResponseError);
    expect(error).toMatchObject({ code: "DIS.4354" });
  });

  test.each([{ timeoutMs: 0 }, { intervalMs: -1 }, { interval: 5 }])(
    "waitForTransferTask refuses the options %j",
    async (options) => {
      const net = service("RUNNING");
      const { error } = await wait(net, options);
      expect(error).toBeInstanceOf(DisConfigError);
      expect(net.sent).toHaveLength(0);
    },
  );
});

describe("the other waiters of the spec", () => {
  test("waitForTransferTaskStopped queries until the task is paused, and returns it", async () => {
    const net = service("RUNNING", "PAUSED");
    const outcome = waitForTransferTaskStopped(clientOf(net.fetch), task);
    await vi.runAllTimersAsync();
    expect(await outcome).toEqual({ state: "PAUSED" });
    expect(net.sent).toHaveLength(2);
  });

  test("waitForTransferTaskDeleted queries until the task is gone, and returns undefined", async () => {
    const net = network(
      json({ state: "RUNNING" }),
      json({ state: "DELETE" }),
      json({ errorCode: "DIS.4354", message: "Task does not exist." }, 400),
    );
    const outcome = waitForTransferTaskDeleted(clientOf(net.fetch), task);
    await vi.runAllTimersAsync();
    expect(await outcome).toBeUndefined();
    expect(net.sent).toHaveLength(3);
  });

  test("waitForTransferTaskDeleted rejects with any other error", async () => {
    const net = network(json({ errorCode: "DIS.4301", message: "Stream does not exist." }, 400));
    const outcome = rejection(waitForTransferTaskDeleted(clientOf(net.fetch), task));
    await vi.runAllTimersAsync();
    expect(await outcome).toMatchObject({ code: "DIS.4301" });
  });

  test("waitForTransferTaskDeleted says how long it waited", async () => {
    const options = { timeoutMs: 100 };
    const outcome = rejection(
      waitForTransferTaskDeleted(clientOf(service("DELETE").fetch), task, options),
    );
    await vi.runAllTimersAsync();
    expect(String(await outcome)).toContain(
      "the task did not reach the error taskNotFound within 100 ms; states seen: DELETE",
    );
  });
});
