import { destinationOf } from "@dis-openapi/client";
import { dis, params } from "./client.js";

const destination = destinationOf(await dis.showTransferTask(params));
if (destination?.type === "OBS") {
  console.log(destination.description.obs_bucket_path); //=> obsbucket
}
