import { partitionsOf } from "@dis-openapi/client";
import { dis, params } from "./client.js";

for (const { id, state } of partitionsOf(await dis.showTransferTask(params))) {
  console.log(id, state); //=> shardId-0000000000 RUNNING
}
