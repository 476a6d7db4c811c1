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
} from "@dis-openapi/client";
import { isSensitive } from "./discretion.js";
import { spec } from "./spec.js";

export interface Task {
  readonly stream_name: string;
  readonly task_name: string;
}

/** An answer as it came. */
export interface Answer {
  readonly number: number;
  /** Which of the given tasks was asked for; undefined for the one that does not exist. */
  readonly task: number | undefined;
  readonly status: number;
  readonly headers: Headers;
  /** The body; undefined when it is not UTF-8. */
  readonly text: string | undefined;
  /** The code of an error, as the client reads it. */
  readonly code: string | undefined;
}

/** What came of asking. */
export interface Outcome {
  readonly answers: readonly Answer[];
  /** Why there are fewer answers than calls, a line for each call without one. */
  readonly failures: readonly string[];
  /** Why not all calls were made. */
  readonly stopped: string | undefined;
  /** What the requests carried as proof: nothing that holds any of it may be shown. */
  readonly sent: readonly string[];
  /** Address of the first request. */
  readonly address: string;
}

/** Classes of codes after which another call would do harm: the key or the address gets locked. */
const lastWords = ["badCredentials", "blocked"];

/**
 * Queries each task, one after the other, and then one that does not exist, in a stream that does.
 *
 * @throws DisConfigError when a call cannot be made.
 */
export async function askAll(
  options: DisClientOptions,
  tasks: readonly Task[],
  progress: (text: string) => void,
): Promise<Outcome> {
  let last: { response: Response; chunks: Uint8Array[] } | undefined;
  let address: string | undefined;
  const sent = new Set<string>();
  /** Keeps what the client reads of a body, within the limits of the client. */
  const listen: Fetch = async (url, init) => {
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
    // Not a new Response, which takes fewer statuses than there are.
    return Object.defineProperty(response, "body", { value: body });
  };
  // One attempt: a refusal is an answer, too.
  const dis = createDisClient({ ...options, retry: false, fetch: listen });
  const answers: Answer[] = [];
  const failures: string[] = [];

  /** Makes one call, and says why there must be no other. */
  async function ask(params: Task, task: number | undefined): Promise<string | undefined> {
    const what = task === undefined ? "the task that does not exist" : `task ${task}`;
    const error = await failure(dis, params);
    if (error instanceof DisConfigError) throw error;
    const isAnswer = !error || error instanceof DisResponseError || error instanceof DisParseError;
    if (!isAnswer || !last) {
      failures.push(`${what}: ${whyNot(error)}`);
      progress(`${what}: ${whyNot(error)}`);
      return undefined;
    }
    const { response, chunks } = last;
    const code = error instanceof DisResponseError ? error.code : undefined;
    const { status, headers } = response;
    answers.push({ number: answers.length + 1, task, status, headers, text: decode(chunks), code });
    progress(`${what}: ${status}`);
    const row = spec["x-error-codes"].find((one) =>
      [one.code, ...(one.aliases ?? [])].includes(code ?? ""),
    );
    return isAuthError(error) || lastWords.includes(row?.class ?? "")
      ? "The credentials or the address were refused. More refusals would lock them, so that the other calls were not made."
      : undefined;
  }

  let stopped: string | undefined;
  for (const [index, task] of tasks.entries()) {
    stopped ??= await ask(task, index + 1);
  }
  const found = answers.find(({ status }) => status >= 200 && status < 300)?.task;
  const stream = tasks[(found ?? 0) - 1]?.stream_name;
  if (!stopped && stream !== undefined) {
    const task_name = `probe-${randomUUID().replaceAll("-", "")}`;
    stopped = await ask({ stream_name: stream, task_name }, undefined);
  }
  return { answers, failures, stopped, sent: [...sent], address: address ?? "" };
}

async function failure(dis: DisClient, params: Task): Promise<unknown> {
  try {
    await dis.showTransferTask({ ...params });
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Why a call got no answer, without the address, which the runtime's own words hold. */
function whyNot(error: unknown): string {
  if (error instanceof DisTimeoutError) return "no whole answer in time";
  const { code } = Object(Object(error).cause);
  return /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? `no whole answer (${code})` : "no whole answer";
}

function decode(chunks: readonly Uint8Array[]): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}
