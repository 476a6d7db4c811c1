import {
  createServer,
  type IncomingMessage,
  request as requestHttp,
  type Server,
  type ServerResponse,
} from "node:http";
import { request as requestHttps } from "node:https";
import type { AddressInfo } from "node:net";
import type { Auth } from "../../client/src/auth.ts";
import { sensitive } from "../../client/src/generated/data.ts";
import { checkOptions } from "../../client/src/options.ts";
import { scrub } from "../../client/src/redact.ts";
import { createTransport } from "../../client/src/transport.ts";
import { checkBase } from "../../client/src/url.ts";

interface ForwarderOptions {
  /** Address of the service. */
  readonly endpoint: string;
  /** Address of its IAM, where there is one to be asked. */
  readonly iamEndpoint?: string | undefined;
  readonly projectId: string;
  /** Authenticates a request that carries the stand-in for a token. */
  readonly auth: Auth;
  /** What the stand-in for a password stands for. */
  readonly password?: string | undefined;
}

interface Forwarder {
  /** Where the service is reached. */
  readonly endpoint: string;
  /** Where IAM is reached. */
  readonly iamEndpoint: string | undefined;
  close(): void;
}

/** What a tool is given in place of a secret. */
export const standIns = {
  token: "stand-in-for-a-token",
  password: "stand-in-for-the-password",
} as const;

/** Headers that are about one connection, or about bytes that change on the way. */
const ofConnection = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
]);

/**
 * Stands between the service, with its IAM, and a tool that cannot sign and that may print or keep
 * whatever it sees. The tool sends stand-ins; what they stand for is put in here, by the client's
 * own authentication, so that a signature goes over the real host. Secrets in an answer, a token of
 * IAM among them, become stand-ins on the way back. All else goes through as it is.
 *
 * @throws DisConfigError when credentials may not be sent to an address.
 */
export async function startForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const { endpoint, iamEndpoint, projectId, auth, password } = options;
  const config = checkOptions({ endpoint, projectId, auth });
  const client = { config, transport: createTransport(config) };
  const secrets = new Set(password === undefined ? [] : [password]);
  /** Tokens that IAM gave out, by their stand-ins. */
  const issued = new Map<string, string>();
  const servers: Server[] = [];

  function withPassword(body: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
    const quoted = JSON.stringify(standIns.password);
    // Of other bytes nobody knows that they are text.
    if (password === undefined || !body.includes(quoted)) return body;
    return Buffer.from(body.toString().replaceAll(quoted, () => JSON.stringify(password)));
  }

  async function authenticate(
    method: string,
    url: string,
    headers: Headers,
    body: Buffer<ArrayBuffer>,
  ) {
    const token = headers.get("x-auth-token");
    if (token === null) return;
    headers.set("x-auth-token", issued.get(token) ?? token);
    if (token !== standIns.token) return;
    headers.delete("x-auth-token");
    const known = await auth.authorize({
      operationId: "forward",
      projectId,
      signal: AbortSignal.timeout(config.timeoutMs),
      client,
      method,
      url,
      headers,
      body,
    });
    for (const secret of known) secrets.add(secret);
  }

  function withStandIns(name: string, value: string): string {
    if (name !== "x-subject-token") return scrub(value, secrets);
    const standIn = `${standIns.token}-${issued.size + 1}`;
    issued.set(standIn, value);
    secrets.add(value);
    return standIn;
  }

  async function forward(base: string, request: IncomingMessage, response: ServerResponse) {
    const { method = "", url: target = "" } = request;
    const headers = new Headers(headersOf(request));
    const body = withPassword(await bytesOf(request));
    await authenticate(method, base + target, headers, body);
    const answer = await send(base, target, method, headers, body, config.timeoutMs);
    for (const [name, value] of headersOf(answer)) {
      // A tool that follows it would judge the answer of somebody else.
      if (name !== "location") response.setHeader(name, withStandIns(name, value));
    }
    const text = (await bytesOf(answer)).toString();
    // An answer has a status.
    response.statusCode = answer.statusCode as number;
    response.end(masked(text, secrets));
  }

  async function start(base: string): Promise<string> {
    // Node's own limit is shorter than one long token.
    const server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
      forward(base, request, response).catch((error: unknown) => {
        console.error(`error: ${base} was not reached: ${scrub(`${error}`, secrets)}`);
        response.destroy();
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // A server that listens on a port has an address of this kind.
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const iamBase = iamEndpoint && checkBase("iamEndpoint", iamEndpoint, config.allowHttp);
  return {
    endpoint: await start(config.base),
    iamEndpoint: iamBase && (await start(iamBase)),
    close() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** Sends bytes as they are: `fetch` would tidy up the path, and refuse some methods and bodies. */
function send(
  base: string,
  target: string,
  method: string,
  headers: Headers,
  body: Buffer,
  timeoutMs: number,
): Promise<IncomingMessage> {
  const { protocol, hostname, port, pathname } = new URL(base);
  const request = protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      // Without the brackets of an IPv6 address.
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port,
      path: pathname.replace(/\/$/, "") + target,
      method,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...Object.fromEntries(headers),
        ...(body.length > 0 && { "content-length": body.length }),
      },
    });
    outgoing.on("response", resolve).on("error", reject).end(body);
  });
}

/** The headers that are meant for whoever is at the other end. */
function headersOf({ headersDistinct }: IncomingMessage): [name: string, value: string][] {
  return Object.entries(headersDistinct)
    .filter(([name]) => !ofConnection.has(name))
    .map(([name, values = []]) => [name, values.join(", ")]);
}

async function bytesOf(message: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A body without secrets, and without what the spec calls sensitive. */
function masked(text: string, secrets: ReadonlySet<string>): string {
  const names: readonly string[] = sensitive;
  try {
    const body = JSON.parse(text, (key, value) => {
      if (typeof value !== "string") return value;
      return names.includes(key) ? "********" : scrub(value, secrets);
    });
    return JSON.stringify(body);
  } catch {
    return scrub(text, secrets);
  }
}
