import type { TransferTaskState } from "@dis-openapi/types";
import { type Filled, positive, type Rule, readOptions, signalRule, type Table } from "./check.js";
import type { DisClient } from "./client.js";
import type { WaiterDescriptor } from "./descriptor.js";
import { DisClientError, hasCode } from "./errors.js";
import type { codeClasses } from "./generated/data.js";
import type { Operations } from "./generated/operations.js";
import { pause, timebox } from "./time.js";

/** How to wait. */
export interface WaitOptions {
  /** States that end the wait. Default: those of the spec's `x-waiters`. */
  readonly until?: readonly TransferTaskState[] | undefined;
  /** States that make it fail, unless `until` has them. Default: those of the spec's `x-waiters`. */
  readonly failOn?: readonly TransferTaskState[] | undefined;
  /** Ends the wait at any point; it then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Time in milliseconds to wait in all. Default: 600,000 (ten minutes). After it, the wait rejects
   * with DisWaitError.
   */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds between two queries on average: each pause is 50 to 150 % of it. Default: 5,000. */
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

const states: Rule = [
  "a list of states",
  (list) => Array.isArray(list) && [...list].every((state) => typeof state === "string"),
];

/** A descriptor whose names are those of this client. */
interface Known extends WaiterDescriptor {
  readonly operation: keyof Operations;
  readonly successClass?: keyof typeof codeClasses;
}

/** A function that waits for a state, or for the end, of what an operation queries. */
export type Waiter<Waits extends Known> = (
  dis: Pick<DisClient, Waits["operation"]>,
  params: Parameters<Operations[Waits["operation"]]>[0],
  options?: WaitOptions,
) => Promise<
  | Awaited<ReturnType<Operations[Waits["operation"]]>>
  | (Waits extends { readonly successClass: string } ? undefined : never)
>;

/** Make the function that waits as a descriptor says. */
export function createWaiter<const Waits extends Known>({
  operation,
  field,
  success,
  failure,
  successClass,
}: Waits): Waiter<Waits> {
  const table: Table<Filled<WaitOptions, "signal">> = {
    until: [states, success],
    failOn: [states, failure],
    signal: [signalRule, undefined],
    timeoutMs: [positive, 600_000],
    intervalMs: [positive, 5_000],
  };
  const wait = async (
    dis: Readonly<Record<string, (params: object, options: object) => Promise<unknown>>>,
    params: object,
    options: WaitOptions = {},
  ): Promise<unknown> => {
    const { until, failOn, signal, timeoutMs, intervalMs } = readOptions("", options, table, {
      operationId: operation,
    });
    const history: StateSeen[] = [];
    let queries = 0;
    const fail = (reason: DisWaitError["reason"], message: string) => {
      const seen = history.map(({ state = "no state" }) => state).join(", ") || "none";
      const context = { operationId: operation, attempts: queries };
      return new DisWaitError(`${message}; states seen: ${seen}`, context, { reason, history });
    };
    const aim = until.join(", ") || `the error ${successClass}`;
    const late = () => fail("timeout", `the task did not reach ${aim} within ${timeoutMs} ms`);

    return timebox(timeoutMs, signal, late, async (ending) => {
      for (;;) {
        let result: unknown;
        try {
          result = await dis[operation]?.(params, { signal: ending });
        } catch (error) {
          if (successClass && hasCode(error, successClass)) return undefined;
          throw error;
        }
        queries++;
        const { [field]: sent }: Record<string, unknown> = Object(result);
        const known = typeof sent === "string" && [...until, ...failOn].includes(sent);
        const state = known ? sent : nameOf(sent);
        if (history.length === 0 || history.at(-1)?.state !== state) {
          history.push({ state, at: Date.now() });
        }
        if (known && until.includes(sent)) return result;
        if (known) throw fail("failed", `the task is in the state ${sent}`);
        await pause(intervalMs * (0.5 + Math.random()), ending);
      }
    });
  };
  // The descriptor names an operation of `dis`, and what it returns.
  return wait as unknown as Waiter<Waits>;
}

/** Return a state that has the form of one: any other text of a server may hold a secret. */
function nameOf(state: unknown): TransferTaskState | undefined {
  if (state === undefined || state === null) return undefined;
  return typeof state === "string" && /^[A-Z_]{1,32}$/.test(state) ? state : "(unreadable)";
}
