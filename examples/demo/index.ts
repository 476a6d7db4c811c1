/** Query a dump task of the mock server and print it; `--json` prints the response body. */
import {
  createDisClient,
  destinationOf,
  partitionsOf,
  type ShowTransferTaskResponse,
  token,
} from "@dis-openapi/client";
import { startMockDis } from "@dis-openapi/mock";

const mock = await startMockDis();
const dis = createDisClient({
  endpoint: mock.endpoint,
  projectId: "0123456789abcdef0123456789abcdef",
  auth: token("the-mock-takes-any-token"),
});

try {
  const task = await dis.showTransferTask({ stream_name: "newstream", task_name: "newtask" });
  console.log(process.argv.includes("--json") ? JSON.stringify(task, null, 2) : report(task));
} finally {
  await mock.close();
}

function report(task: ShowTransferTaskResponse): string {
  const destination = destinationOf(task);
  const description = destination?.type === "UNKNOWN" ? {} : (destination?.description ?? {});
  const partitions = partitionsOf(task);
  return [
    `${task.task_name}: ${task.state}`,
    row("stream", task.stream_name),
    row("task id", task.task_id),
    row("created", date(task.create_time)),
    row("last dump", date(task.last_transfer_timestamp)),
    row("destination", destination?.type),
    ...Object.entries(description).map(([key, value]) => row(`  ${key}`, value)),
    row("partitions", partitions.length),
    ...partitions.map(
      ({ id, state, status, discard, last_transfer_offset, last_transfer_timestamp }) =>
        row(
          `  ${id}`,
          `${state ?? status}, offset ${last_transfer_offset}, ${discard ?? 0} discarded, last dump ${date(last_transfer_timestamp)}`,
        ),
    ),
  ].join("\n");
}

function row(label: string, value: unknown): string {
  const shown =
    value === "" || typeof value === "object" ? JSON.stringify(value) : String(value ?? "-");
  return `  ${label.padEnd(26)}${shown.replaceAll("\n", "\\n")}`;
}

function date(epochMs: number | undefined): string {
  return epochMs === undefined ? "-" : new Date(epochMs).toISOString();
}
