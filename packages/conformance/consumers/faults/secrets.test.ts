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
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bundle, isObject, type Json } from "../../../e2e/test/support/spec.ts";
import { FakeClock } from "./clock.ts";
import type { Exchange } from "./fault-server.ts";
import { type Fault, type FaultExchange, faults, issueToken, projectId } from "./faults.ts";
import { runFault } from "./run-fault.ts";

/** Names of the fields that the specs call secret, read from the bundles and not from the client. */
function sensitiveFields(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(sensitiveFields);
  if (!isObject(value)) return [];
  const own = Object.entries(isObject(value.properties) ? value.properties : {})
    .filter(([, property]) => isObject(property) && property["x-sensitive"] === true)
    .map(([name]) => name);
  return [...own, ...Object.values(value).flatMap(sensitiveFields)];
}
const fields = [...new Set([bundle("openapi"), bundle("iam")].flatMap(sensitiveFields))];

interface Secrets {
  readonly token: string;
  readonly ak: string;
  readonly sk: string;
  readonly securityToken: string;
  readonly password: string;
  readonly iamToken: string;
  /** One for each sensitive field of a body. */
  readonly fields: Readonly<Record<string, string>>;
}

let serial = 0;

/**
 * A secret with awkward characters between two markers: a part of it that comes out, in whatever
 * escaped form the characters between are, is found by its marker.
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
  fields: fc.record(Object.fromEntries(fields.map((name) => [name, secret(anything)]))),
});

const markers = (text: string): string[] => text.match(/MARK\d+[ab]/g) ?? [];

/** Everything that printing a value could show, own, inherited and hidden. */
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
    // A logger that copies an error copies its own keys, the hidden ones included.
    const own = Reflect.ownKeys(error).map((key) => [String(key), Reflect.get(error, key)]);
    texts.push(inspect(own, deep), JSON.stringify(own));
  }
  return texts;
}

/** The credentials in the headers that came. */
function credentials({ headers }: Exchange): string {
  return [headers.authorization, headers["x-auth-token"], headers["x-security-token"]]
    .filter(Boolean)
    .join(" ");
}

