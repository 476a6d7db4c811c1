import { randomUUID } from "node:crypto";
import {
  createDisClient,
  type DisClient,
  type DisClientOptions,
  DisConfigError,
  DisParseError,
  DisResponseError,
  DisTimeoutError,
  type Fetch,
  isAuthError,
  isThrottled,
} from "@dis-openapi/client";
import { isSensitive } from "./redaction.js";
import { errorCodes, type Read, reads } from "./spec.js";

export interface Task {
  readonly stream_name: string;
  readonly task_name: string;
}

/** A response as it was received. */
export interface LiveResponse {
  readonly number: number;
  readonly operation: Read;
  /** Number of the given task that was queried; undefined for the one that does not exist. */
  readonly task: number | undefined;
  readonly status: number;
  readonly headers: Headers;
  /** The body; undefined if it is not UTF-8. */
  readonly text: string | undefined;
  /** Whether the caller was refused, for the credentials, the rights or too many requests. */
  readonly refused: boolean;
  /** The code of an error, as the client reads it. */
  readonly code: string | undefined;
}

/** The result of all queries. */
export interface Outcome {
  readonly responses: readonly LiveResponse[];
  /** A line for each query that was refused, got no response or was not sent. */
  readonly gaps: readonly string[];
  /** Credentials that the requests carried; no text that contains any of them may be shown. */
  readonly sent: readonly string[];
  /** Address of the first request. */
  readonly address: string;
}

/** Classes of codes after which another request could lock the key or the address. */
const finalClasses = ["badCredentials", "blocked"];

/**
 * Call each operation that only reads with the names of each task, then of a task that does not
 * exist, in a stream that does. No request is sent twice.
 *
 * @throws DisConfigError when a request cannot be made.
 */
export async function queryAll(
  options: DisClientOptions,
  tasks: readonly Task[],
  progress: (text: string) => void,
): Promise<Outcome> {
  let last: { response: Response; chunks: Uint8Array[] } | undefined;
  let address: string | undefined;
  const sent = new Set<string>();
  /** Keep the part of a body that the client reads, within the client's limits. */
  const recordingFetch: Fetch = async (url, init) => {
    address ??= url;
    new Headers(init.headers).forEach((value, name) => {
      if (isSensitive(name)) sent.add(value);
    });
    const response = await fetch(url, init);
    const chunks: Uint8Array[] = [];
    last = { response, chunks };
    const copy = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        chunks.push(chunk);
        controller.enqueue(chunk);
      },
    });
    const body = response.body?.pipeThrough(copy) ?? null;
    // The constructor of Response refuses some statuses.
    return Object.defineProperty(response, "body", { value: body });
  };
  // One attempt: an error response is a result, too.
  const dis = createDisClient({ ...options, retry: false, fetch: recordingFetch });
  const responses: LiveResponse[] = [];
  const gaps: string[] = [];
  const lacks = (gap: string) => {
    gaps.push(gap);
    progress(gap);
  };
  const requests = new Set<string>();

  /** Query a task, and return why no other query may follow. */
  async function query(
    operation: Read,
    task: Task,
    number: number | undefined,
  ): Promise<string | undefined> {
    const params = paramsOf(operation, task);
    const request = JSON.stringify([operation.operationId, params]);
    if (!params || requests.has(request)) return undefined;
    requests.add(request);
    const what = `${operation.operationId}, ${taskLabel(number)}`;
    const error = await failure(dis, operation, params);
    if (error instanceof DisConfigError) throw error;
    const isResponse =
      !error || error instanceof DisResponseError || error instanceof DisParseError;
    if (!isResponse || !last) {
      lacks(`${what}: ${reason(error)}`);
      return undefined;
    }
    const { response, chunks } = last;
    const code = error instanceof DisResponseError ? error.code : undefined;
    const { status, headers } = response;
    const row = errorCodes.find((one) => [one.code, ...(one.aliases ?? [])].includes(code ?? ""));
    const isFinal = isAuthError(error) || finalClasses.includes(row?.class ?? "");
    const refused = isFinal || isThrottled(error) || status === 403;
    responses.push({
      number: responses.length + 1,
      operation,
      task: number,
      status,
      headers,
      refused,
      text: decode(chunks),
      code,
    });
    if (refused) lacks(`${what}: ${status}, refused`);
    else progress(`${what}: ${status}`);
    return isFinal
      ? "The credentials or the address were refused. The remaining queries were not sent, since more refusals would lock them."
      : undefined;
  }

  let stopped: string | undefined;
  for (const operation of reads) {
    for (const [index, task] of tasks.entries()) {
      stopped ??= await query(operation, task, index + 1);
    }
  }
  const found = responses.find(({ status }) => status >= 200 && status < 300)?.task;
  const stream = tasks[(found ?? 0) - 1]?.stream_name;
  if (stream !== undefined) {
    const task_name = `probe-${randomUUID().replaceAll("-", "")}`;
    for (const operation of reads) {
      stopped ??= await query(operation, { stream_name: stream, task_name }, undefined);
    }
  } else {
    stopped ??= "A nonexistent task was not queried, since no given task was found.";
  }
  if (stopped !== undefined) lacks(stopped);
  return { responses, gaps, sent: [...sent], address: address ?? "" };
}

/** Name a task without its names. */
export function taskLabel(number: number | undefined): string {
  return number === undefined ? "nonexistent task" : `task ${number}`;
}

/** Return the names that an operation takes; undefined if it requires anything else. */
function paramsOf({ parameters }: Read, task: Task): Partial<Task> | undefined {
  const names: Readonly<Record<string, string>> = { ...task };
  const isMissing = parameters.some(
    ({ name, required, "x-project": isProject }) =>
      required && !isProject && !Object.hasOwn(names, name),
  );
  if (isMissing) return undefined;
  const taken = Object.entries(names).filter(([key]) =>
    parameters.some(({ name }) => name === key),
  );
  return Object.fromEntries(taken);
}

async function failure(
  dis: DisClient,
  { operationId }: Read,
  params: Partial<Task>,
): Promise<unknown> {
  // The client is generated from the same spec, so it has a function of every operation's name, and
  // `params` has what the operation requires. The type of any of them will do.
  const call = dis[operationId as "showTransferTask"];
  try {
    await call(params as Task);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Return why a query got no response, without the address, which the runtime's message contains. */
function reason(error: unknown): string {
  if (error instanceof DisTimeoutError) return "no complete response in time";
  const { code } = Object(Object(error).cause);
  const isCode = /^[A-Z][A-Z0-9_]{1,40}$/.test(code);
  return isCode ? `no complete response (${code})` : "no complete response";
}

function decode(chunks: readonly Uint8Array[]): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}
