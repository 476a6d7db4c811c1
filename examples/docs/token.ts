import { createDisClient, token } from "@dis-openapi/client";
import { params, projectId } from "./client.js";

const auth = token(() => process.env.TOKEN ?? "");
const dis = createDisClient({ region: "cn-north-4", projectId, auth });
console.log((await dis.showTransferTask(params)).state); //=> RUNNING
