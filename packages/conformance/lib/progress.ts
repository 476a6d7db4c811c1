const running = new Map<symbol, { readonly what: string; readonly since: number }>();
let timer: NodeJS.Timeout | undefined;

/** Do some work; every ten seconds, print what is being worked on and for how long. */
export async function during<T>(what: string, work: () => Promise<T>): Promise<T> {
  const key = Symbol();
  running.set(key, { what, since: performance.now() });
  timer ??= setInterval(print, 10_000);
  try {
    return await work();
  } finally {
    running.delete(key);
    if (running.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }
}

function print(): void {
  const lines = [...running.values()].map(
    ({ what, since }) => `${what} (${Math.round((performance.now() - since) / 1_000)} s)`,
  );
  console.error(`... ${lines.join(", ")}`);
}
