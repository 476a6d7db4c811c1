import { createDisClient, fromEnv } from "@dis-openapi/client";
import { params } from "./client.js";

const dis = createDisClient({ region: "cn-north-4", ...fromEnv() });
console.log((await dis.showTransferTask(params)).state); //=> RUNNING
