import {
  DisConnectionError,
  DisParseError,
  DisResponseError,
  DisTimeoutError,
} from "@dis-openapi/client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "./support/clock.js";
import { type Fault, faults } from "./support/faults.js";
import { abortReason, type Outcome, runFault, taskName } from "./support/run-fault.js";

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});
afterEach(() => clock.stop());

const classes = {
  connection: DisConnectionError,
  timeout: DisTimeoutError,
  parse: DisParseError,
};

/** What the call came to, in the words of the table. */
function summary({ expected }: Fault, { data, error }: Outcome): string {
  if (data !== undefined) return "the task";
  if (error === abortReason) return "the `reason` of the signal";
  if (error instanceof DisResponseError) {
    return `\`${error.name}\` ${error.status}${expected.code ? `, \`${error.code}\`` : ""}`;
  }
  return error instanceof Error ? `\`${error.name}\`` : "something else";
}

function check(
  { expected }: Fault,
  { data, error, attempts }: Outcome,
  call: number,
  among: readonly unknown[] = [expected.attempts],
): void {
  const { outcome, code, says } = expected;
  if (outcome === "task") {
    expect(error).toBeUndefined();
    expect(data).toMatchObject({ task_name: taskName(call), state: "RUNNING" });
  } else if (outcome === "abort") {
    expect(error).toBe(abortReason);
    return;
  } else if (typeof outcome === "number") {
    expect(error).toBeInstanceOf(DisResponseError);
    expect(error).toMatchObject({ status: outcome, ...(code && { code }) });
  } else {
    expect(error).toBeInstanceOf(classes[outcome]);
  }
  if (says !== undefined) expect(error).toHaveProperty("message", expect.stringMatching(says));
  expect(among).toContain(attempts);
}

const rows: string[] = [];

describe.each(faults)("$name", { timeout: 60_000 }, (fault) => {
  it("ends one call as the table says", async ({ signal }) => {
    const { outcomes, starts, server, other, left } = await runFault(fault, 1, clock, signal);
    const [outcome] = outcomes;
    if (outcome === undefined) throw new Error("The call has not ended");
    check(fault, outcome, 0);
    const { atMost, pausesMs = 0, attempts } = fault.expected;

    const [path = ""] = [...starts.keys()].filter((key) => !key.startsWith("/v3/"));
    const [began = 0, again = began + pausesMs] = starts.get(path) ?? [];
    expect(again - began).toBeGreaterThanOrEqual(pausesMs);
    expect(outcome.elapsedMs).toBeLessThanOrEqual(atMost.ms);

    expect(left).toEqual({ unfinished: 0, timers: 0, listeners: 0 });
    expect(other.requests).toEqual([]);
    if (!fault.refused && !fault.tls && !fault.auth.name.includes("Password")) {
      expect(server.requests).toHaveLength(attempts + (fault.rounds ?? 1) - 1);
    }
    rows.push(`| ${fault.name} | ${summary(fault, outcome)} | ${attempts} | ${atMost.by} |`);
  });

  it("ends each of a thousand calls in flight the same way", async ({ signal }) => {
    const { outcomes, other, left } = await runFault(
      { ...fault, ...fault.many },
      1000,
      clock,
      signal,
    );
    expect(outcomes).toHaveLength(1000);
    for (const [call, outcome] of outcomes.entries())
      check(fault, outcome, call, fault.attemptsOfMany);
    expect(left).toEqual({ unfinished: 0, timers: 0, listeners: 0 });
    expect(other.requests).toEqual([]);
  });
});
