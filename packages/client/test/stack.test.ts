import { afterEach, beforeEach, expect, test } from "vitest";
import type { DisClient } from "../src/index.js";
import { waitForTransferTask } from "../src/wait.js";
import { clientOf, json, network, rejection, silence, task, text } from "./support.js";

// The default of V8, which the test runner raises.
const ten = 10;
const { stackTraceLimit } = Error;
beforeEach(() => {
  Error.stackTraceLimit = ten;
});
afterEach(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

// A named function, since the tests look for its name.
async function callOfTheTest(call: () => Promise<unknown>): Promise<unknown> {
  return await call();
}

/** A client whose network replies in a later tick, as every real one does: that adds a frame. */
function later(reply: () => Response, attempts = 1): DisClient {
  const { fetch } = network(async () => {
    await new Promise((resolve) => setTimeout(resolve));
    return reply();
  });
  return clientOf(fetch, { retry: { attempts, baseDelayMs: 0 } });
}

const failed = () => json({ errorCode: "DIS.4301" }, 400);
const lost = () => {
  throw new TypeError("fetch failed");
};
const silent = clientOf(silence, { retry: false, timeoutMs: 1 });
test.each<[string, () => Promise<unknown>]>([
  ["DisConfigError", () => silent.showTransferTask({ ...task, task_name: "" })],
  ["DisResponseError", () => later(failed).showTransferTask(task)],
  ["DisTimeoutError", () => silent.showTransferTask(task)],
  ["DisConnectionError", () => later(lost).showTransferTask(task)],
  ["DisParseError", () => later(() => text("<html>")).showTransferTask(task)],
  ["DisWaitError", () => waitForTransferTask(silent, task, { timeoutMs: 1 })],
])("the default stack of a %s names its caller", async (name, call) => {
  const error = await rejection(callOfTheTest(call));
  expect(error).toHaveProperty("name", name);
  expect(Object(error).stack).toContain("callOfTheTest");
  expect(Error.stackTraceLimit).toBe(ten);
});

test("the default stack of an error names its caller after retries too", async () => {
  const dis = later(() => json({}, 503), 3);
  const error = await rejection(callOfTheTest(() => dis.showTransferTask(task)));
  expect(error).toMatchObject({ attempts: 3 });
  expect(Object(error).stack).toContain("callOfTheTest");
});
