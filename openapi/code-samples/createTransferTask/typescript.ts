// Reads HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK and HUAWEICLOUD_SDK_PROJECT_ID.
import { createDisClient, DisResponseError, fromEnv } from "@dis-openapi/client";

const dis = createDisClient({ region: "cn-north-4", ...fromEnv() });

try {
  await dis.createTransferTask({
    stream_name: "newstream",
    body: {
      destination_type: "OBS",
      obs_destination_descriptor: {
        task_name: "orders-to-obs",
        agency_name: "dis_admin_agency",
        deliver_time_interval: 300,
        obs_bucket_path: "obsbucket",
      },
    },
  });
  console.log("created orders-to-obs"); //=> created orders-to-obs
} catch (error) {
  if (!(error instanceof DisResponseError)) throw error;
  console.error(error.status, error.code, error.message, error.requestId);
  process.exitCode = 1;
}
