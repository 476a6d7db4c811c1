import { afterEach, beforeEach, expect, test } from "vitest";
import { check } from "./check.ts";
import { FakeClock } from "./clock.ts";
import { faults } from "./faults.ts";
import { runFault } from "./run-fault.ts";

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});
afterEach(() => clock.stop());

const calls = 1000;

test.for(faults)("$name: a thousand calls in flight end like one", async (fault, { signal }) => {
  const { outcomes, other, left } = await runFault(
    { ...fault, ...fault.many },
    calls,
    clock,
    signal,
  );
  expect(outcomes).toHaveLength(calls);
  for (const [call, outcome] of outcomes.entries()) {
    check(fault, outcome, call, fault.attemptsOfMany);
  }
  expect(left).toEqual({ unfinished: 0, timers: 0, listeners: 0 });
  expect(other.requests).toEqual([]);
});
