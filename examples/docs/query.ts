import { accessKey, createDisClient, destinationOf } from "@dis-openapi/client";

const dis = createDisClient({
  region: "cn-north-4",
  projectId: "0123456789abcdef0123456789abcdef",
  auth: accessKey({ ak: process.env.AK ?? "", sk: process.env.SK ?? "" }),
});
const task = await dis.showTransferTask({ stream_name: "newstream", task_name: "newtask" });
console.log(task.state); //=> RUNNING

const destination = destinationOf(task);
if (destination?.type === "OBS") console.log(destination.description.obs_bucket_path); //=> obsbucket
