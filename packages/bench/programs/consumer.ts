// What a program with a client compiles.
import { createDisClient, destinationOf, token } from "@dis-openapi/client";

const dis = createDisClient({
  region: "cn-north-4",
  projectId: "0123456789abcdef0123456789abcdef",
  auth: token("token"),
});
const task = await dis.showTransferTask({ stream_name: "newstream", task_name: "newtask" });
const destination = destinationOf(task);
if (destination?.type === "OBS") console.log(task.state, destination.description.obs_bucket_path);
