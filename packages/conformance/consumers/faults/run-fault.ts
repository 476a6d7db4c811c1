import { getEventListeners, setMaxListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createDisClient, type DisClient, DisClientError } from "@dis-openapi/client";
import { type FakeClock, turn } from "./clock.ts";
import { FaultServer } from "./fault-server.ts";
import type { Fault } from "./faults.ts";
import { projectId, stream } from "./faults.ts";

setFlagsFromString("--expose-gc");
// Without arguments `gc` is what the flag documents: a full collection.
const collectGarbage = runInNewContext("gc") as () => void;

/** What one call came to. */
export interface Outcome {
  /** The decoded task, or undefined when the call was rejected. */
  readonly data?: unknown;
  readonly error?: unknown;
  /** As the program learns it: from the error or from `withResponse`. */
  readonly attempts?: number;
  readonly requestId?: string | undefined;
  /** On the fake clock, from the first call's start to this call's end. */
  readonly elapsedMs: number;
}

export interface Run {
  readonly outcomes: readonly Outcome[];
  /** Every attempt's start on the fake clock, by path. */
  readonly starts: ReadonlyMap<string, readonly number[]>;
  readonly server: FaultServer;
  /** A second origin, which no request should reach. */
  readonly other: FaultServer;
  /** What was still there when every call had ended and the sockets had had time to close. */
  readonly left: {
    readonly unfinished: number;
    readonly timers: number;
    readonly listeners: number;
  };
  readonly client: DisClient;
}

export const taskName = (call: number) => `task-${call}`;

/** Makes a number of calls at once against a server with a fault, and lets fake time pass while they wait. */
export async function runFault(
  fault: Fault,
  calls: number,
  clock: FakeClock,
  signal: AbortSignal,
): Promise<Run> {
  const other = await FaultServer.start((exchange) => exchange.reply(200, {}));
  const server = await FaultServer.start(fault.answer({ otherOrigin: other.origin }));
  const origin = server.origin;
  if (fault.refused) await server.close();

  const caller = new AbortController();
  // A thousand calls listen to it, and no longer than they last: that is checked below.
  setMaxListeners(0, caller.signal);
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
        // An abort must reach a stalled body even when everything that can be collected has been.
        collected = server.requests.length;
        collectGarbage();
        if (fault.abort === "waiting") {
          caller.abort(abortReason);
          continue;
        }
      }
      // What waits or pauses needs time; what reads or signs needs turns. Of one call it is known
      // which, and time goes straight to the next timer. Of a thousand some may do this and some
      // that: time goes in steps so small that it ends no attempt before many turns have passed.
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

/** What the caller aborts with: any value will do, and it must come back as it is. */
export const abortReason = { why: "the user left the page" };
