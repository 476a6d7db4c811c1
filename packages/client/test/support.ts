import { vi } from "vitest";
import { createDisClient, type DisClient, type DisClientOptions, token } from "../src/index.js";

export const projectId = "0123456789abcdef0123456789abcdef";
export const task = { stream_name: "newstream", task_name: "newtask" };
export const path = "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}";
export const address = `https://dis.cn-north-4.myhuaweicloud.com/v2/${projectId}/streams/newstream/transfer-tasks/newtask`;

/** A request as the network saw it. */
export interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  readonly init: RequestInit;
}

type Reply = Response | Error | ((sent: Sent) => Response | Promise<Response>);

/** A `fetch` that gives one reply after the other, the last one for ever, and keeps what was sent. */
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

/** What a promise rejects with. It fails the test when the promise resolves. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const nothing = Symbol();
  const outcome = await promise.then(
    () => nothing,
    (reason: unknown) => reason,
  );
  if (outcome === nothing) throw new Error("resolved, although it had to reject");
  return outcome;
}

/** Time stands still; the pauses of the back-off are as long as they can be. */
export function stopTime(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  vi.setSystemTime(new Date("2024-01-15T08:30:00Z"));
  vi.spyOn(Math, "random").mockReturnValue(1);
}

export function startTime(): void {
  vi.restoreAllMocks();
  vi.useRealTimers();
}

/** A body that never ends, or a `fetch` that never answers, unless the signal is heeded. */
export function stalledBody(start = '{"stream_name":'): Response {
  return new Response(
    new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(start)),
    }),
  );
}
