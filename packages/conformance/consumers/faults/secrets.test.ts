import { format, inspect } from "node:util";
import {
  type Auth,
  accessKey,
  createDisClient,
  DisClientError,
  type DisClientOptions,
  DisConfigError,
  token,
} from "@dis-openapi/client";
import { describeError } from "@dis-openapi/client/codes";
import { iamPassword } from "@dis-openapi/client/iam";
import iam from "@dis-openapi/spec/iam.json" with { type: "json" };
import openapi from "@dis-openapi/spec/openapi.json" with { type: "json" };
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeClock } from "./clock.ts";
import type { Exchange } from "./fault-server.ts";
import { type Fault, type FaultExchange, faults, issueToken, projectId } from "./faults.ts";
import { runFault } from "./run-fault.ts";

/** Names of the fields that the specs mark as secret, read from the bundles, not from the client. */
const fields = new Set<string>();
// Visits every object of both bundles, with its key.
JSON.parse(
  JSON.stringify([openapi, iam]),
  (key, value: Record<string, { "x-sensitive"?: true }>) => {
    if (key !== "properties") return value;
    for (const [name, field] of Object.entries(value)) {
      if (field["x-sensitive"] === true) fields.add(name);
    }
    return value;
  },
);

interface Secrets {
  readonly token: string;
  readonly ak: string;
  readonly sk: string;
  readonly securityToken: string;
  readonly password: string;
  readonly iamToken: string;
  /** One for each secret field of a body. */
  readonly fields: Readonly<Record<string, string>>;
}

let serial = 0;

/**
 * A secret with awkward characters between two markers. The markers reveal a part of it in the
 * output even when the characters between them are escaped.
 */
function secret(middle: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return middle.map((text) => `MARK${serial}a${text}MARK${serial++}b`);
}
const visible = fc.string({
  unit: fc.constantFrom(..."\"\\'$&`%+<>.*()[]{}|^/=:,;aZ0"),
  maxLength: 12,
});
const anything = fc.string({ unit: "grapheme", maxLength: 12 });
const secretsOf: fc.Arbitrary<Secrets> = fc.record({
  token: secret(visible),
  ak: secret(fc.stringMatching(/^[A-Z0-9]{0,12}$/)),
  sk: secret(visible),
  securityToken: secret(visible),
  password: secret(anything),
  iamToken: secret(visible),
  fields: fc.record(Object.fromEntries([...fields].map((name) => [name, secret(anything)]))),
});

const markers = (text: string): string[] => text.match(/MARK\d+[ab]/g) ?? [];

/** Return everything that printing a value could show: own, inherited and hidden. */
function printed(value: unknown): string[] {
  const deep = { depth: Number.POSITIVE_INFINITY, maxArrayLength: null, maxStringLength: null };
  const texts = [
    inspect(value, deep),
    inspect(value, { ...deep, showHidden: true, getters: true }),
    format("%s %o %O %j", value, value, value, value),
    JSON.stringify(value, (_, entry) => (typeof entry === "bigint" ? String(entry) : entry)) ?? "",
    describeError(value),
  ];
  for (let at = value; at instanceof Error; at = at.cause) {
    const error: Error = at;
    texts.push(error.message, String(error.stack), String(error), error.name);
    // A logger that copies an error copies its own keys, hidden ones included.
    const own = Reflect.ownKeys(error).map((key) => [String(key), Reflect.get(error, key)]);
    texts.push(inspect(own, deep), JSON.stringify(own));
  }
  return texts;
}

/** Return the credentials that a request carries in its headers. */
function credentials({ headers }: Exchange): string {
  return [headers.authorization, headers["x-auth-token"], headers["x-security-token"]]
    .filter(Boolean)
    .join(" ");
}

/** Return the fault of a server that adds secrets to every response. */
function planting(fault: Fault, secrets: Secrets, iamWorks: boolean): Fault["handle"] {
  return (world) => {
    const handle = fault.handle(world);
    return (exchange) => {
      const planted = {
        // Last in the body, where a JSON parser quotes it in its error.
        task: { dws_destination_descripton: { ...secrets.fields }, ...secrets.fields },
        iamToken: secrets.iamToken,
      };
      // Proxies and careless servers echo requests.
      const sent = `${credentials(exchange)} ${exchange.body}`;
      const reply: Exchange["reply"] = (status, body = "", headers = {}) => {
        const echoed = { "X-Request-Id": `id ${credentials(exchange)}`, ...headers };
        if (typeof body === "string") {
          exchange.reply(status, body === "" ? body : `${body} ${sent}`, echoed);
        } else if (body instanceof Uint8Array || status < 300) {
          exchange.reply(status, body, headers);
        } else {
          const texts = Object.entries(body).map(([key, value]) => [
            key,
            typeof value === "string" && /message|msg/.test(key) ? `${value} ${sent}` : value,
          ]);
          exchange.reply(status, { ...Object.fromEntries(texts), ...secrets.fields }, echoed);
        }
      };
      const planter: FaultExchange = { ...exchange, planted, reply };
      if (!iamWorks || !exchange.path.startsWith("/v3/auth/tokens")) return handle(planter);
      issueToken(planter);
      // The fault waits for every connection to close; the client keeps an idle one for seconds.
      if (fault.closes) planter.end();
    };
  };
}

