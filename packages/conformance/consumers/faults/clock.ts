const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

/** Wait for a turn of the event loop and a real millisecond. */
export const turn = (): Promise<void> => new Promise((resolve) => realSetTimeout(resolve, 1));

/** Whether the runtime set a timer: its fetch and the client use the same function, in other files. */
function calledByRuntime(): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  // Keep the call sites, because mapping a stack to sources thousands of times is slow.
  Error.prepareStackTrace = (_, sites) => sites;
  Error.stackTraceLimit = 3;
  const { stack } = new Error();
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  // Safe: `stack` is what prepareStackTrace returns.
  const [, , caller] = stack as unknown as NodeJS.CallSite[];
  return caller?.getFileName()?.startsWith("node:internal/") ?? false;
}

/**
 * Fake time for the client: timers, `Date.now` and `performance.now`. The timers of the runtime's
 * fetch stay real, like its sockets. vitest's fake timers take seconds for thousands of timers.
 */
export class FakeClock {
  /** Milliseconds since the clock was created. */
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
    // Safe: the client and the runtime only pass the timer back.
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

  /** Number of timers that have neither fired nor been cleared. */
  get timers(): number {
    return this.#due.size;
  }

  /** Milliseconds until the next timer is due; infinite without timers. */
  get next(): number {
    return Math.min(...[...this.#due.values()].map(({ at }) => at)) - this.now;
  }

  /** Advance the clock, fire the timers that are due, and wait for a turn. */
  async pass(ms: number): Promise<void> {
    this.now += ms;
    const due = [...this.#due].filter(([, { at }]) => at <= this.now);
    for (const [timer, { run }] of due.sort(([, a], [, b]) => a.at - b.at)) {
      // An earlier timer may have cleared this one.
      if (this.#due.delete(timer)) run();
    }
    await turn();
  }

  stop(): void {
    this.#restore();
  }
}
