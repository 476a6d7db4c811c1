/** What waits for a signal. Node 20 warns of a leak at the eleventh listener of one signal. */
const waiting = new WeakMap<AbortSignal, { acts: Set<() => void>; listener: () => void }>();

/** Call `act` when the signal aborts, by one listener for each signal. Return how to stop waiting. */
function onAbort(signal: AbortSignal, act: () => void): () => void {
  let found = waiting.get(signal);
  if (found === undefined) {
    const acts = new Set<() => void>();
    found = {
      acts,
      listener: () => {
        for (const one of acts) one();
      },
    };
    waiting.set(signal, found);
    signal.addEventListener("abort", found.listener);
  }
  const { acts, listener } = found;
  acts.add(act);
  return () => {
    acts.delete(act);
    if (acts.size > 0) return;
    waiting.delete(signal);
    signal.removeEventListener("abort", listener);
  };
}

/**
 * Run a task until it is done, its time is up or the caller aborts, whichever comes first. No timer or
 * listener stays behind, and a `fetch` or a provider that ignores its signal cannot hold the call.
 *
 * @param late creates the error to reject with when the time is up. It runs in the awaiting function
 *   and not in the timer, so that the stack shows the caller and what it throws rejects the promise.
 * @throws that, the caller's `signal.reason`, or what the task throws.
 */
export async function timebox<T>(
  ms: number,
  signal: AbortSignal | undefined,
  late: () => Error,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let forget = () => {};
  let isLate = false;
  try {
    return await new Promise<T>((resolve, reject) => {
      const stop = (reason: unknown) => {
        reject(reason);
        controller.abort(reason);
      };
      timer = setTimeout(() => {
        isLate = true;
        stop(new DOMException("The time is up.", "TimeoutError"));
      }, ms);
      if (signal) forget = onAbort(signal, () => stop(signal.reason));
      task(controller.signal).then(resolve, reject);
    });
  } catch (reason) {
    throw isLate ? late() : reason;
  } finally {
    clearTimeout(timer);
    forget();
  }
}

/** Wait, unless the caller aborts. @throws the caller's `signal.reason`. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const over = new Error();
  await timebox(
    ms,
    signal,
    () => over,
    () => new Promise(() => {}),
  ).catch((reason) => {
    if (reason !== over) throw reason;
  });
}
