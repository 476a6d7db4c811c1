// Reads HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK and HUAWEICLOUD_SDK_PROJECT_ID.
import { createDisClient, DisResponseError, fromEnv } from "@dis-openapi/client";

const dis = createDisClient({ region: "cn-north-4", ...fromEnv() });

try {
  const { tasks = [] } = await dis.listTransferTasks({ stream_name: "newstream" });
  for (const task of tasks) {
    console.log(task.task_name, task.state, task.destination_type); //=> newtask RUNNING OBS
  }
} catch (error) {
  if (!(error instanceof DisResponseError)) throw error;
  console.error(error.status, error.code, error.message, error.requestId);
  process.exitCode = 1;
}
