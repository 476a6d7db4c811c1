import { createDisClient, token } from "@dis-openapi/client";
import { startMockDis } from "@dis-openapi/mock";

const mock = await startMockDis({ scripts: { newtask: ["STARTING", "RUNNING"] } });
const dis = createDisClient({
  endpoint: mock.endpoint,
  projectId: "0123456789abcdef0123456789abcdef",
  auth: token("any"),
});
const params = { stream_name: "newstream", task_name: "newtask" };
console.log((await dis.showTransferTask(params)).state); //=> STARTING
console.log((await dis.showTransferTask(params)).state); //=> RUNNING
await mock.close();
