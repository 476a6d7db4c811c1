/**
 * Comes before a sample, whose text knows the names below and no server: declares the one, and
 * leads what the sample sends to the cloud to the mock at `DIS_ENDPOINT`. What it sends anywhere
 * else fails.
 */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import {
  createDisClient,
  type DisClient,
  type DisClientOptions,
  fromEnv,
  type ShowTransferTaskParams,
} from "@dis-openapi/client";

declare global {
  var projectId: string;
  /** Where, in which project and as whom. */
  var options: DisClientOptions;
  /** A client with these. */
  var dis: DisClient;
  /** A task that there is. */
  var params: ShowTransferTaskParams;
}

const endpoint = process.env.DIS_ENDPOINT ?? "";
const direct = fetch;

globalThis.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.hostname === "127.0.0.1") return direct(input, init);
  if (/^https:\/\/[^/]+\.myhuaweicloud\.com$/.test(url.origin)) return toMock(url, init);
  // What a server of Huawei Cloud is told of its agency's keys.
  if (url.href === "http://169.254.169.254/openstack/latest/securitykey") {
    return Response.json({ credential: JSON.parse(process.env.SAMPLE_CREDENTIAL ?? "") });
  }
  throw new Error(`a sample reached out to ${url.href}`);
};

/** Under the name that was called, which is signed, and which no `fetch` lets one set. */
async function toMock({ host, pathname, search }: URL, init: RequestInit = {}): Promise<Response> {
  const call = request(`${endpoint}${pathname}${search}`, {
    method: init.method,
    headers: { ...Object.fromEntries(new Headers(init.headers)), host },
  });
  call.end(init.body);
  // The event has one argument, of this class.
  const [answer] = (await once(call, "response")) as [IncomingMessage];
  // An answer has a status.
  const { statusCode: status = 0, headersDistinct } = answer;
  const headers = Object.entries(headersDistinct).map(([name, values]) => [name, `${values}`]);
  return new Response(await text(answer), { status, headers });
}

globalThis.projectId = "0123456789abcdef0123456789abcdef";
globalThis.options = { endpoint, projectId, ...fromEnv() };
globalThis.dis = createDisClient(options);
globalThis.params = { stream_name: "newstream", task_name: "newtask" };
