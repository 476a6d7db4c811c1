import {
  DisConnectionError,
  DisParseError,
  DisResponseError,
  DisTimeoutError,
} from "@dis-openapi/client";
import { expect } from "vitest";
import type { Fault } from "./faults.ts";
import { abortReason, type Outcome, taskName } from "./run-fault.ts";

const classes = {
  connection: DisConnectionError,
  timeout: DisTimeoutError,
  parse: DisParseError,
};

/** Compare the outcome of a call with the table of faults. */
export function check(
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
