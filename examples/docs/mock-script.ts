import { createDisClient, token } from "@dis-openapi/client";
import { startMockDis } from "@dis-openapi/mock";
import { params, projectId } from "./client.js";

const mock = await startMockDis({ scripts: { newtask: ["STARTING", "RUNNING"] } });
const dis = createDisClient({ endpoint: mock.endpoint, projectId, auth: token("any-token") });
console.log((await dis.showTransferTask(params)).state); //=> STARTING
await mock.close();
