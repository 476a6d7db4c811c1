import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Answer, Call, Mock } from "./mock.js";
import type { MockDis, ServerOptions } from "./options.js";

/** Longest request body: the gateway takes 12 MB. */
const maxBodyBytes = 12 * 1024 * 1024;

/** Longest headers in all, as at the gateway. Node's own limit is shorter than one long token. */
const maxHeaderBytes = 128 * 1024;

/** Header in which the mock says why it answers so. */
const noteHeader = "X-Mock-Note";

const corsHeaders = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": `X-Request-Id, Retry-After, Date, X-Subject-Token, X-IAM-Trace-Id, ${noteHeader}`,
};

const preflightHeaders = {
  "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
  "Access-Control-Allow-Headers":
    "Authorization, Content-Type, Prefer, User-Agent, X-Auth-Token, X-Project-Id, X-Sdk-Content-Sha256, X-Sdk-Date, X-Security-Token",
  "Access-Control-Max-Age": "600",
};

export async function listen(
  mock: Mock,
  { port = 0, host = "127.0.0.1", now = Date.now }: ServerOptions = {},
): Promise<MockDis> {
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const date = new Date(now()).toUTCString();
    if (request.method === "OPTIONS") {
      setHeaders(response, { ...corsHeaders, ...preflightHeaders, Date: date });
      response.writeHead(204).end();
      return;
    }
    const body = await readBody(request);
    const call: Call = {
      method: request.method ?? "",
      target: request.url ?? "",
      headers: singleHeaders(request),
      body: body ?? Buffer.alloc(0),
      requestId: newRequestId(),
    };
    const unreadable =
      (!body && `the body is longer than ${maxBodyBytes} bytes`) ||
      (call.headers.host === undefined && request.httpVersion === "1.1" && "there is no Host");
    const answer = unreadable ? mock.unreadable(call, unreadable) : await mock.answer(call);
    setHeaders(response, headersFor(answer, date));
    // Not `writeHead`, which would leave Node no chance to tell the length.
    response.statusCode = answer.status;
    response.end(JSON.stringify(answer.body));
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    handle(request, response).catch((error: unknown) => {
      // A caller who has left needs no answer.
      if (request.errored || response.destroyed) return;
      console.error("mock:", error);
      setHeaders(response, corsHeaders);
      response.writeHead(500).end();
    });
  }

  /** Answers what is not HTTP, and so has neither a request nor a response. */
  function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const call = { method: "", target: "", headers: {}, body: Buffer.alloc(0) };
    const answer = mock.unreadable({ ...call, requestId: newRequestId() }, error.message);
    const body = JSON.stringify(answer.body);
    const headers = {
      ...headersFor(answer, new Date(now()).toUTCString()),
      "Content-Length": Buffer.byteLength(body),
      Connection: "close",
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const status = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`;
    socket.end([status, ...lines, "", body].join("\r\n"));
  }

  // Where Node answers by itself, it sends no body: here the spec decides.
  const server = createServer({ maxHeaderSize: maxHeaderBytes, requireHostHeader: false }, serve);
  server.on("checkExpectation", serve);
  server.on("clientError", refuse);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  // A server that listens on a port has an address of this kind.
  const address = server.address() as AddressInfo;
  const endpoint = `http://${urlHost(address)}:${address.port}`;
  return {
    endpoint,
    iamEndpoint: endpoint,
    close: () =>
      new Promise((resolve) => {
        // An error says that the server is closed already, which is what was asked for.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function newRequestId(): string {
  return randomUUID().replaceAll("-", "");
}

/** Everything that goes with an answer. */
function headersFor({ headers, note }: Answer, date: string): Record<string, string> {
  return {
    ...corsHeaders,
    ...headers,
    // A header has room for printable ASCII only.
    ...(note && { [noteHeader]: note.replace(/[^\x20-\x7e]/g, "?") }),
    Date: date,
  };
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/**
 * The whole body; undefined when it is too long. It is read to the end even so: otherwise the
 * caller would see a reset in place of the answer.
 */
async function readBody(request: IncomingMessage): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= maxBodyBytes) chunks.push(chunk);
  }
  return length <= maxBodyBytes ? Buffer.concat(chunks) : undefined;
}

/** Headers by lower-case name; of the few that Node keeps as lists, the values joined. */
function singleHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

/** The host as it stands in a URL; for an address that means every interface, the loopback one. */
function urlHost({ address, family }: AddressInfo): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "[::1]";
  return family === "IPv6" ? `[${address}]` : address;
}
