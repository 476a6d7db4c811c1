/**
 * Run a task until it is done, its time is up or the caller aborts, whichever comes first. No timer or
 * listener stays behind, and a `fetch` or a provider that ignores its signal cannot hold the call.
 *
 * @param late creates the error to reject with when the time is up.
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
  let end = () => {};
  try {
    return await new Promise<T>((resolve, reject) => {
      const stop = (reason: unknown) => {
        reject(reason);
        controller.abort(reason);
      };
      const abort = () => stop(signal?.reason);
      const timer = setTimeout(() => stop(late()), ms);
      signal?.addEventListener("abort", abort);
      end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      task(controller.signal).then(resolve, reject);
    });
  } finally {
    end();
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
