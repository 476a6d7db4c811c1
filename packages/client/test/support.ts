import { vi } from "vitest";
import {
  type Auth,
  createDisClient,
  type DisClient,
  type DisClientOptions,
  type OperationDescriptor,
  token,
  type WithResponse,
} from "../src/index.js";
import { rawClient } from "../src/raw.js";

export const projectId = "0123456789abcdef0123456789abcdef";
export const task = { stream_name: "newstream", task_name: "newtask" };
export const path = "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}";
export const address = `https://dis.cn-north-4.myhuaweicloud.com/v2/${projectId}/streams/newstream/transfer-tasks/newtask`;

/** Keys, and an IAM user, that exist nowhere. */
export const keys = { ak: "AKEXAMPLE0000000TEST", sk: "SKExampleSecretKeyForTestVectorsOnly0000" };
export const user = {
  domain: "example-account",
  user: "dis-reader",
  password: "SECRET-password",
};

/** A request as the stubbed network received it. */
export interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  readonly init: RequestInit;
}

type Reply = Response | Error | ((sent: Sent) => Response | Promise<Response>);

/** Return a `fetch` that replies in turn, repeats the last reply, and records what was sent. */
export function network(...replies: Reply[]) {
  const sent: Sent[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const reply = replies[Math.min(sent.length, replies.length - 1)];
    const body = init.body instanceof Uint8Array ? new TextDecoder().decode(init.body) : "";
    const request = {
      url,
      method: init.method ?? "",
      headers: new Headers(init.headers),
      body,
      init,
    };
    sent.push(request);
    if (reply === undefined) throw new Error("the network has no reply");
    if (reply instanceof Error) throw reply;
    return reply instanceof Response ? reply.clone() : reply(request);
  };
  return { fetch, sent };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

export function clientOf(
  fetch: DisClientOptions["fetch"],
  options: Partial<DisClientOptions> = {},
): DisClient {
  return createDisClient({
    region: "cn-north-4",
    projectId,
    auth: token("a-token-of-a-test"),
    fetch,
    ...options,
  });
}

/** Return what a promise rejects with. Fail the test when the promise resolves. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const nothing = Symbol();
  const outcome = await promise.then(
    () => nothing,
    (reason: unknown) => reason,
  );
  if (outcome === nothing) throw new Error("resolved, although it had to reject");
  return outcome;
}

/** Stop the clock and the timers, and make each pause of the back-off as long as it can be. */
export function stopTime(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  vi.setSystemTime(new Date("2024-01-15T08:30:00Z"));
  vi.spyOn(Math, "random").mockReturnValue(1);
}

export function startTime(): void {
  vi.restoreAllMocks();
  vi.useRealTimers();
}

/** A response whose body starts and never ends. */
export function stalledBody(start = '{"stream_name":'): Response {
  return new Response(
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(start)),
    }),
  );
}

/** A `fetch` that never responds and ignores its signal. */
export const silence = (): Promise<Response> => new Promise(() => {});

/** A response with this body and media type. */
export function text(
  body: BodyInit | null,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  return new Response(body, {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

/** Send a POST, which the spec does not have yet and the types therefore refuse. */
export function post(dis: DisClient, body: unknown): Promise<{ data?: unknown; error?: unknown }> {
  const send = rawClient(dis).POST as (path: string, init: object) => ReturnType<typeof post>;
  return send(path, { params: { path: { project_id: projectId, ...task } }, body });
}

/**
 * Call an operation that the spec does not have yet, by the function that an `Auth` receives for
 * requests of its own.
 */
export async function perform(
  fetch: DisClientOptions["fetch"],
  operation: OperationDescriptor,
  params: Readonly<Record<string, unknown>> = {},
  options: Partial<DisClientOptions> = {},
): Promise<WithResponse<unknown>> {
  let result: WithResponse<unknown> | undefined;
  const authorize: Auth["authorize"] = async ({ request, signal }) => {
    result = await request(operation, params, { signal, endpoint: "https://dis.example.com" });
    // Ends the call before a request of its own.
    throw result;
  };
  const dis = clientOf(fetch, { ...options, auth: { authorize } });
  // The time limit of the client is for the operation.
  const thrown = await rejection(dis.showTransferTask(task, { timeoutMs: 30_000 }));
  if (result === undefined || thrown !== result) throw thrown;
  return result;
}
