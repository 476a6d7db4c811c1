import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DisClientError, DisConfigError, DisResponseError } from "../src/index.js";
import { DisWaitError, type WaitOptions, waitForTransferTask } from "../src/wait.js";
import { clientOf, json, network, rejection, startTime, stopTime, task } from "./support.js";

beforeEach(stopTime);
afterEach(startTime);

const start = Date.UTC(2024, 0, 15, 8, 30);

/** A service that goes through these states, one for each query, and stays in the last. */
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
  it("queries until the task runs, and gives it", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const { value, ms, queries } = await wait(service("STARTING", "STARTING", "RUNNING"));
    expect(value).toEqual({ state: "RUNNING" });
    expect(queries).toBe(3);
    expect(ms).toBe(10_000);
  });

  it.each([
    [0, 500],
    [1, 1_500],
  ])("spreads the pauses: with the chance %d, 1000 ms are %d", async (chance, expected) => {
    vi.spyOn(Math, "random").mockReturnValue(chance);
    expect((await wait(service("STARTING", "RUNNING"), { intervalMs: 1_000 })).ms).toBe(expected);
  });

  it("waits out a state that nobody documented, and none at all", async () => {
    const { value } = await wait(service("PREPARING", undefined, "PAUSED", "RUNNING"));
    expect(value).toEqual({ state: "RUNNING" });
  });

  it.each(["ERROR", "ABNORMAL", "DELETE"])("fails on %s, with the history", async (state) => {
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
  });

  it("takes other states for success and failure, and success first", async () => {
    expect((await wait(service("RUNNING", "PAUSED"), { until: ["PAUSED"] })).queries).toBe(2);
    expect((await wait(service("DELETE"), { until: ["DELETE"] })).error).toBeUndefined();
    const failed = await wait(service("PAUSED"), { failOn: ["PAUSED"] });
    expect(failed.error).toMatchObject({ reason: "failed" });
    expect((await wait(service("ERROR", "RUNNING"), { failOn: [] })).error).toBeUndefined();
  });

  it("gives up when the time is up, even in the middle of a query", async () => {
    const { error, ms } = await wait(service("STARTING"), { timeoutMs: 12_000 });
    expect(error).toMatchObject({ reason: "timeout", history: [{ state: "STARTING", at: start }] });
    expect(String(error)).toContain(
      "in no state of RUNNING within 12000 ms; states seen: STARTING",
    );
    expect(ms).toBe(12_000);
    vi.setSystemTime(start);
    const silent = await wait(
      network(() => new Promise<Response>(() => {})),
      { timeoutMs: 9 },
    );
    expect(silent.error).toMatchObject({ reason: "timeout", history: [] });
    expect(String(silent.error)).toContain("states seen: none");
    expect(silent.ms).toBe(9);
  });

  it("gives up after ten minutes by default", async () => {
    expect((await wait(service("STARTING"))).ms).toBe(600_000);
  });

  it("ends with the caller's abort, in a pause and in a query", async () => {
    for (const net of [service("STARTING"), network(() => new Promise<Response>(() => {}))]) {
      const controller = new AbortController();
      const { signal } = controller;
      const outcome = rejection(waitForTransferTask(clientOf(net.fetch), task, { signal }));
      await vi.advanceTimersByTimeAsync(100);
      controller.abort("enough");
      expect(await outcome).toBe("enough");
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  it("rejects with what the query rejects with", async () => {
    const net = network(json({ errorCode: "DIS.4354", message: "No task." }, 400));
    const { error } = await wait(net);
    expect(error).toBeInstanceOf(DisResponseError);
    expect(error).toMatchObject({ code: "DIS.4354" });
  });

  it.each([{ timeoutMs: 0 }, { intervalMs: -1 }, { interval: 5 }])(
    "refuses the options %j",
    async (options) => {
      const net = service("RUNNING");
      const { error } = await wait(net, options);
      expect(error).toBeInstanceOf(DisConfigError);
      expect(net.sent).toHaveLength(0);
    },
  );
});
