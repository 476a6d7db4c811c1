import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createDisClient, type DisClient, DisClientError } from "@dis-openapi/client";
import { type FakeClock, turn } from "./clock.ts";
import { FaultServer } from "./fault-server.ts";
import type { Fault } from "./faults.ts";
import { projectId, stream } from "./faults.ts";

setFlagsFromString("--expose-gc");
// Safe: the flag adds `gc`, which makes a full collection when it has no arguments.
const collectGarbage = runInNewContext("gc") as () => void;

/** The outcome of one call. */
export interface Outcome {
  /** The decoded task, or undefined when the call was rejected. */
  readonly data?: unknown;
  readonly error?: unknown;
  /** From the error or from `withResponse`. */
  readonly attempts?: number;
  readonly requestId?: string | undefined;
  /** Milliseconds on the fake clock from the start of the first call to the end of this one. */
  readonly elapsedMs: number;
}

export interface Run {
  readonly outcomes: readonly Outcome[];
  /** Start of every attempt on the fake clock, by path. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
  readonly server: FaultServer;
  /** A second origin that no request may reach. */
  readonly other: FaultServer;
  /** What was left after every call had ended and the sockets had had time to close. */
  readonly left: {
    readonly unfinished: number;
    readonly timers: number;
    readonly listeners: number;
  };
  readonly client: DisClient;
}

export const taskName = (call: number) => `task-${call}`;

/** Make calls at once to a server with a fault, and advance the fake clock while they wait. */
export async function runFault(
  fault: Fault,
  calls: number,
  clock: FakeClock,
  signal: AbortSignal,
): Promise<Run> {
  const other = await FaultServer.start((exchange) => exchange.reply(200, {}));
  const server = await FaultServer.start(fault.handle({ otherOrigin: other.origin }));
  const origin = server.origin;
  if (fault.refused) await server.close();

  const caller = new AbortController();
  const starts = new Map<string, number[]>();
  let outstanding = 0;
  let retries = 0;
  let pausing = false;
  let events = 0;
  const client = createDisClient({
    endpoint: fault.tls ? origin.replace("http:", "https:") : origin,
    projectId,
    auth: fault.auth(origin),
    ...fault.options,
    async fetch(url, init) {
      events++;
      outstanding++;
      const { pathname } = new URL(url);
      starts.set(pathname, [...(starts.get(pathname) ?? []), performance.now()]);
      try {
        return await fetch(url, init);
      } finally {
        events++;
        outstanding--;
      }
    },
    hooks: {
      ...fault.options?.hooks,
      onRetry(event) {
        events++;
        retries++;
        pausing = true;
        fault.options?.hooks?.onRetry?.(event);
        if (fault.abort === "pausing" && retries === calls) caller.abort(abortReason);
      },
    },
  });

  const outcomes: Outcome[] = [];
  const began = performance.now();
  for (let round = 0; round < (fault.rounds ?? 1); round++) {
    let unsettled = calls;
    for (let call = 0; call < calls; call++) {
      const settled = (outcome: Omit<Outcome, "elapsedMs">) => {
        events++;
        unsettled--;
        outcomes[call] = { ...outcome, elapsedMs: performance.now() - began };
      };
      client.showTransferTask
        .withResponse({ stream_name: stream, task_name: taskName(call) }, { signal: caller.signal })
        .then(
          ({ data, attempts, requestId }) => settled({ data, attempts, requestId }),
          (error) =>
            settled({
              error,
              ...(error instanceof DisClientError && { attempts: error.attempts }),
            }),
        );
    }

    let collected = 0;
    let quiet = 0;
    let before = -1;
    while (unsettled > 0 && !signal.aborted) {
      await turn();
      quiet = events === before && outstanding <= server.held && !server.writing ? quiet + 1 : 0;
      before = events;
      if (quiet < 5) continue;
      const waiting = server.held === unsettled;
      if (waiting && collected !== server.requests.length) {
        // An abort must reach a stalled body even after a garbage collection.
        collected = server.requests.length;
        collectGarbage();
        if (fault.abort === "waiting") {
          caller.abort(abortReason);
          continue;
        }
      }
      // A call that waits or pauses needs time; a call that reads or signs needs turns of the event
      // loop. For one call, advance to the next timer. A thousand calls may do different things:
      // advance in steps so small that no attempt ends before many turns have passed.
      if (calls > 1) await clock.pass(waiting ? 1000 : 50);
      else if (waiting || pausing) {
        pausing = false;
        await clock.pass(clock.next);
      }
    }
    for (let i = 0; i < 1000 && server.unfinished > 0; i++) await turn();
    if (fault.closes) while (server.connections > 0 && !signal.aborted) await turn();
  }

  const left = {
    unfinished: server.unfinished,
    timers: clock.timers,
    listeners: getEventListeners(caller.signal, "abort").length,
  };
  if (!fault.refused) await server.close();
  await other.close();
  return { outcomes, starts, server, other, left, client };
}

/** The reason of the caller's abort: any value, which must come back unchanged. */
export const abortReason = { why: "the user left the page" };
