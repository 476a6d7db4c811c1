import { accessKey, createDisClient } from "@dis-openapi/client";
import { lookUpProject } from "@dis-openapi/client/iam";
import { params } from "./client.js";

const { AK = "", SK = "" } = process.env;
const auth = accessKey({ ak: AK, sk: SK });
const dis = createDisClient({ region: "cn-north-4", projectId: lookUpProject(), auth });
console.log((await dis.showTransferTask(params)).state); //=> RUNNING
