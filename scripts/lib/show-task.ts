import {
  createDisClient,
  destinationOf,
  fromEnv,
  partitionsOf,
  type ShowTransferTaskResponse,
  token,
} from "@dis-openapi/client";
import { describeError } from "@dis-openapi/client/codes";
import { startMockDis } from "@dis-openapi/mock";
import { sensitive } from "../../packages/client/src/generated/data.ts";

interface Target {
  region: string;
  project: string;
  stream: string;
  task: string;
}

/**
 * Queries one task and prints it on stdout; errors go to stderr.
 *
 * @param target the task at the real service; undefined asks the mock for the seed page's own.
 * @returns the exit code.
 */
export async function showTask(target: Target | undefined, json: boolean): Promise<number> {
  const mock = target === undefined ? await startMockDis() : undefined;
  try {
    const authToken = process.env.DIS_AUTH_TOKEN;
    const dis =
      target === undefined
        ? createDisClient({
            endpoint: mock?.endpoint,
            projectId: "0123456789abcdef0123456789abcdef",
            auth: token("the-mock-takes-any-token"),
          })
        : createDisClient({
            region: target.region,
            projectId: target.project,
            auth: authToken ? token(authToken) : fromEnv().auth,
          });
    const answer = await dis.showTransferTask({
      stream_name: target?.stream ?? "newstream",
      task_name: target?.task ?? "newtask",
    });
    const task = withoutSecrets(answer);
    console.log(json ? JSON.stringify(task, undefined, 2) : report(task, Date.now()));
    return 0;
  } catch (error) {
    console.error(`error: ${describeError(error)}`);
    return 1;
  } finally {
    await mock?.close();
  }
}

/** What is printed may end up in a log, so a field that the spec marks as sensitive is left out. */
function withoutSecrets(task: ShowTransferTaskResponse): ShowTransferTaskResponse {
  const names: readonly string[] = sensitive;
  return JSON.parse(
    JSON.stringify(task, (key, value) => (names.includes(key) ? undefined : value)),
  );
}

function report(task: ShowTransferTaskResponse, now: number): string {
  const destination = destinationOf(task);
  const lines = [
    `${task.task_name ?? "(no name)"}: ${task.state ?? "(no state)"}`,
    row("stream", task.stream_name),
    row("task id", task.task_id),
    row("created", moment(task.create_time, now)),
    row("last dump", moment(task.last_transfer_timestamp, now)),
    row("destination", destination?.type),
  ];
  if (destination !== undefined && destination.type !== "UNKNOWN") {
    for (const [key, value] of Object.entries(destination.description)) {
      lines.push(row(`  ${key}`, typeof value === "string" ? value : JSON.stringify(value)));
    }
  }
  const partitions = partitionsOf(task);
  lines.push(row("partitions", String(partitions.length)));
  for (const { id, state, status, discard, ...last } of partitions) {
    lines.push(
      row(
        `  ${id ?? "(no id)"}`,
        [
          state ?? status ?? "(no state)",
          last.last_transfer_offset === undefined ? "" : `offset ${last.last_transfer_offset}`,
          discard === undefined ? "" : `${discard} discarded`,
          `last dump ${moment(last.last_transfer_timestamp, now)}`,
        ]
          .filter(Boolean)
          .join(", "),
      ),
    );
  }
  return lines.join("\n");
}

function row(label: string, value: string | undefined): string {
  return `  ${label.padEnd(26)}${value === undefined ? "-" : value.replaceAll("\n", "\\n") || '""'}`;
}

const units = [
  ["year", 31_557_600],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

function moment(epochMs: number | undefined, now: number): string {
  if (epochMs === undefined) return "-";
  const seconds = (now - epochMs) / 1000;
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  const age = new Intl.RelativeTimeFormat("en").format(-Math.trunc(seconds / size), unit);
  return `${new Date(epochMs).toISOString()} (${age})`;
}
