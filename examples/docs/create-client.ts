import { createDisClient, token } from "@dis-openapi/client";

const dis = createDisClient({
  region: "cn-north-4",
  projectId: "0123456789abcdef0123456789abcdef",
  auth: token(process.env.TOKEN ?? ""),
});
const task = await dis.showTransferTask({ stream_name: "newstream", task_name: "newtask" });
console.log(task.state); //=> RUNNING
