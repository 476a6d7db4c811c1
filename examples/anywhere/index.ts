/** A library that gets the client's options from its caller, and runs in every runtime. */
import {
  createDisClient,
  DisClientError,
  type DisClientOptions,
  DisResponseError,
  destinationOf,
  type ErrorCode,
  type Hooks,
  isThrottled,
  type Region,
} from "@dis-openapi/client";
import { describeError } from "@dis-openapi/client/codes";
import { iamPassword, lookUpProject } from "@dis-openapi/client/iam";
import { rawClient } from "@dis-openapi/client/raw";
import { DisWaitError, waitForTransferTask } from "@dis-openapi/client/wait";
import spec from "@dis-openapi/spec/openapi.json" with { type: "json" };

/** The options of a user who has a password and not the id of the project. */
export function withPassword(region: Region, user: string, password: string): DisClientOptions {
  return {
    region,
    auth: iamPassword({ domain: user, user, password }),
    projectId: lookUpProject(),
    retry: { attempts: 5, baseDelayMs: 500 },
  };
}

/** Waits until a task runs, and tells where it writes to. */
export async function report(
  options: DisClientOptions,
  stream_name: string,
  task_name: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const lines = [`by the description ${spec.info.version} of ${spec.info.title}`];
  const hooks: Hooks = {
    onRetry: ({ attempt, delayMs }) =>
      lines.push(`attempt ${attempt} failed, next in ${delayMs} ms`),
  };
  const dis = createDisClient({ ...options, hooks });
  try {
    const task = await waitForTransferTask(dis, { stream_name, task_name }, { signal });
    lines.push(`${task.task_name} is ${task.state}`, placeOf(destinationOf(task)));
  } catch (error) {
    if (!(error instanceof DisClientError)) throw error;
    if (error instanceof DisWaitError) lines.push(...error.history.map(({ state }) => `${state}`));
    if (error instanceof DisResponseError && isMissing(error.code)) lines.push("no such task");
    else lines.push(isThrottled(error) ? "too many calls" : describeError(error));
  }
  return lines;
}

/** The request id of a query, for those who prefer openapi-fetch. */
export async function requestIdOf(
  options: DisClientOptions,
  project_id: string,
  stream_name: string,
  task_name: string,
): Promise<string | null> {
  const { data, error, response } = await rawClient(createDisClient(options)).GET(
    "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}",
    { params: { path: { project_id, stream_name, task_name } } },
  );
  if (response.ok && data?.state === undefined) throw new Error("a task without a state");
  if (!response.ok && error === undefined) throw new Error("an error without a body");
  return response.headers.get("X-Request-Id");
}

function isMissing(code: ErrorCode | undefined): boolean {
  return code === "DIS.4301" || code === "DIS.4354";
}

function placeOf(destination: ReturnType<typeof destinationOf>): string {
  switch (destination?.type) {
    case undefined:
      return "to nowhere";
    case "OBS":
      return `to the bucket ${destination.description.obs_bucket_path}`;
    case "DWS":
      return `to the table ${destination.description.dws_table_name}`;
    case "MRS":
      return `to the path ${destination.description.mrs_hdfs_path}`;
    case "DLI":
      return `to the table ${destination.description.dli_table_name}`;
    case "CLOUDTABLE":
      return `to the cluster ${destination.description.cloudtable_cluster_name}`;
    case "UNKNOWN":
      return `to a place of the type ${destination.destination_type}`;
  }
}
