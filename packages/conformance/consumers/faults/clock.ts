const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

/** One turn of the event loop, and a millisecond, whatever the fake clock says. */
export const turn = (): Promise<void> => new Promise((resolve) => realSetTimeout(resolve, 1));

/** The runtime's own fetch finds its timers where everybody does: tell it from the client by its file. */
function calledByRuntime(): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  // The sites as they are: the text of a stack would be mapped to sources, thousands of times.
  Error.prepareStackTrace = (_, sites) => sites;
  Error.stackTraceLimit = 3;
  const { stack } = new Error();
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  // What prepareStackTrace gives is what `stack` is.
  const [, , caller] = stack as unknown as NodeJS.CallSite[];
  return caller?.getFileName()?.startsWith("node:internal/") ?? false;
}

/**
 * Fake time for everything the client measures with: timers, `Date.now` and `performance.now`. What
 * the runtime's fetch measures stays real, as its sockets are. Written for thousands of timers at
 * once, for which vitest's own fake timers take seconds.
 */
export class FakeClock {
  /** What has passed since the clock was made, in milliseconds. */
  now = 0;
  readonly #due = new Map<object, { at: number; run: () => void }>();
  readonly #restore: () => void;

  constructor() {
    const epoch = Date.UTC(2026, 0, 1);
    const clock = this;
    const dateNow = Date.now;
    const performanceNow = performance.now;
    Date.now = () => epoch + this.now;
    performance.now = () => this.now;
    function set(run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): object {
      if (calledByRuntime()) return realSetTimeout(run, ms, ...args);
      const timer = {};
      clock.#due.set(timer, { at: clock.now + ms, run: () => run(...args) });
      return timer;
    }
    // The client and the runtime hand back what they were given, and look at nothing in it.
    globalThis.setTimeout = set as unknown as typeof setTimeout;
    globalThis.clearTimeout = (timer) => {
      if (typeof timer !== "object" || !this.#due.delete(timer)) realClearTimeout(timer);
    };
    this.#restore = () => {
      globalThis.setTimeout = realSetTimeout;
      globalThis.clearTimeout = realClearTimeout;
      Date.now = dateNow;
      performance.now = performanceNow;
    };
  }

  /** Timers that have been neither fired nor cleared. */
  get timers(): number {
    return this.#due.size;
  }

  /** Milliseconds until the next timer is due; infinite when there is none. */
  get next(): number {
    return Math.min(...[...this.#due.values()].map(({ at }) => at)) - this.now;
  }

  /** Lets time pass, fires what is due, and gives the rest of the program a turn. */
  async pass(ms: number): Promise<void> {
    this.now += ms;
    const due = [...this.#due].filter(([, { at }]) => at <= this.now);
    for (const [timer, { run }] of due.sort(([, a], [, b]) => a.at - b.at)) {
      // One that fired before it may have cleared it.
      if (this.#due.delete(timer)) run();
    }
    await turn();
  }

  stop(): void {
    this.#restore();
  }
}
