import { gzipSync } from "node:zlib";
import { type Auth, accessKey, type DisClientOptions, token } from "@dis-openapi/client";
import { iamPassword } from "@dis-openapi/client/iam";
import { type Exchange, type Handler, head } from "./fault-server.ts";

/** Secrets that a test adds to responses, to check that none is shown. */
export interface Planted {
  /** Additional keys of a task. */
  readonly task: object;
  readonly iamToken: string;
}

export type FaultExchange = Exchange & { readonly planted?: Planted };

export const projectId = "0123456789abcdef0123456789abcdef";
export const stream = "newstream";

const byToken = () => token("token-of-the-program");
const byKey = () =>
  accessKey({ ak: "AKEXAMPLE0000000TEST", sk: "SKExampleSecretKeyForTestVectorsOnly0000" });
const byPassword = (endpoint: string) =>
  iamPassword({ endpoint, domain: "domain", user: "user", password: "password-of-the-user" });

export interface Fault {
  /** Name in the table of docs/reliability.md. */
  readonly name: string;
  readonly handle: (world: { otherOrigin: string }) => (exchange: FaultExchange) => void;
  readonly auth: (origin: string) => Auth;
  readonly options?: Partial<DisClientOptions>;
  /** Nobody listens. */
  readonly refused?: boolean;
  /** The client speaks TLS to it. */
  readonly tls?: boolean;
  /** How often every call is made, one after the other. Default 1. */
  readonly rounds?: number;
  /** Between rounds, wait until the server has closed every connection. */
  readonly closes?: boolean;
  /** The caller aborts while the server keeps every call waiting, or while all calls pause. */
  readonly abort?: "waiting" | "pausing";
  /** Possible attempts of each of a thousand calls. Default: those of a single call. */
  readonly attemptsOfMany?: readonly number[];
  /** Replacements for a thousand calls. */
  readonly many?: Pick<Fault, "handle" | "options">;
  readonly expected: Expected;
}

export interface Expected {
  readonly outcome: "task" | "abort" | "connection" | "timeout" | "parse" | number;
  /** Code of a response error. */
  readonly code?: string;
  /** Matches the error's message, to distinguish faults of the same class. */
  readonly says?: RegExp;
  readonly attempts: number;
  /** Longest duration of the call on the fake clock, and the limit that sets it. */
  readonly atMost: { readonly ms: number; readonly by: string };
  /** Shortest time between the first and the second attempt, in milliseconds. */
  readonly pausesMs?: number;
}

/** Without a pause. */
const atOnce = { ms: 0, by: "at once" };
const onePause = { ms: 250, by: "one pause, 0.25 s" };
const twoPauses = { ms: 750, by: "two pauses, 0.75 s" };
const inAll = { ms: 90_000, by: "`totalTimeoutMs`, 90 s" };
const outOfTime: Expected = {
  outcome: "timeout",
  says: /totalTimeoutMs \(90000\)/,
  attempts: 3,
  atMost: inAll,
};

const shards = [{ partitionId: "shardId-0000000000", state: "RUNNING", discard: 0 }];

/** A task with the name that the call queried. */
export function task({ path, planted }: FaultExchange, extra: object = {}): object {
  return {
    stream_name: stream,
    task_name: path.split("/").at(-1),
    state: "RUNNING",
    partitions: shards,
    ...extra,
    ...planted?.task,
  };
}

export const good = (exchange: FaultExchange) => exchange.reply(200, task(exchange));
const json = (exchange: FaultExchange, extra?: object) => JSON.stringify(task(exchange, extra));

const gatewayRefusal = {
  error_code: "APIGW.0301",
  error_msg: "Incorrect IAM authentication information: verify signature fail",
};
const gatewayThrottles = {
  error_code: "APIGW.0308",
  error_msg: "The throttling threshold has been reached",
};
const notFound = { errorCode: "DIS.4354", message: "The task does not exist." };
const page = "<html><body><h1>It works!</h1></body></html>";
const html = { "Content-Type": "text/html" };

