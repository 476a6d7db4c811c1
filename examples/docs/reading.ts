import { destinationOf, partitionsOf } from "@dis-openapi/client";
import { waitForTransferTask } from "@dis-openapi/client/wait";
import { dis, params } from "./client.js";

const task = await waitForTransferTask(dis, params, { timeoutMs: 600_000, intervalMs: 5_000 });
console.log(destinationOf(task)?.type); //=> OBS
for (const { id, state, last_transfer_offset } of partitionsOf(task)) {
  console.log(id, state, last_transfer_offset); //=> shardId-0000000000 RUNNING 289897
}
