/** The life of a dump task at the mock server; `--json` prints the response of its query instead. */
import { createDisClient, destinationOf, isTaskNotFound, token } from "@dis-openapi/client";
import { waitForTransferTask, waitForTransferTaskStopped } from "@dis-openapi/client/wait";
import { startMockDis } from "@dis-openapi/mock";

const mock = await startMockDis();
const dis = createDisClient({
  endpoint: mock.endpoint,
  projectId: "0123456789abcdef0123456789abcdef",
  auth: token("the-mock-takes-any-token"),
});
const isJson = process.argv.includes("--json");
const params = { stream_name: "newstream", task_name: "hourly" };
const { stream_name, task_name } = params;

try {
  await dis.createTransferTask({
    stream_name,
    body: {
      destination_type: "OBS",
      obs_destination_descriptor: {
        task_name,
        agency_name: "dis_admin_agency",
        deliver_time_interval: 300,
        obs_bucket_path: "obsbucket",
        partition_format: "yyyy/MM/dd/HH",
      },
    },
  });
  say("created");
  const { state } = await waitForTransferTask(dis, params);
  say(state);
  const task = await dis.showTransferTask(params);
  if (isJson) console.log(JSON.stringify(task, null, 2));
  const destination = destinationOf(task);
  if (destination?.type === "OBS") say(`dumps ${stream_name} to`, destination.description);

  await dis.batchTransferTask({
    stream_name,
    body: { action: "stop", tasks: [{ id: task.task_id ?? "" }] },
  });
  say((await waitForTransferTaskStopped(dis, params)).state);
  await dis.deleteTransferTask(params);
  say("deleted");
  await dis.showTransferTask(params).catch((error) => {
    if (!isTaskNotFound(error)) throw error;
    say(error.code, { message: error.message });
  });
} finally {
  await mock.close();
}

function say(step: unknown, details: object = {}): void {
  if (isJson) return;
  console.log(`${task_name}: ${step}`);
  for (const [key, value] of Object.entries(details)) console.log(`  ${key.padEnd(24)}${value}`);
}