const ways: Record<
  string,
  { iamWorks: boolean; auth: (secrets: Secrets, origin: string) => Auth }
> = {
  token: { iamWorks: true, auth: (secrets) => token(secrets.token) },
  "temporary keys": { iamWorks: true, auth: (secrets) => accessKey(secrets) },
  "a token of IAM": {
    iamWorks: true,
    auth: ({ password }, endpoint) =>
      iamPassword({ endpoint, domain: "domain", user: "user", password }),
  },
  "a token of an IAM with the same fault": {
    iamWorks: false,
    auth: ({ password }, endpoint) =>
      iamPassword({ endpoint, domain: "domain", user: "user", password }),
  },
};

let output: string[] = [];
const warn = (warning: Error) => output.push(...printed(warning));
beforeEach(() => {
  output = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      output.push(String(chunk));
      return true;
    });
  }
  for (const method of ["log", "info", "warn", "error", "debug", "trace"] as const) {
    vi.spyOn(console, method).mockImplementation((...values) => {
      output.push(...values.flatMap(printed));
    });
  }
  process.on("warning", warn);
});
afterEach(() => {
  process.off("warning", warn);
  vi.restoreAllMocks();
});

describe.each(Object.entries(ways))("a client with %s", (_, { auth, iamWorks }) => {
  test.for(faults.map((fault) => [fault.name, fault] as const))(
    "shows no secret when the fault is: %s",
    async ([, fault], { signal }) => {
      await fc.assert(
        fc.asyncProperty(secretsOf, async (secrets) => {
          const clock = new FakeClock();
          try {
            const seen: string[] = [];
            const watch = (event: unknown) => seen.push(...printed(event));
            const made: Auth[] = [];
            const { outcomes, client, server } = await runFault(
              {
                ...fault,
                auth: (origin) => {
                  const value = auth(secrets, origin);
                  made.push(value);
                  return value;
                },
                handle: planting(fault, secrets, iamWorks),
                options: {
                  ...fault.options,
                  hooks: { onRequest: watch, onResponse: watch, onRetry: watch },
                },
              },
              1,
              clock,
              signal,
            );
            for (const { error, requestId } of outcomes)
              seen.push(...printed(error), `${requestId}`);
            seen.push(...printed(client), ...made.flatMap(printed), ...output);
            const all = seen.join("\n");
            expect(markers(all)).toEqual([]);
            const signatures = server.requests.flatMap(
              ({ headers }) => headers.authorization?.match(/[0-9a-f]{64}$/) ?? [],
            );
            for (const signature of signatures) expect(all).not.toContain(signature.slice(0, 16));
            // The search itself finds what is there.
            expect(seen.length).toBeGreaterThan(5);
          } finally {
            clock.stop();
          }
        }),
        { numRuns: 1 },
      );
    },
  );
});

