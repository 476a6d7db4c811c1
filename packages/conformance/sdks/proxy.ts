import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Answer } from "./compare.ts";

/** One call and its answer, as they were on the wire. */
export interface Exchange extends Answer {
  /** The access key that signed it. */
  readonly ak: string | undefined;
  readonly method: string;
  /** Path and query, as the caller sent them. */
  readonly target: string;
}

export interface ProxyOptions {
  /** Base URL of the mock. */
  readonly mock: string;
  /** Changes a call before the mock gets it. */
  readonly change?: (call: Call) => Call;
  /** Changes the body of an answer to one of these calls. */
  readonly rewrite?: ((body: unknown, target: string) => unknown) | undefined;
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
}

interface Call {
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Proxy {
  readonly endpoint: string;
  /** In the order of their answers. */
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

/** Listens on a free port of loopback, passes calls on to the mock, and keeps what came back. */
export async function openProxy({ mock, change, rewrite, tls }: ProxyOptions): Promise<Proxy> {
  const exchanges: Exchange[] = [];
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const { method = "", url: target = "", headers } = incoming;
    const call = change?.({ target, headers }) ?? { target, headers };
    const answer = await pass(mock, incoming, call);
    const { status } = answer;
    const body = rewrite ? JSON.stringify(rewrite(JSON.parse(answer.body), target)) : answer.body;
    const [, ak] = /Access=([^,]+)/.exec(headers.authorization ?? "") ?? [];
    exchanges.push({ ak, method, target, status, requestId: answer.requestId, body });
    const { "content-length": _, ...kept } = answer.headers;
    response.writeHead(status, kept).end(body);
  };
  const listener = (incoming: IncomingMessage, response: ServerResponse) =>
    void handle(incoming, response).catch((error: unknown) => {
      // The caller reports it as the broken connection that it is.
      console.error("proxy:", error);
      response.destroy();
    });
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    exchanges,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends a call with all of its headers, that of its host included, since it may be signed. */
function pass(
  mock: string,
  call: IncomingMessage,
  { target, headers }: Call,
): Promise<Answer & { headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const { method } = call;
    const outgoing = request(mock, { method, path: target, headers }, (incoming) => {
      buffer(incoming).then((body) => {
        const { statusCode: status = 0, headers } = incoming;
        const [requestId] = [headers["x-request-id"]].flat();
        resolve({ status, headers, requestId, body: body.toString("utf8") });
      }, reject);
    });
    // Node's core sends a body with a GET.
    call.pipe(outgoing.on("error", reject));
  });
}
