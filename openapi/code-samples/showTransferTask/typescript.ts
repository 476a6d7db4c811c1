// Reads HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK and HUAWEICLOUD_SDK_PROJECT_ID.
import { createDisClient, DisResponseError, destinationOf, fromEnv } from "@dis-openapi/client";

const dis = createDisClient({ region: "cn-north-4", ...fromEnv() });

try {
  const task = await dis.showTransferTask({ stream_name: "newstream", task_name: "newtask" });
  console.log(task.state, destinationOf(task)?.type); //=> RUNNING OBS
} catch (error) {
  if (!(error instanceof DisResponseError)) throw error;
  console.error(error.status, error.code, error.message, error.requestId);
  process.exitCode = 1;
}
