import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type CallOptions, token } from "../src/index.js";
import {
  clientOf,
  json,
  network,
  rejection,
  stalledBody,
  startTime,
  stopTime,
  task,
} from "./support.js";

beforeEach(stopTime);
afterEach(startTime);

const silence = () => new Promise<Response>(() => {});

/** Where a call can be when its caller aborts. */
const places: [string, () => (options: CallOptions) => Promise<unknown>][] = [
  ["before it begins", () => (o) => clientOf(network(json({})).fetch).showTransferTask(task, o)],
  [
    "while the project is looked for",
    () => (o) =>
      clientOf(silence, { projectId: () => new Promise(() => {}) }).showTransferTask(task, o),
  ],
  [
    "while the token is fetched",
    () => (o) =>
      clientOf(silence, { auth: token(() => new Promise(() => {})) }).showTransferTask(task, o),
  ],
  ["before the answer", () => (o) => clientOf(silence).showTransferTask(task, o)],
  [
    "in the body",
    () => (o) => clientOf(network(() => stalledBody()).fetch).showTransferTask(task, o),
  ],
  ["in the pause", () => (o) => clientOf(network(json({}, 503)).fetch).showTransferTask(task, o)],
];

describe("the caller's abort rejects with the reason and leaves no timer", () => {
  it.each(places)("%s", async (place, make) => {
    const controller = new AbortController();
    const reason = { any: "value" };
    if (place === "before it begins") controller.abort(reason);
    const outcome = rejection(make()({ signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(100);
    controller.abort(reason);
    expect(await outcome).toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("with an AbortError when no reason was given", async () => {
    const controller = new AbortController();
    const outcome = rejection(
      clientOf(silence).showTransferTask(task, { signal: controller.signal }),
    );
    controller.abort();
    expect(await outcome).toBe(controller.signal.reason);
    expect(await outcome).toMatchObject({ name: "AbortError" });
  });
});

it("an abort after the end changes nothing, and no listener is left on the signal", async () => {
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

it("the fetch sees the abort, and the body is cancelled", async () => {
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

it("a fetch that answers after the abort has its body cancelled", async () => {
  let cancelled = false;
  let answer = (_response: Response) => {};
  const dis = clientOf(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const controller = new AbortController();
  const outcome = rejection(dis.showTransferTask(task, { signal: controller.signal }));
  await vi.advanceTimersByTimeAsync(1);
  controller.abort();
  await outcome;
  answer(
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
