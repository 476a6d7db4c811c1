// Makes calls in a process of its own, since the peak of its memory never goes down.
import { setTimeout } from "node:timers/promises";
import { createDisClient, DisResponseError, token } from "@dis-openapi/client";
import type { Measured, Task } from "./hostile.ts";

// The only argument is written by hostile.ts.
const task = JSON.parse(process.argv[2] ?? "") as Task;
const dis = createDisClient({
  endpoint: task.endpoint,
  projectId: "0123456789abcdef0123456789abcdef",
  auth: token(task.token),
  hooks: task.hook ? { onResponse() {} } : {},
});
const params = { stream_name: "newstream", task_name: "newtask" };
const { signal } = new AbortController();

async function repeat(calls: number): Promise<void> {
  for (let i = 0; i < calls; i++) {
    await dis.showTransferTask(params, { signal }).catch((error: unknown) => {
      if (!(error instanceof DisResponseError)) throw error;
    });
  }
}

/** Collect until nothing more is freed: what one collection frees may hold more until its finalizers ran. */
async function heap(): Promise<number> {
  let [least, stable] = [Number.POSITIVE_INFINITY, 0];
  while (stable < 5) {
    globalThis.gc?.();
    await setTimeout(10);
    const used = process.memoryUsage().heapUsed / 1e6;
    stable = used < least - 0.01 ? 0 : stable + 1;
    least = Math.min(least, used);
  }
  return least;
}
const peak = () => process.resourceUsage().maxRSS / 1e3;

await repeat(task.warmUp);
const before = { heap: await heap(), peak: peak() };
const start = process.cpuUsage();
await repeat(task.calls);
const { user, system } = process.cpuUsage(start);
const ms = (user + system) / 1e3;
const measured: Measured = { ms, peak: peak() - before.peak, left: (await heap()) - before.heap };
process.send?.(measured);
process.disconnect?.();
