/** The client, its options and the task that the other samples share. */
import { createDisClient, type DisClientOptions, fromEnv } from "@dis-openapi/client";

export const projectId = "0123456789abcdef0123456789abcdef";
export const options: DisClientOptions = {
  endpoint: process.env.DIS_ENDPOINT ?? "https://dis.cn-north-4.myhuaweicloud.com",
  projectId,
  ...fromEnv(),
};
export const dis = createDisClient(options);
export const params = { stream_name: "newstream", task_name: "newtask" };
