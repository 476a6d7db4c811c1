import { accessKey, createDisClient } from "@dis-openapi/client";
import { params, projectId } from "./client.js";

const { AK = "", SK = "" } = process.env;
const auth = accessKey({ ak: AK, sk: SK });
const dis = createDisClient({ region: "cn-north-4", projectId, auth });
console.log((await dis.showTransferTask(params)).state); //=> RUNNING
