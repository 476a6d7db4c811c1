import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type CallOptions, token } from "../src/index.js";
import {
  clientOf,
  json,
  network,
  rejection,
  silence,
  stalledBody,
  startTime,
  stopTime,
  task,
} from "./support.js";

beforeEach(stopTime);
afterEach(startTime);

/** Moments at which a caller may abort. */
const places: [string, () => (options: CallOptions) => Promise<unknown>][] = [
  [
    "before the call begins",
    () => (o) => clientOf(network(json({})).fetch).showTransferTask(task, o),
  ],
  [
    "while the project is looked up",
    () => (o) =>
      clientOf(silence, { projectId: () => new Promise(() => {}) }).showTransferTask(task, o),
  ],
  [
    "while a token is provided",
    () => (o) =>
      clientOf(silence, { auth: token(() => new Promise(() => {})) }).showTransferTask(task, o),
  ],
  ["before the response", () => (o) => clientOf(silence).showTransferTask(task, o)],
  [
    "in the body",
    () => (o) => clientOf(network(() => stalledBody()).fetch).showTransferTask(task, o),
  ],
  [
    "in the pause before a retry",
    () => (o) => clientOf(network(json({}, 503)).fetch).showTransferTask(task, o),
  ],
];

describe("abort", () => {
  test.each(places)(
    "an abort %s rejects with its reason and leaves no timer",
    async (place, make) => {
      const controller = new AbortController();
      const reason = { any: "value" };
      if (place === "before the call begins") controller.abort(reason);
      const outcome = rejection(make()({ signal: controller.signal }));
      await vi.advanceTimersByTimeAsync(100);
      controller.abort(reason);
      expect(await outcome).toBe(reason);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test("an abort without a reason rejects with an AbortError", async () => {
    const controller = new AbortController();
    const outcome = rejection(
      clientOf(silence).showTransferTask(task, { signal: controller.signal }),
    );
    controller.abort();
    expect(await outcome).toBe(controller.signal.reason);
    expect(await outcome).toMatchObject({ name: "AbortError" });
  });
});

test("an abort after the end of a call changes nothing and finds no listener", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners--;
    remove(...args);
  };
  const { fetch } = network(json({}, 503), json({ state: "RUNNING" }));
  const outcome = clientOf(fetch).showTransferTask(task, { signal });
  await vi.runAllTimersAsync();
  expect(await outcome).toEqual({ state: "RUNNING" });
  controller.abort();
  expect(listeners).toBe(0);
});

test("an abort reaches the fetch and cancels the body", async () => {
  let cancelled: unknown;
  const signals: (AbortSignal | null | undefined)[] = [];
  const dis = clientOf(async (_, { signal }) => {
    signals.push(signal);
    return new Response(
      new ReadableStream({
        cancel: () => {
          cancelled = true;
        },
      }),
    );
  });
  const controller = new AbortController();
  const outcome = rejection(dis.showTransferTask(task, { signal: controller.signal }));
  await vi.advanceTimersByTimeAsync(1);
  controller.abort();
  await outcome;
  expect(signals[0]?.aborted).toBe(true);
  expect(signals[0]?.reason).toBe(controller.signal.reason);
  expect(cancelled).toBe(true);
});

test("a response that arrives after the abort has its body cancelled", async () => {
  let cancelled = false;
  let respond = (_response: Response) => {};
  const dis = clientOf(
    () =>
      new Promise((resolve) => {
        respond = resolve;
      }),
  );
  const controller = new AbortController();
  const outcome = rejection(dis.showTransferTask(task, { signal: controller.signal }));
  await vi.advanceTimersByTimeAsync(1);
  controller.abort();
  await outcome;
  respond(
    new Response(
      new ReadableStream({
        cancel: () => {
          cancelled = true;
        },
      }),
    ),
  );
  await vi.advanceTimersByTimeAsync(1);
  expect(cancelled).toBe(true);
});
