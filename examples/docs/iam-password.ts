import { createDisClient } from "@dis-openapi/client";
import { iamPassword } from "@dis-openapi/client/iam";
import { params, projectId } from "./client.js";

const { PASSWORD = "" } = process.env;
const auth = iamPassword({ domain: "my-account", user: "my-user", password: PASSWORD });
const dis = createDisClient({ region: "cn-north-4", projectId, auth });
console.log((await dis.showTransferTask(params)).state); //=> RUNNING