/** Misbehave for the first requests of each call, then return the task. */
const first =
  (times: number, fault: FaultHandler): FaultHandler =>
  (exchange) =>
    exchange.nth > times ? good(exchange) : fault(exchange);

const status =
  (code: number, body: object | string = "", headers: Record<string, string> = {}): Handler =>
  (exchange) =>
    exchange.reply(code, body, headers);

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

const realSetInterval = globalThis.setInterval;

/** Write a piece every 100 ms without end. */
function trickle({ socket, write }: Exchange, piece: string): void {
  write(piece);
  const timer = realSetInterval(() => write(piece), 100);
  socket.on("close", () => clearInterval(timer));
}

const chunked = (exchange: Exchange, ...chunks: string[]) =>
  exchange.write(
    head(200, { "Content-Type": "application/json", "Transfer-Encoding": "chunked" }) +
      chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`).join(""),
  );

function nested(depth: number): FaultHandler {
  // With enough digits that the client searches for an integer that would be rounded.
  const deep = `${"[".repeat(depth)}9007199254740990${"]".repeat(depth)}`;
  return (exchange) => exchange.reply(200, json(exchange).replace(/}$/, `,"deep":${deep}}`));
}

type FaultHandler = ReturnType<Fault["handle"]>;

type Row = Omit<Fault, "auth" | "handle" | "name"> & {
  auth?: Fault["auth"];
  handle?: FaultHandler;
  world?: Fault["handle"];
};

const rows: Record<string, Row> = {
  // Connections
  "connection refused": {
    refused: true,
    expected: { outcome: "connection", says: /ECONNREFUSED/, attempts: 3, atMost: twoPauses },
  },
  "plain HTTP where TLS is expected": {
    tls: true,
    expected: { outcome: "connection", attempts: 3, atMost: twoPauses },
  },
  "reset before the response": {
    handle: ({ reset }) => reset(),
    expected: { outcome: "connection", attempts: 3, atMost: twoPauses },
  },
  "closed before the response": {
    handle: ({ end }) => end(),
    expected: { outcome: "connection", attempts: 3, atMost: twoPauses },
  },
  "closed within the headers": {
    handle: ({ end }) => end("HTTP/1.1 200 OK\r\nContent-Le"),
    expected: { outcome: "connection", attempts: 3, atMost: twoPauses },
  },
  "reset within the body": {
    handle: (exchange) => {
      exchange.write(head(200, { "Content-Type": "application/json", "Content-Length": "1000" }));
      exchange.write(json(exchange).slice(0, -10));
      // Reset after the written part has been sent, so that the client has read some of the body.
      exchange.socket.write(" ", () => exchange.reset());
    },
    expected: { outcome: "connection", attempts: 3, atMost: twoPauses },
  },
  "reset once, then the task": {
    handle: first(1, ({ reset }) => reset()),
    expected: { outcome: "task", attempts: 2, atMost: onePause },
  },
  "another protocol (an SSH banner)": {
    handle: ({ end }) => end("SSH-2.0-OpenSSH_9.6\r\n"),
    expected: { outcome: "connection", attempts: 3, atMost: twoPauses },
  },
  "32 KiB of headers, without end": {
    handle: (exchange) => {
      exchange.write(`HTTP/1.1 200 OK\r\n${`X-Padding: ${"x".repeat(1000)}\r\n`.repeat(32)}`);
      exchange.hold();
    },
    expected: { outcome: "connection", attempts: 3, atMost: twoPauses },
  },
  "idle connection closed by the server between two calls": {
    handle: (exchange) => {
      good(exchange);
      exchange.end();
    },
    rounds: 2,
    closes: true,
    expected: { outcome: "task", attempts: 1, atMost: atOnce },
  },
  "idle connection reset by the server as the next call arrives": {
    // The second request for a task is the first attempt of the second round.
    handle: (exchange) => (exchange.nth === 2 ? exchange.reset() : good(exchange)),
    rounds: 2,
    expected: { outcome: "task", attempts: 2, atMost: onePause },
  },

  // Silence
  "silence instead of headers": {
    handle: ({ hold }) => hold(),
    expected: outOfTime,
  },
  "a body that stalls half way": {
    handle: (exchange) => {
      exchange.write(head(200, { "Content-Type": "application/json", "Content-Length": "1000" }));
      exchange.write(json(exchange).slice(0, -10));
      exchange.hold();
    },
    expected: outOfTime,
  },
  "a body that stalls once, then the task": {
    handle: first(1, (exchange) => {
      chunked(exchange, json(exchange).slice(0, -10));
      exchange.hold();
    }),
    expected: {
      outcome: "task",
      attempts: 2,
      atMost: { ms: 30_250, by: "`timeoutMs`, 30 s, and a pause, 0.25 s" },
    },
  },
  "a body that stalls, one attempt only": {
    options: { retry: false },
    handle: (exchange) => {
      chunked(exchange, json(exchange).slice(0, -10));
      exchange.hold();
    },
    expected: {
      outcome: "timeout",
      says: /timeoutMs \(30000\)/,
      attempts: 1,
      atMost: { ms: 30_000, by: "`timeoutMs`, 30 s" },
    },
  },
  "a body of one blank every 100 ms": {
    handle: (exchange) => {
      exchange.write(head(200, { "Content-Type": "application/json" }));
      trickle(exchange, " ");
      exchange.hold();
    },
    expected: outOfTime,
  },
  "502 with a body that stalls": {
    handle: (exchange) => {
      exchange.write(head(502, { "Content-Type": "text/html", "Content-Length": "1000" }));
      exchange.write(page);
      exchange.hold();
    },
    expected: outOfTime,
  },
  "silence, and the caller gives up": {
    handle: ({ hold }) => hold(),
    abort: "waiting",
    expected: { outcome: "abort", attempts: 1, atMost: { ms: 0, by: "the caller's signal" } },
  },
  "a body that stalls, and the caller gives up": {
    handle: (exchange) => {
      exchange.write(head(200, { "Content-Type": "application/json", "Content-Length": "1000" }));
      exchange.write(json(exchange).slice(0, -10));
      exchange.hold();
    },
    abort: "waiting",
    expected: { outcome: "abort", attempts: 1, atMost: { ms: 0, by: "the caller's signal" } },
  },
  "503, and the caller gives up in the pause": {
    handle: status(503),
    abort: "pausing",
    expected: { outcome: "abort", attempts: 1, atMost: { ms: 0, by: "the caller's signal" } },
  },

  // Invalid successes
  "truncated JSON": {
    handle: (exchange) => exchange.reply(200, json(exchange).slice(0, -10)),
    expected: { outcome: "parse", says: /JSON/, attempts: 1, atMost: atOnce },
  },
  "200 with HTML": {
    handle: status(200, page, html),
    expected: { outcome: "parse", says: /JSON.*\(text\/html\)/, attempts: 1, atMost: atOnce },
  },
  "200 with an empty body": {
    handle: status(200),
    expected: { outcome: "parse", says: /empty/, attempts: 1, atMost: atOnce },
  },
  "204, no content": {
    handle: status(204),
    expected: { outcome: "parse", says: /empty/, attempts: 1, atMost: atOnce },
  },
  "200 with a JSON text instead of an object": {
    handle: status(200, '"OK"'),
    expected: { outcome: "parse", says: /JSON object/, attempts: 1, atMost: atOnce },
  },
  "200 with a JSON array instead of an object": {
    handle: status(200, "[]"),
    expected: { outcome: "parse", says: /JSON object/, attempts: 1, atMost: atOnce },
  },
  "200 with null": {
    handle: status(200, "null"),
    expected: { outcome: "parse", says: /JSON object/, attempts: 1, atMost: atOnce },
  },
  "the wrong content type (JSON as text/plain)": {
    handle: (exchange) => exchange.reply(200, task(exchange), { "Content-Type": "text/plain" }),
    expected: { outcome: "task", attempts: 1, atMost: atOnce },
  },
  "no content type": {
    handle: (exchange) => exchange.reply(200, task(exchange), { "Content-Type": undefined }),
    expected: { outcome: "task", attempts: 1, atMost: atOnce },
  },
  "the wrong charset (UTF-8 as ISO-8859-1)": {
    handle: (exchange) =>
      exchange.reply(200, task(exchange, { agency_name: "Agentür" }), {
        "Content-Type": "application/json; charset=iso-8859-1",
      }),
    expected: { outcome: "task", attempts: 1, atMost: atOnce },
  },
  "another charset (ISO-8859-1 as such)": {
    handle: (exchange) =>
      exchange.reply(200, Buffer.from(json(exchange, { agency_name: "Agentür" }), "latin1"), {
        "Content-Type": "application/json; charset=iso-8859-1",
      }),
    expected: { outcome: "parse", says: /not UTF-8/, attempts: 1, atMost: atOnce },
  },
  "invalid UTF-8": {
    handle: (exchange) =>
      exchange.reply(200, Buffer.from(json(exchange, { agency_name: "\xc3(" }), "latin1")),
    expected: { outcome: "parse", says: /not UTF-8/, attempts: 1, atMost: atOnce },
  },
  "a byte order mark before the JSON": {
    handle: (exchange) => exchange.reply(200, `\uFEFF${json(exchange)}`),
    expected: { outcome: "task", attempts: 1, atMost: atOnce },
  },
  "an integer that a number cannot hold": {
    handle: (exchange) =>
      exchange.reply(200, json(exchange).replace('"discard":0', '"discard":9007199254740993')),
    expected: {
      outcome: "parse",
      says: /partitions.*0.*discard/,
      attempts: 1,
      atMost: atOnce,
    },
  },
  "11 MiB, announced": {
    handle: (exchange) =>
      exchange.reply(200, Buffer.alloc(11 * 2 ** 20, " "), { Connection: "close" }),
    // Smaller for a thousand calls, which would otherwise measure the memory.
    many: {
      options: { maxResponseBytes: 65_536 },
      handle: () => (exchange) => exchange.reply(200, " ".repeat(72_089), { Connection: "close" }),
    },
    expected: {
      outcome: "parse",
      says: /larger than maxResponseBytes/,
      attempts: 1,
      // Reading 10 MiB takes turns of the event loop, during which some fake time passes.
      atMost: { ms: 30_000, by: "`maxResponseBytes`, 10 MiB" },
    },
  },
  "a body without end": {
    options: { maxResponseBytes: 65_536 },
    handle: (exchange) => {
      exchange.write(head(200, { "Content-Type": "application/json" }) + " ".repeat(262_144));
    },
    expected: {
      outcome: "parse",
      says: /larger than maxResponseBytes \(65536\)/,
      attempts: 1,
      atMost: { ms: 0, by: "`maxResponseBytes`, set to 64 KiB" },
    },
  },
  "a gzip bomb": {
    options: { maxResponseBytes: 65_536 },
    handle: (exchange) =>
      exchange.reply(200, gzipSync(Buffer.alloc(2 ** 20, " ")), { "Content-Encoding": "gzip" }),
    expected: {
      outcome: "parse",
      says: /larger than maxResponseBytes \(65536\)/,
      attempts: 1,
      atMost: { ms: 0, by: "`maxResponseBytes`, set to 64 KiB" },
    },
  },
  "500 without end": {
    options: { maxResponseBytes: 65_536 },
    handle: (exchange) => {
      exchange.write(head(500, html) + " ".repeat(262_144));
    },
    expected: { outcome: 500, attempts: 3, atMost: twoPauses },
  },
  "nesting 50,000 levels deep": {
    handle: nested(50_000),
    // Smaller for a thousand calls, which would otherwise measure JSON.parse.
    many: { handle: () => nested(1000) },
    expected: { outcome: "task", attempts: 1, atMost: atOnce },
  },

  // Framing
  "gzip, correct": {
    handle: (exchange) =>
      exchange.reply(200, gzipSync(json(exchange)), { "Content-Encoding": "gzip" }),
    expected: { outcome: "task", attempts: 1, atMost: atOnce },
  },
  "invalid gzip": {
    handle: (exchange) => exchange.reply(200, json(exchange), { "Content-Encoding": "gzip" }),
    expected: { outcome: "connection", attempts: 3, atMost: twoPauses },
  },
  "truncated gzip": {
    handle: (exchange) =>
      exchange.reply(200, gzipSync(json(exchange)).subarray(0, -12), {
        "Content-Encoding": "gzip",
      }),
    // Node inflates the part it has and reports no error.
    expected: { outcome: "parse", says: /JSON/, attempts: 1, atMost: atOnce },
  },
  "Content-Length greater than the body": {
    handle: (exchange) => {
      exchange.write(head(200, { "Content-Type": "application/json", "Content-Length": "1000" }));
      exchange.end(json(exchange));
    },
    expected: { outcome: "connection", attempts: 3, atMost: twoPauses },
  },
  "Content-Length smaller than the body": {
    handle: (exchange) => exchange.reply(200, json(exchange), { "Content-Length": "20" }),
    expected: { outcome: "parse", says: /JSON/, attempts: 1, atMost: atOnce },
  },
  "a chunk with an invalid size": {
    handle: (exchange) => {
      chunked(exchange, json(exchange).slice(0, -10));
      exchange.end("not hexadecimal\r\n");
    },
    expected: { outcome: "connection", attempts: 3, atMost: twoPauses },
  },
  "chunks without the last one": {
    handle: (exchange) => {
      chunked(exchange, json(exchange));
      exchange.end();
    },
    expected: { outcome: "connection", attempts: 3, atMost: twoPauses },
  },
  "HTTP/1.0 without a length": {
    handle: (exchange) =>
      exchange.end(`HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n${json(exchange)}`),
    expected: { outcome: "task", attempts: 1, atMost: atOnce },
  },
  "an informational response (103) before the task": {
    handle: (exchange) => {
      exchange.write("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n");
      good(exchange);
    },
    expected: { outcome: "task", attempts: 1, atMost: atOnce },
  },

  // Redirects
  "a redirect to the same origin": {
    handle: (exchange) => exchange.reply(302, "", { Location: "/v2/elsewhere" }),
    expected: { outcome: 302, says: /redirects/, attempts: 1, atMost: atOnce },
  },
  "a redirect to another origin": {
    world:
      ({ otherOrigin }) =>
      (exchange) =>
        exchange.reply(307, "", { Location: `${otherOrigin}${exchange.path}` }),
    expected: { outcome: 307, says: /redirects/, attempts: 1, atMost: atOnce },
  },
  "a redirect to another origin, signed call": {
    auth: byKey,
    world:
      ({ otherOrigin }) =>
      (exchange) =>
        exchange.reply(308, "", { Location: `${otherOrigin}${exchange.path}` }),
    expected: { outcome: 308, says: /redirects/, attempts: 1, atMost: atOnce },
  },
  "a redirect without a location": {
    handle: status(301),
    expected: { outcome: 301, says: /redirects/, attempts: 1, atMost: atOnce },
  },
  "304, not modified": {
    handle: status(304),
    expected: { outcome: 304, attempts: 1, atMost: atOnce },
  },

  // Credentials
  "401, token": {
    handle: status(401, gatewayRefusal),
    expected: { outcome: 401, code: "APIGW.0301", attempts: 1, atMost: atOnce },
  },
  "401, then the task with a new token of IAM": {
    auth: byPassword,
    handle: (exchange) => {
      if (exchange.path.startsWith("/v3/auth/tokens")) issueToken(exchange);
      else if (exchange.headers["x-auth-token"]?.endsWith("-1")) {
        exchange.reply(401, gatewayRefusal);
      } else good(exchange);
    },
    expected: { outcome: "task", attempts: 2, atMost: atOnce },
  },
  "401 for ever, with tokens of IAM": {
    // One call retries for all: five refusals lock a key.
    attemptsOfMany: [1, 2],
    auth: byPassword,
    handle: (exchange) => {
      if (exchange.path.startsWith("/v3/auth/tokens")) issueToken(exchange);
      else exchange.reply(401, gatewayRefusal);
    },
    expected: { outcome: 401, code: "APIGW.0301", attempts: 2, atMost: atOnce },
  },
  "IAM refuses the password": {
    auth: byPassword,
    handle: status(401, { error: { code: 401, message: "Wrong password", title: "Unauthorized" } }),
    expected: { outcome: 401, code: "401", attempts: 1, atMost: atOnce },
  },
  "IAM unavailable": {
    auth: byPassword,
    handle: status(503),
    expected: { outcome: 503, says: /^createToken/, attempts: 3, atMost: twoPauses },
  },
  "IAM silent": {
    auth: byPassword,
    handle: ({ hold }) => hold(),
    expected: { outcome: "timeout", attempts: 0, atMost: inAll },
  },
  "IAM returns no token": {
    auth: byPassword,
    handle: (exchange) =>
      exchange.path.startsWith("/v3/auth/tokens")
        ? exchange.reply(201, { token: {} })
        : good(exchange),
    expected: { outcome: "parse", says: /^createToken/, attempts: 1, atMost: atOnce },
  },
  "a clock that is an hour slow": {
    auth: byKey,
    handle: (exchange) => {
      const [, y, mo, d, h, mi, s] =
        /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(exchange.headers["x-sdk-date"] ?? "") ??
        [];
      const theirs = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
      const ours = Date.now() + 3_600_000;
      // The gateway accepts 15 minutes.
      if (Math.abs(theirs - ours) <= 900_000) good(exchange);
      else exchange.reply(401, gatewayRefusal, { Date: inSeconds(3600) });
    },
    expected: { outcome: "task", attempts: 2, atMost: atOnce },
  },
  "401, signed call with a correct clock": {
    auth: byKey,
    handle: (exchange) => exchange.reply(401, gatewayRefusal, { Date: inSeconds(0) }),
    expected: { outcome: 401, code: "APIGW.0301", attempts: 1, atMost: atOnce },
  },
  "401, signed call with a wrong clock, which is not the cause": {
    // One call retries for all: five refusals lock a key.
    attemptsOfMany: [1, 2],
    auth: byKey,
    handle: (exchange) => exchange.reply(401, gatewayRefusal, { Date: inSeconds(3600) }),
    expected: { outcome: 401, code: "APIGW.0301", attempts: 2, atMost: atOnce },
  },
  "403, not allowed": {
    handle: status(403, { errorCode: "DIS.4116", message: "Invalid RBAC." }),
    expected: { outcome: 403, code: "DIS.4116", attempts: 1, atMost: atOnce },
  },

  // Refused requests
  "400, the task does not exist": {
    handle: status(400, notFound),
    expected: { outcome: 400, code: "DIS.4354", attempts: 1, atMost: atOnce },
  },
  "404 with HTML": {
    handle: status(404, page, html),
    expected: { outcome: 404, attempts: 1, atMost: atOnce },
  },
  "400, too many requests (DIS.4305), then the task": {
    handle: first(1, status(400, { errorCode: "DIS.4305", message: "Too many requests." })),
    expected: { outcome: "task", attempts: 2, atMost: onePause },
  },
  "400, blocked after too many failures (DIS.4309)": {
    handle: status(400, { errorCode: "DIS.4309", message: "Too many failures." }),
    expected: { outcome: 400, code: "DIS.4309", attempts: 1, atMost: atOnce },
  },
  "429, blocked after too many failures (DIS.4309)": {
    handle: status(429, { errorCode: "DIS.4309", message: "Too many failures." }),
    expected: { outcome: 429, code: "DIS.4309", attempts: 1, atMost: atOnce },
  },
  "429 without Retry-After, then the task": {
    handle: first(1, status(429, gatewayThrottles)),
    expected: { outcome: "task", attempts: 2, atMost: onePause },
  },
  "429 for ever": {
    handle: status(429, gatewayThrottles),
    expected: { outcome: 429, code: "APIGW.0308", attempts: 3, atMost: twoPauses },
  },
  "429 with Retry-After in seconds, then the task": {
    handle: first(1, status(429, gatewayThrottles, { "Retry-After": "7" })),
    expected: {
      outcome: "task",
      attempts: 2,
      atMost: { ms: 7000, by: "`Retry-After`, 7 s" },
      pausesMs: 7000,
    },
  },
  "429 with Retry-After as a date, then the task": {
    handle: first(1, (exchange) =>
      exchange.reply(429, gatewayThrottles, { "Retry-After": inSeconds(7), Date: inSeconds(0) }),
    ),
    expected: {
      outcome: "task",
      attempts: 2,
      atMost: { ms: 7000, by: "`Retry-After`, 7 s" },
      // A date has no milliseconds.
      pausesMs: 6000,
    },
  },
  "429 with Retry-After as a date in the past, then the task": {
    handle: first(1, (exchange) =>
      exchange.reply(429, gatewayThrottles, { "Retry-After": inSeconds(-60) }),
    ),
    expected: { outcome: "task", attempts: 2, atMost: atOnce },
  },
  "429 with a Retry-After above the limit": {
    handle: status(429, gatewayThrottles, { "Retry-After": "61" }),
    expected: {
      outcome: 429,
      says: /Retry-After: 61 s/,
      attempts: 1,
      atMost: { ms: 0, by: "`maxRetryAfterMs`, 60 s" },
    },
  },
  "429 with a Retry-After longer than the rest of the total": {
    options: { totalTimeoutMs: 5000 },
    handle: status(429, gatewayThrottles, { "Retry-After": "7" }),
    expected: {
      outcome: 429,
      says: /Retry-After: 7 s/,
      attempts: 1,
      atMost: { ms: 0, by: "`totalTimeoutMs`, set to 5 s" },
    },
  },
  "429 with an invalid Retry-After, then the task": {
    handle: first(1, status(429, gatewayThrottles, { "Retry-After": "soon" })),
    expected: { outcome: "task", attempts: 2, atMost: onePause },
  },
  "429 with a negative Retry-After, then the task": {
    handle: first(1, status(429, gatewayThrottles, { "Retry-After": "-1" })),
    expected: { outcome: "task", attempts: 2, atMost: onePause },
  },

  // Server errors
  ...Object.fromEntries(
    [408, 500, 502, 503, 504].map((code): [string, Row] => [
      `${code}, then the task`,
      {
        handle: first(1, status(code)),
        expected: { outcome: "task", attempts: 2, atMost: onePause },
      },
    ]),
  ),
  "502 with HTML": {
    handle: status(502, page, html),
    expected: {
      outcome: 502,
      says: /502 .*\(text\/html\)/,
      attempts: 3,
      atMost: twoPauses,
    },
  },
  "500 for ever": {
    handle: status(500, { errorCode: "DIS.5000", message: "System error." }),
    expected: { outcome: 500, code: "DIS.5000", attempts: 3, atMost: twoPauses },
  },
  "503 with Retry-After, then the task": {
    handle: first(1, status(503, "", { "Retry-After": "7" })),
    expected: {
      outcome: "task",
      attempts: 2,
      atMost: { ms: 7000, by: "`Retry-After`, 7 s" },
      pausesMs: 7000,
    },
  },
  "501, not implemented": {
    handle: status(501),
    expected: { outcome: 501, attempts: 1, atMost: atOnce },
  },
};

export function issueToken(exchange: FaultExchange): void {
  exchange.reply(
    201,
    { token: { expires_at: new Date(Date.now() + 86_400_000).toISOString() } },
    { "X-Subject-Token": `${exchange.planted?.iamToken ?? "token-from-iam"}-${exchange.nth}` },
  );
}

export const faults: readonly Fault[] = Object.entries(rows).map(
  ([name, { handle = good, world = () => handle, auth = byToken, ...row }]) => ({
    name,
    auth,
    handle: world,
    ...row,
  }),
);
