import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer, request as requestHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { urlToHttpOptions } from "node:url";

export interface ProxiedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ProxiedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request as the proxy received it, and the response as the proxy sent it. */
export interface Recorded {
  readonly request: ProxiedRequest;
  readonly response: ProxiedResponse;
}

interface ProxyOptions {
  /** Change a request before it is passed on. */
  readonly onRequest?: (request: ProxiedRequest) => ProxiedRequest | Promise<ProxiedRequest>;
  /** Change a response before it is passed back; the request is the one received. */
  readonly onResponse?: (response: ProxiedResponse, request: ProxiedRequest) => ProxiedResponse;
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
}

export interface RecordingProxy {
  readonly endpoint: string;
  /** In the order of the responses. */
  readonly recorded: readonly Recorded[];
  close(): Promise<void>;
}

/** Headers of one connection, and those that Node derives from the body. */
const ofConnection = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"]);

/** Node's default is shorter than one long token. */
const maxHeaderSize = 128 * 1024;

/** Longest wait for a response, in milliseconds. */
const limitMs = 60_000;

/** Listen on a free port of loopback, pass requests on to a base URL, and record them. */
export async function openProxy(base: string, options: ProxyOptions = {}): Promise<RecordingProxy> {
  const { onRequest = (request) => request, onResponse = (response) => response, tls } = options;
  const recorded: Recorded[] = [];
  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = "", url: target = "" } = incoming;
    const body = await buffer(incoming);
    const request = { method, target, headers: withoutConnection(incoming), body };
    const response = onResponse(await send(base, await onRequest(request)), request);
    recorded.push({ request, response });
    outgoing.statusCode = response.status;
    for (const [name, value] of Object.entries(response.headers)) {
      if (value !== undefined) outgoing.setHeader(name, value);
    }
    outgoing.end(response.body);
  }
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) =>
    void handle(incoming, outgoing).catch((error: unknown) => {
      console.error(`error: ${base} cannot be reached: ${error}`);
      outgoing.destroy();
    });
  const server = tls
    ? createTlsServer({ ...tls, maxHeaderSize }, listener)
    : createServer({ maxHeaderSize }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  // A server that listens on a port has an address of this type.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    recorded,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Send a request byte for byte: `fetch` would normalise the path, and refuse some methods, bodies
 * and headers.
 */
function send(
  base: string,
  { method, target, headers, body }: ProxiedRequest,
): Promise<ProxiedResponse> {
  const url = new URL(base);
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      ...urlToHttpOptions(url),
      path: url.pathname.replace(/\/$/, "") + target,
      method,
      maxHeaderSize,
      // A kept connection may be closed at the moment it is used again.
      agent: false,
      signal: AbortSignal.timeout(limitMs),
      headers: { ...headers, ...(body.length > 0 && { "content-length": body.length }) },
    });
    outgoing.on("error", reject).on("response", (incoming) => {
      buffer(incoming).then((bytes) => {
        // A response has a status.
        const status = incoming.statusCode as number;
        resolve({ status, headers: withoutConnection(incoming), body: bytes.toString("utf8") });
      }, reject);
    });
    outgoing.end(body);
  });
}

function withoutConnection({ headers }: IncomingMessage): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.has(name)));
}