/** The fault, by a server that adds secrets to every answer. */
function planting(fault: Fault, secrets: Secrets, iamWorks: boolean): Fault["answer"] {
  return (world) => {
    const answer = fault.answer(world);
    return (exchange) => {
      const planted = {
        // At the end, where the error of a JSON parser would quote it.
        task: { dws_destination_descripton: { ...secrets.fields }, ...secrets.fields },
        iamToken: secrets.iamToken,
      };
      // What a proxy or a careless server may do: send back what it was sent.
      const sent = `${credentials(exchange)} ${exchange.body}`;
      const reply: Exchange["reply"] = (status, body = "", headers = {}) => {
        const told = { "X-Request-Id": `id ${credentials(exchange)}`, ...headers };
        if (typeof body === "string") {
          exchange.reply(status, body === "" ? body : `${body} ${sent}`, told);
        } else if (body instanceof Uint8Array || status < 300) {
          exchange.reply(status, body, headers);
        } else {
          const texts = Object.entries(body).map(([key, value]) => [
            key,
            typeof value === "string" && /message|msg/.test(key) ? `${value} ${sent}` : value,
          ]);
          exchange.reply(status, { ...Object.fromEntries(texts), ...secrets.fields }, told);
        }
      };
      const planter: FaultExchange = { ...exchange, planted, reply };
      if (iamWorks && exchange.path.startsWith("/v3/auth/tokens")) issueToken(planter);
      else answer(planter);
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
  "a token of IAM, which has the fault too": {
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

describe.each(Object.entries(ways))(
  "with %s, nothing secret comes out",
  (_, { auth, iamWorks }) => {
    it.each(faults)("of: $name", { timeout: 60_000 }, async (fault) => {
      // `signal` of the test's context would end the loop; so does the time-out of the test.
      const { signal } = new AbortController();
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
                answer: planting(fault, secrets, iamWorks),
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
    });
  },
);

describe("a wrong option or credential is named and never shown", () => {
  const call = { stream_name: "newstream", task_name: "newtask" };
  const base = { endpoint: "http://127.0.0.1:9", projectId, auth: token("fine") };

  /** The error of making a client, or of its first call. */
  async function failure(options: () => Partial<DisClientOptions>): Promise<unknown> {
    try {
      await createDisClient({ ...base, ...options() }).showTransferTask(call);
    } catch (error) {
      return error;
    }
    throw new Error("It was taken for right");
  }

  /** Plain JavaScript can give anything. */
  const wrong = <T>(value: unknown) => value as T;

  const options: Record<
    string,
    [names: RegExp, make: (secret: string) => Partial<DisClientOptions>]
  > = {
    "a token with a line feed": [/token/, (s) => ({ auth: token(`${s}\n`) })],
    "a token that is an object": [/token/, (s) => ({ auth: token(wrong({ secret: s })) })],
    "a function that gives a token with a line feed": [
      /token/,
      (s) => ({ auth: token(() => `${s}\n`) }),
    ],
    "a function that gives an object": [/token/, (s) => ({ auth: token(() => wrong([s])) })],
    "a function that throws the token": [
      /token/,
      (s) => ({
        auth: token(() => {
          throw new Error(s);
        }),
      }),
    ],
    "a function that throws an error named like the token": [
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
    "an access key with a blank": [/ak/, (s) => ({ auth: accessKey({ ak: `${s} `, sk: s }) })],
    "a secret key with a line feed": [
      /sk/,
      (s) => ({ auth: accessKey({ ak: "AK", sk: `${s}\n` }) }),
    ],
    "a security token with a line feed": [
      /securityToken/,
      (s) => ({ auth: accessKey({ ak: "AK", sk: "SK", securityToken: `${s}\n` }) }),
    ],
    "keys that are a text": [/ak|accessKey/, (s) => ({ auth: accessKey(wrong(s)) })],
    "a function that throws the keys": [
      /accessKey/,
      (s) => ({
        auth: accessKey(() => {
          throw new Error(s);
        }),
      }),
    ],
    "a function that gives wrong keys": [
      /ak/,
      (s) => ({ auth: accessKey(() => ({ ak: `${s}\n`, sk: s })) }),
    ],
    "a password that is an object": [
      /password/,
      (s) => ({ auth: iamPassword({ domain: "d", user: "u", password: wrong({ s }) }) }),
    ],
    "no user for a password": [
      /user/,
      (s) => ({ auth: iamPassword({ domain: "d", user: "", password: s }) }),
    ],
    "no IAM address for a password": [
      /endpoint|region/,
      (s) => ({ auth: iamPassword({ domain: "d", user: "u", password: s }) }),
    ],
    "an address with a password": [
      /endpoint/,
      (s) => ({ endpoint: `https://user:${encodeURIComponent(s)}@example.test` }),
    ],
    "an address that is none": [/endpoint/, (s) => ({ endpoint: `not an address ${s}` })],
    "http to a host that is not the loopback one": [
      /endpoint/,
      (s) => ({ endpoint: `http://${s.replaceAll(/\W/g, "")}.example.test` }),
    ],
    "a project id that is the token": [/project/, (s) => ({ projectId: `${s}/` })],
    "a function for the project id that throws": [
      /project/,
      (s) => ({
        projectId: () => {
          throw new Error(s);
        },
      }),
    ],
    "a token where an authentication is expected": [/auth/, (s) => ({ auth: wrong(s) })],
    "an option that there is not": [/option|another/, (s) => wrong({ another: s })],
    "a region that is the token": [/region/, (s) => ({ endpoint: undefined, region: s })],
    "a number that is the token": [/timeoutMs/, (s) => ({ timeoutMs: wrong(s) })],
  };

  it.each(Object.entries(options))("%s", async (_, [names, make]) => {
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

  it.each([
    ["X-Auth-Token", "\n"],
    ["Authorization", "\u0000"],
    ["X-Custom", "日"],
  ])("a header of the caller: %s", async (name, end) => {
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

describe("what a runtime throws is shown without secrets", () => {
  it("when fetch quotes the request in its error, and in its causes", async () => {
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
});
