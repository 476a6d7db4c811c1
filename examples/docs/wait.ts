import { waitForTransferTask } from "@dis-openapi/client/wait";
import { dis, params } from "./client.js";

const task = await waitForTransferTask(dis, params, { timeoutMs: 60_000, intervalMs: 2_000 });
console.log(task.state); //=> RUNNING
