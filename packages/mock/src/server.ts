import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { MockRequest, MockResponse } from "./messages.js";
import type { Mock } from "./mock.js";
import type { MockDis, ServerOptions } from "./options.js";

/** Longest request body that the gateway accepts: 12 MB. */
const maxBodyBytes = 12 * 1024 * 1024;

/** Longest headers in total, as at the gateway. Node's default is shorter than one long token. */
const maxHeaderBytes = 128 * 1024;

/** Header with the reason for a response. */
const noteHeader = "X-Mock-Note";
const maxNoteLength = 4096;

/** Headers of every response. `X-Mock` tells it from one of the live service; the probe reads it. */
const commonHeaders = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": `X-Request-Id, Retry-After, Date, X-Subject-Token, X-IAM-Trace-Id, X-Mock, ${noteHeader}`,
  "X-Mock": "@dis-openapi/mock",
};

const preflightHeaders = {
  "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
  "Access-Control-Allow-Headers":
    "Authorization, Content-Type, Prefer, User-Agent, X-Auth-Token, X-Project-Id, X-Sdk-Content-Sha256, X-Sdk-Date, X-Security-Token",
  "Access-Control-Max-Age": "600",
};

export async function listen(
  mock: Mock,
  { port = 0, host = "127.0.0.1", now = Date.now, log }: ServerOptions = {},
): Promise<MockDis> {
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const date = new Date(now()).toUTCString();
    if (request.method === "OPTIONS") {
      setHeaders(response, { ...commonHeaders, ...preflightHeaders, Date: date });
      response.writeHead(204).end();
      return;
    }
    const body = await readBody(request);
    const incoming: MockRequest = {
      method: request.method ?? "",
      target: request.url ?? "",
      headers: singleHeaders(request),
      body: body ?? Buffer.alloc(0),
      requestId: newRequestId(),
    };
    const unreadable =
      (!body && `the body is longer than ${maxBodyBytes} bytes`) ||
      (incoming.headers.host === undefined && request.httpVersion === "1.1" && "Host is missing");
    const outgoing = unreadable ? mock.refuse(incoming, unreadable) : await mock.respond(incoming);
    setHeaders(response, headersFor(outgoing, date));
    // `writeHead` would keep Node from adding Content-Length.
    response.statusCode = outgoing.status;
    response.end(JSON.stringify(outgoing.body));
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    if (log) logWhenDone(request, response, log);
    handle(request, response).catch((error: unknown) => {
      // The caller has left.
      if (request.errored || response.destroyed) return;
      console.error("mock:", error);
      setHeaders(response, commonHeaders);
      response.writeHead(500).end();
    });
  }

  /** Respond to bytes that are not HTTP, for which Node makes neither a request nor a response. */
  function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const empty = { method: "", target: "", headers: {}, body: Buffer.alloc(0) };
    const outgoing = mock.refuse({ ...empty, requestId: newRequestId() }, error.message);
    log?.(`malformed request ${outgoing.status}`);
    const body = JSON.stringify(outgoing.body);
    const headers = {
      ...headersFor(outgoing, new Date(now()).toUTCString()),
      "Content-Length": Buffer.byteLength(body),
      Connection: "close",
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const status = `HTTP/1.1 ${outgoing.status} ${STATUS_CODES[outgoing.status]}`;
    socket.end([status, ...lines, "", body].join("\r\n"));
  }

  // Node sends no body with the errors that it handles itself, but the spec wants one.
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
  // A server that listens on a port has an address of this type.
  const address = server.address() as AddressInfo;
  const endpoint = `http://${urlHost(address)}:${address.port}`;
  return {
    endpoint,
    iamEndpoint: endpoint,
    close: () =>
      new Promise((resolve) => {
        // The callback gets an error when the server is already closed, which is fine.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Log a line once the response is sent. The query is left out, since it may hold a secret. */
function logWhenDone(
  { method, url }: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): void {
  const start = performance.now();
  response.on("close", () => {
    const ms = Math.round(performance.now() - start);
    log(`${method} ${url?.split("?", 1)[0]} ${response.statusCode} ${ms} ms`);
  });
}

function newRequestId(): string {
  return randomUUID().replaceAll("-", "");
}

/** Return all headers of a response. */
function headersFor({ headers, note }: MockResponse, date: string): Record<string, string> {
  return {
    ...commonHeaders,
    ...headers,
    // A header holds printable ASCII only, and clients limit its length.
    ...(note && { [noteHeader]: note.slice(0, maxNoteLength).replace(/[^\x20-\x7e]/g, "?") }),
    Date: date,
  };
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/**
 * Read the body; undefined when it is too long. Even then it is read to the end, because the caller
 * would otherwise see a reset instead of the response.
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

/** Return headers by lower-case name, with the few that Node keeps as lists joined. */
function singleHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

/** Return the host for a URL: loopback if the server listens on every interface. */
function urlHost({ address, family }: AddressInfo): string {
  if (address === "0.0.0.0") return "127.0.0.1";
  if (address === "::") return "[::1]";
  return family === "IPv6" ? `[${address}]` : address;
}
