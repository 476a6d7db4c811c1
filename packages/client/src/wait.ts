import type { ShowTransferTaskResponse, TransferTaskState } from "@dis-openapi/types";
import { positive, withDefaults } from "./check.js";
import type { DisClient } from "./client.js";
import { DisClientError } from "./errors.js";
import { waiters } from "./generated/data.js";
import type { ShowTransferTaskParams } from "./generated/operations.js";
import { pause, timebox } from "./time.js";

/** How to wait for a dump task. */
export interface WaitOptions {
  /** States that end the wait. Default: RUNNING, from the spec's `x-waiters`. */
  readonly until?: readonly TransferTaskState[] | undefined;
  /** States that make it fail, unless `until` has them. Default: ERROR, ABNORMAL, DELETE. */
  readonly failOn?: readonly TransferTaskState[] | undefined;
  /** Ends the wait at any point; it then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait in all. Default 600,000 (ten minutes). */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds between two queries on average: each pause is 50 to 150 % of it. Default 5,000. */
  readonly intervalMs?: number | undefined;
}

/** A state, and when it was first seen. */
export interface StateSeen {
  /** Undefined when the service sent none. */
  readonly state: TransferTaskState | undefined;
  /** Milliseconds since 1970, on the local clock. */
  readonly at: number;
}

/** The task reached a failure state, or did not reach a state that ends the wait in time. */
export class DisWaitError extends DisClientError {
  static override readonly kind = "DisWaitError";

  declare readonly reason: "failed" | "timeout";
  /** The states that were seen, one entry for each change. */
  declare readonly history: readonly StateSeen[];
}

const waiter = waiters.waitForTransferTask;

/**
 * Query a dump task until it is in one of the states `until`. The spec's `x-waiters` define the default
 * success and failure states; in any other state, even an unknown one, the wait goes on.
 *
 * @returns the task as it was when the wait ended.
 * @throws DisWaitError for a state that fails it and when the time is up, with the history of states
 *   seen; DisConfigError for a wrong option; otherwise what the query throws.
 * @example
 * ```ts
 * import { waitForTransferTask } from "@dis-openapi/client/wait";
 *
 * const task = await waitForTransferTask(dis, params, { timeoutMs: 60_000, intervalMs: 2_000 });
 * console.log(task.state); //=> RUNNING
 * ```
 */
export async function waitForTransferTask(
  dis: Pick<DisClient, typeof waiter.operation>,
  params: ShowTransferTaskParams,
  options: WaitOptions = {},
): Promise<ShowTransferTaskResponse> {
  const { until = waiter.success, failOn = waiter.failure, signal, ...numbers } = options;
  const { timeoutMs, intervalMs } = withDefaults(
    "",
    numbers,
    { timeoutMs: positive, intervalMs: positive },
    { timeoutMs: 600_000, intervalMs: 5_000 },
  );
  const history: StateSeen[] = [];
  let queries = 0;
  const fail = (reason: DisWaitError["reason"], message: string) => {
    const states = history.map(({ state = "no state" }) => state).join(", ") || "none";
    const context = { operationId: waiter.operation, attempts: queries };
    return new DisWaitError(`${message}; states seen: ${states}`, context, { reason, history });
  };

  return timebox(
    timeoutMs,
    signal,
    () => fail("timeout", `the task did not reach ${until.join(", ")} within ${timeoutMs} ms`),
    async (ending) => {
      for (;;) {
        const task = await dis[waiter.operation](params, { signal: ending });
        queries++;
        const state = task[waiter.field];
        if (history.length === 0 || history.at(-1)?.state !== state) {
          history.push({ state, at: Date.now() });
        }
        if (state !== undefined && until.includes(state)) return task;
        if (state !== undefined && failOn.includes(state)) {
          throw fail("failed", `the task is in the state ${state}`);
        }
        await pause(intervalMs * (0.5 + Math.random()), ending);
      }
    },
  );
}
