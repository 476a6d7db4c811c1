/**
 * Prints one dump task: `DIS_REGION=cn-north-4 node index.js <stream> <task>`, with an access key
 * in the variables that the official SDKs read.
 */
import {
  createDisClient,
  destinationOf,
  fromEnv,
  isTaskNotFound,
  partitionsOf,
} from "@dis-openapi/client";
import { describeError } from "@dis-openapi/client/codes";

const [stream_name = "newstream", task_name = "newtask"] = process.argv.slice(2);
const dis = createDisClient({
  region: process.env.DIS_REGION,
  endpoint: process.env.DIS_ENDPOINT, // in place of the region: a mock, a VPC endpoint
  ...fromEnv(),
});

try {
  const task = await dis.showTransferTask({ stream_name, task_name });
  const destination = destinationOf(task);
  console.log(`${task.task_name} is ${task.state}`); //=> newtask is RUNNING
  if (destination?.type === "OBS") {
    console.log(`to ${destination.description.obs_bucket_path}`); //=> to obsbucket
  }
  for (const { id, last_transfer_offset } of partitionsOf(task)) {
    console.log(`${id} up to ${last_transfer_offset}`); //=> shardId-0000000000 up to 289897
  }
} catch (error) {
  console.error(isTaskNotFound(error) ? `no task ${task_name}` : describeError(error));
  process.exitCode = 1;
}
