// Reads HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK and HUAWEICLOUD_SDK_PROJECT_ID.
import { createDisClient, DisResponseError, fromEnv } from "@dis-openapi/client";

const dis = createDisClient({ region: "cn-north-4", ...fromEnv() });

try {
  await dis.batchTransferTask({
    stream_name: "newstream",
    body: { action: "stop", tasks: [{ id: "As805BudhcH1lDs6gbn" }] },
  });
  console.log("stopped As805BudhcH1lDs6gbn"); //=> stopped As805BudhcH1lDs6gbn
} catch (error) {
  if (!(error instanceof DisResponseError)) throw error;
  console.error(error.status, error.code, error.message, error.requestId);
  process.exitCode = 1;
}