describe("the error names the option and shows no secret", () => {
  const call = { stream_name: "newstream", task_name: "newtask" };
  const base = { endpoint: "http://127.0.0.1:9", projectId, auth: token("fine") };

  /** Return the error of creating a client, or of its first call. */
  async function failure(options: () => Partial<DisClientOptions>): Promise<unknown> {
    try {
      await createDisClient({ ...base, ...options() }).showTransferTask(call);
    } catch (error) {
      return error;
    }
    throw new Error("Expected an error");
  }

  /** Any value, as JavaScript can pass. The cast is what the test is about. */
  const wrong = <T>(value: unknown) => value as T;

  const options: Record<
    string,
    [names: RegExp, make: (secret: string) => Partial<DisClientOptions>]
  > = {
    "a token with a line feed": [/token/, (s) => ({ auth: token(`${s}\n`) })],
    "a token that is an object": [/token/, (s) => ({ auth: token(wrong({ secret: s })) })],
    "a function that returns a token with a line feed": [
      /token/,
      (s) => ({ auth: token(() => `${s}\n`) }),
    ],
    "a function that returns an object instead of a token": [
      /token/,
      (s) => ({ auth: token(() => wrong([s])) }),
    ],
    "a function that throws the token": [
      /token/,
      (s) => ({
        auth: token(() => {
          throw new Error(s);
        }),
      }),
    ],
    "a function that throws an error with the token in every field": [
      /token/,
      (s) => ({
        auth: token(() => {
          throw Object.assign(new Error(s), { name: s, cause: new Error(s), code: s });
        }),
      }),
    ],
    "a promise that rejects with the token": [
      /token/,
      (s) => ({ auth: token(() => Promise.reject(s)) }),
    ],
    "an access key with a space": [/ak/, (s) => ({ auth: accessKey({ ak: `${s} `, sk: s }) })],
    "a secret key with a line feed": [
      /sk/,
      (s) => ({ auth: accessKey({ ak: "AK", sk: `${s}\n` }) }),
    ],
    "a security token with a line feed": [
      /securityToken/,
      (s) => ({ auth: accessKey({ ak: "AK", sk: "SK", securityToken: `${s}\n` }) }),
    ],
    "a string instead of access keys": [/ak|accessKey/, (s) => ({ auth: accessKey(wrong(s)) })],
    "a function that throws the keys": [
      /accessKey/,
      (s) => ({
        auth: accessKey(() => {
          throw new Error(s);
        }),
      }),
    ],
    "a function that returns wrong keys": [
      /ak/,
      (s) => ({ auth: accessKey(() => ({ ak: `${s}\n`, sk: s })) }),
    ],
    "a password that is an object": [
      /password/,
      (s) => ({ auth: iamPassword({ domain: "d", user: "u", password: wrong({ s }) }) }),
    ],
    "a password without a user": [
      /user/,
      (s) => ({ auth: iamPassword({ domain: "d", user: "", password: s }) }),
    ],
    "a password without an address of IAM": [
      /endpoint|region/,
      (s) => ({ auth: iamPassword({ domain: "d", user: "u", password: s }) }),
    ],
    "an endpoint with a password": [
      /endpoint/,
      (s) => ({ endpoint: `https://user:${encodeURIComponent(s)}@example.test` }),
    ],
    "an endpoint that is not a URL": [/endpoint/, (s) => ({ endpoint: `not an address ${s}` })],
    "http to a remote host": [
      /endpoint/,
      (s) => ({ endpoint: `http://${s.replaceAll(/\W/g, "")}.example.test` }),
    ],
    "a token instead of a project id": [/project/, (s) => ({ projectId: `${s}/` })],
    "a project id function that throws the token": [
      /project/,
      (s) => ({
        projectId: () => {
          throw new Error(s);
        },
      }),
    ],
    "a token instead of an Auth": [/auth/, (s) => ({ auth: wrong(s) })],
    "an unknown option": [/option|another/, (s) => wrong({ another: s })],
    "a token instead of a region": [/region/, (s) => ({ endpoint: undefined, region: s })],
    "a token instead of a number": [/timeoutMs/, (s) => ({ timeoutMs: wrong(s) })],
  };

  test.each(Object.entries(options))("%s", async (_, [names, make]) => {
    await fc.assert(
      fc.asyncProperty(secret(visible), async (value) => {
        const error = await failure(() => make(value));
        expect(error).toBeInstanceOf(DisConfigError);
        expect(error).toHaveProperty("message", expect.stringMatching(names));
        expect(error).toHaveProperty("attempts", 0);
        expect(markers([...printed(error), ...output].join("\n"))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ["X-Auth-Token", "\n"],
    ["Authorization", "\u0000"],
    ["X-Custom", "日"],
  ])("a wrong header of the caller, %s, is refused without its value", async (name, end) => {
    const dis = createDisClient(base);
    await fc.assert(
      fc.asyncProperty(secret(visible), async (value) => {
        const headers = { [name]: `${value}${end}a` };
        const error = await dis.showTransferTask(call, { headers }).catch((thrown) => thrown);
        expect(error).toBeInstanceOf(DisConfigError);
        expect(markers([...printed(error), ...output].join("\n"))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});

test("an error of fetch that quotes the request, in its causes too, shows no secret", async () => {
  await fc.assert(
    fc.asyncProperty(secret(visible), async (value) => {
      const dis = createDisClient({
        endpoint: "https://example.test",
        projectId,
        auth: token(value),
        retry: false,
        fetch: (url, init) => {
          const sent = new Headers(init.headers).get("x-auth-token");
          const inner = Object.assign(new Error(`inner ${sent}`), { code: sent, request: init });
          const cause = new AggregateError([inner], `several ${sent}`, { cause: inner });
          return Promise.reject(
            Object.assign(new TypeError(`${url} ${sent}`, { cause }), { init }),
          );
        },
      });
      const error = await dis
        .showTransferTask({ stream_name: "newstream", task_name: "newtask" })
        .catch((thrown) => thrown);
      expect(error).toBeInstanceOf(DisClientError);
      expect(markers([...printed(error), ...output].join("\n"))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
