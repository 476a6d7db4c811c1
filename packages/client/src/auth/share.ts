/**
 * Share one running task between all callers that want its result at the same time. Each may leave by
 * its own signal; when the last one has left, the task is aborted.
 */
export function createShare<T>() {
  const running = new Map<
    string,
    { waiting: number; promise: Promise<T>; controller: AbortController }
  >();
  return async (
    key: string,
    signal: AbortSignal,
    start: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    signal.throwIfAborted();
    let task = running.get(key);
    if (task === undefined) {
      const controller = new AbortController();
      task = { waiting: 0, promise: start(controller.signal), controller };
      running.set(key, task);
    }
    const joined = task;
    joined.waiting++;
    const end = () => {
      if (running.get(key) === joined) running.delete(key);
    };
    const leave = () => {
      if (--joined.waiting > 0) return;
      end();
      joined.controller.abort(signal.reason);
    };
    signal.addEventListener("abort", leave);
    try {
      return await joined.promise;
    } finally {
      end();
      signal.removeEventListener("abort", leave);
    }
  };
}
