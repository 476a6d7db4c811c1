/**
 * Keeps a dump task as declared: `DIS_REGION=cn-north-4 node index.js <stream> <task>`, again and
 * again. It creates the task if it is absent, restarts it if it is paused, and reports what differs.
 */
import {
  createDisClient,
  destinationOf,
  fromEnv,
  isTaskNotFound,
  type ShowTransferTaskResponse,
} from "@dis-openapi/client";
import { waitForTransferTask } from "@dis-openapi/client/wait";

const [stream_name = "newstream", task_name = "hourly"] = process.argv.slice(2);
const declared = {
  agency_name: "dis_admin_agency",
  deliver_time_interval: 300,
  obs_bucket_path: "obsbucket",
  partition_format: "yyyy/MM/dd/HH",
} as const;

const dis = createDisClient({
  region: process.env.DIS_REGION,
  endpoint: process.env.DIS_ENDPOINT, // in place of the region: a mock, a VPC endpoint
  ...fromEnv(),
});

async function find(): Promise<ShowTransferTaskResponse | undefined> {
  try {
    return await dis.showTransferTask({ stream_name, task_name });
  } catch (error) {
    if (isTaskNotFound(error)) return undefined;
    throw error;
  }
}

const found = await find();
if (!found) {
  const obs_destination_descriptor = { ...declared, task_name };
  const body = { destination_type: "OBS", obs_destination_descriptor } as const;
  await dis.createTransferTask({ stream_name, body });
  console.log(`${task_name}: created`); //=> hourly: created
} else if (found.state === "PAUSED") {
  const tasks = [{ id: found.task_id ?? "" }];
  await dis.batchTransferTask({ stream_name, body: { action: "start", tasks } });
  console.log(`${task_name}: restarted`);
}

const task = await waitForTransferTask(dis, { stream_name, task_name });
const destination = destinationOf(task);
if (destination?.type !== "OBS") {
  throw new Error(`${task_name} has the destination ${destination?.type}, not OBS`);
}
const actual = new Map<string, unknown>(Object.entries(destination.description));
for (const [key, wanted] of Object.entries(declared)) {
  const value = actual.get(key);
  if (value !== wanted) console.log(`${task_name}: ${key} is ${value}, not ${wanted}`);
}
