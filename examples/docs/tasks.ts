import {
  waitForTransferTask,
  waitForTransferTaskDeleted,
  waitForTransferTaskStopped,
} from "@dis-openapi/client/wait";
import { dis } from "./client.js";

const stream_name = "newstream";
const names = { stream_name, task_name: "orders-to-obs" };
await dis.createTransferTask({
  stream_name,
  body: {
    destination_type: "OBS",
    obs_destination_descriptor: {
      task_name: names.task_name,
      agency_name: "dis_admin_agency",
      deliver_time_interval: 300, // seconds
      obs_bucket_path: "obsbucket",
    },
  },
});
const { task_id: id = "" } = await waitForTransferTask(dis, names);

await dis.batchTransferTask({ stream_name, body: { action: "stop", tasks: [{ id }] } });
console.log((await waitForTransferTaskStopped(dis, names)).state); //=> PAUSED

await dis.deleteTransferTask(names);
await waitForTransferTaskDeleted(dis, names);
