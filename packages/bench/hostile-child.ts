// Makes calls in a process of its own, since the peak of its memory never goes down.
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

async function heap(): Promise<number> {
  // What the first collection finds unreachable may hold more until its finalizers have run.
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
  return process.memoryUsage().heapUsed / 1e6;
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
