import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { iamPassword, lookUpProject } from "../src/auth/iam.js";
import { describeError } from "../src/codes.js";
import {
  accessKey,
  type CallOptions,
  createDisClient,
  DisClientError,
  destinationOf,
  fromEnv,
  isAuthError,
  isThrottled,
  partitionsOf,
  token,
} from "../src/index.js";
import { rawClient } from "../src/raw.js";
import { type WaitOptions, waitForTransferTask } from "../src/wait.js";
import { runs, timeout } from "./runs.js";
import { clientOf, json, keys, network, projectId, task, text, user } from "./support.js";

/** What was thrown outside every promise. */
const escaped: unknown[] = [];
const note = (reason: unknown) => void escaped.push(reason);
beforeAll(() => {
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
});
afterAll(() => {
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
});

/** Return the result of a call. Fail when it ends with an error that is not of this client. */
async function outcomeOf<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof DisClientError)) throw error;
    expect(error.message).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,3000}$/u);
    expect(`${error.stack} ${error.cause}`).not.toContain("SECRET");
    return undefined;
  }
}

async function expectNothingEscaped(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(escaped).toEqual([]);
}

const secret = "SECRET-token-0123456789";
const description = { retry_duration: "1800", obs_bucket_path: "bucket" };
const answers = {
  task: {
    stream_name: "newstream",
    task_name: "newtask",
    state: "RUNNING",
    destination_type: "OBS",
    create_time: 1606554932552,
    last_transfer_timestamp: 1606554932552,
    partitions: [{ partitionId: "p", state: "RUNNING", discard: 0, last_transfer_offset: 7 }],
    obs_destination_description: description,
    dws_destination_descripton: description,
    dws_destination_description: description,
    mrs_destination_description: description,
    dli_destination_description: description,
    cloudtable_destination_descripton: description,
    cloudtable_destination_description: description,
  },
  untyped: { dws_destination_descripton: description, obs_destination_description: {} },
  error: { errorCode: "DIS.4301", message: "a" },
  gatewayError: { error_code: "APIGW.0301", error_msg: "a", request_id: "r1" },
  iamError: { error: { code: 401, message: "a", title: "b" } },
  token: {
    token: { issued_at: "2024-01-15T08:30:00Z", expires_at: "2024-01-16T08:30:00Z", roles: [] },
  },
  projects: { projects: [{ id: projectId, name: "cn-north-4" }] },
};
type Answer = keyof typeof answers;

/** Each answer with a hole in place of one of its fields, or of all. */
const hole = "a hole in the answer";
function holes(value: unknown): unknown[] {
  const fields = Object.entries(Object(value)).flatMap(([name, inner]) =>
    typeof value !== "object"
      ? []
      : holes(inner).map((filled) =>
          Array.isArray(value) ? [filled] : { ...value, [name]: filled },
        ),
  );
  return [hole, ...fields];
}
const templates = Object.entries(answers).flatMap(([name, answer]) =>
  // The keys of `answers` are the names of answers.
  holes(answer).map((value): [Answer, string] => [name as Answer, JSON.stringify(value)]),
);

const nested = (depth: number) => `${"[".repeat(depth)}1e400${"]".repeat(depth)}`;
const oddJson = fc.oneof(
  { weight: 2, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
  fc.constantFrom(
    ...['{"toString":1}', '{"valueOf":1,"toJSON":1}', '{"then":1}', '{"__proto__":null}'],
    ...['{"constructor":1,"length":1e9}', '{"code":{"toString":1}}', "[null]", "[[1]]", "{"],
    ...["1e400", "9007199254740993", "-0", '"DIS.4354"', '"DIS.4303"'],
    ...['"\\ud800"', '"\\u202e\\u001b[2J\\n"', nested(9), nested(20_000)],
    ...[JSON.stringify(secret), JSON.stringify(JSON.stringify({ secret })), `{"${secret}":1e400}`],
    ...[`{"${"k".repeat(99_999)}":1e400}`, `"${"v".repeat(99_999)}"`],
  ),
);

test(
  "any JSON in place of any field of an answer yields a result or an error of this client",
  async () => {
    const statuses = fc.constantFrom(400, 401, 403, 429, 500, 503);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...templates),
        oddJson,
        statuses,
        async (template, odd, status) => {
          const [name, withHole] = template;
          const body = withHole.replace(JSON.stringify(hole), () => odd);
          const reply = (key: Answer) => (key === name ? body : JSON.stringify(answers[key]));
          const failed = name.toLowerCase().endsWith("error");
          const { fetch } = network(({ url }) => {
            if (name === "iamError") return text(body, status);
            const headers = { "x-subject-token": secret };
            if (url.includes("/v3/auth/tokens")) return text(reply("token"), 201, headers);
            if (url.includes("/v3/projects")) return text(reply("projects"));
            return failed ? text(body, status) : text(reply(name === "untyped" ? name : "task"));
          });
          const seen: unknown[] = [];
          const hook = (event: unknown) => void seen.push(event);
          const dis = clientOf(fetch, {
            auth: iamPassword({ ...user, password: secret }),
            projectId: lookUpProject(),
            retry: { attempts: 2, baseDelayMs: 0 },
            hooks: { onRequest: hook, onResponse: hook },
          });
          const result = await outcomeOf(() => dis.showTransferTask(task));
          if (result !== undefined) {
            destinationOf(result);
            expect(partitionsOf(result)).toBeInstanceOf(Array);
          }
          await outcomeOf(() => waitForTransferTask(dis, task, { timeoutMs: 3, intervalMs: 1 }));
          expect(JSON.stringify(seen)).not.toContain("SECRET");
        },
      ),
      { numRuns: runs },
    );
    await expectNothingEscaped();
  },
  timeout,
);

const mine = new Error("an error of a function of the caller");
const fail = () => {
  throw mine;
};
const unread = new Error("an error of a getter");
const refuse = () => {
  throw unread;
};
const circular: { self?: unknown } = {};
circular.self = circular;
/** Names of what the client reads, besides those that every object may have. */
const names = [
  ...["toString", "valueOf", "toJSON", "then", "length", "message", "cause", "code", "constructor"],
  ...["region", "auth", "retry", "fetch", "hooks", "attempts", "onRequest", "throwIfAborted"],
  ...["stream_name", "project_id", "signal", "timeoutMs", "headers", "A", "until", "intervalMs"],
  ...["ak", "sk", "securityToken", "domain", "password", "endpoint", "HUAWEICLOUD_SDK_AK"],
  ...["status", "body", "ok", "authorize", "renew", "state"],
];
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  }),
  fc.constantFrom<unknown>(
    ...[undefined, null, Symbol("s"), 1n, Number.NaN, -0, 2 ** 31, "\ud800", "a".repeat(99_999)],
    ...[circular, [circular], fail, () => {}, async () => fail(), () => circular, [fail]],
    ...[{ [Symbol.iterator]: refuse }, { [Symbol.toPrimitive]: refuse }, Object.create(null)],
    ...[{ throwIfAborted: () => {} }, { authorize: () => 7 }, { authorize: fail }, new Array(3)],
  ),
  fc
    .tuple(fc.constantFrom(...names), fc.constantFrom({ get: refuse }, { value: fail }))
    .map(([name, property]) => Object.defineProperty({}, name, { ...property, enumerable: true })),
);

/** With what DIS fails before it succeeds. */
let failures: readonly number[] = [];
function service() {
  const statuses = [...failures];
  return network(({ url }) => {
    if (url.includes("/v3/projects")) return json(answers.projects);
    if (!url.includes("/v3/auth/tokens")) return json({ state: "RUNNING" }, statuses.pop());
    return text(JSON.stringify(answers.token), 201, { "x-subject-token": "a-token-of-a-test" });
  }).fetch;
}

/** Make a call with a wrong value somewhere. The types are wrong by intention. */
function call(options: object, params: unknown = task, callOptions: unknown = {}) {
  const limits = { retry: { baseDelayMs: 0 }, timeoutMs: 10, totalTimeoutMs: 20 };
  const dis = clientOf(service(), { ...limits, ...options });
  return dis.showTransferTask(params as typeof task, callOptions as CallOptions);
}
const wait = (options: unknown, params: unknown = task) =>
  waitForTransferTask(clientOf(service()), params as typeof task, options as WaitOptions);

type Use = (value: never) => unknown;
/** Use a value as each of these fields of an object. */
const each = (group: string, fields: string, use: (fields: object) => unknown) =>
  fields
    .split(" ")
    .map((name): [string, Use] => [`${group}.${name}`, (value) => use({ [name]: value })]);
const authorize = () => [];
/** Everything that takes a value of the caller. */
const places: [string, Use][] = [
  ["createDisClient()", (value) => createDisClient(value)],
  ...each("options", "region endpoint projectId auth timeoutMs totalTimeoutMs unknown", call),
  ...each("options", "maxResponseBytes retry fetch hooks allowHttp", call),
  ...each("retry", "attempts baseDelayMs maxDelayMs maxRetryAfterMs unknown", (retry) =>
    call({ retry: { baseDelayMs: 0, ...retry } }),
  ),
  ...each("hooks", "onRequest onResponse onRetry unknown", (hooks) => call({ hooks })),
  ...each("auth", "authorize renew", (auth) => call({ auth: { authorize, ...auth } })),
  ["what projectId returns", (value) => call({ projectId: () => value })],
  ["what fetch returns", (value) => call({ fetch: () => value })],
  ["what authorize returns", (value) => call({ auth: { authorize: () => value } })],
  ["what renew returns", (value) => call({ auth: { authorize, renew: () => value } })],
  ["params", (params) => call({}, params)],
  ...each("params", "stream_name task_name project_id body unknown", (params) =>
    call({}, { ...task, ...params }),
  ),
  ["callOptions", (options) => call({}, task, options)],
  ...each("callOptions", "signal timeoutMs totalTimeoutMs headers unknown", (options) =>
    call({}, task, options),
  ),
  ...each("headers", "A", (headers) => call({}, task, { headers })),
  ["the options of a wait", (value) => wait(value)],
  ["the parameters of a wait", (value) => wait({ timeoutMs: 3, intervalMs: 1 }, value)],
  ...each("wait", "until failOn signal timeoutMs intervalMs unknown", (options) =>
    wait({ timeoutMs: 3, ...options }),
  ),
  ["token()", (value) => call({ auth: token(value) })],
  ["what the function of token returns", (value) => call({ auth: token(() => value) })],
  ["accessKey()", (value) => call({ auth: accessKey(value) })],
  ["what the function of accessKey returns", (value) => call({ auth: accessKey(() => value) })],
  ...each("accessKey", "ak sk securityToken unknown", (field) =>
    call({ auth: accessKey({ ...keys, ...field }) }),
  ),
  ["iamPassword()", (value) => call({ auth: iamPassword(value) })],
  ...each("iamPassword", "domain user password endpoint unknown", (field) =>
    call({ auth: iamPassword({ ...user, ...field }) }),
  ),
  ["lookUpProject()", (value) => call({ projectId: lookUpProject(value) })],
  ...each("lookUpProject", "region endpoint unknown", (options) =>
    call({ projectId: lookUpProject(options) }),
  ),
  ["fromEnv()", (value) => call(fromEnv(value))],
  ...each("fromEnv", "AK SK SECURITY_TOKEN PROJECT_ID", (field) => {
    const given = { AK: keys.ak, SK: keys.sk, ...field };
    const variables = Object.entries(given).map(([name, value]) => [
      `HUAWEICLOUD_SDK_${name}`,
      value,
    ]);
    return call(fromEnv(Object.fromEntries(variables)));
  }),
  ["rawClient()", (value) => rawClient(value)],
  ["describeError()", (value) => describeError(value)],
  ["destinationOf()", (value) => destinationOf(value)],
  ["partitionsOf()", (value) => partitionsOf(value)],
  ["isAuthError()", (value) => isAuthError(value)],
  ["isThrottled()", (value) => isThrottled(value)],
];

test(
  "any value in place of any option or parameter yields a result or an error of this client",
  async () => {
    // The default of the option `fetch`.
    vi.stubGlobal("fetch", service());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        oddValue,
        fc.subarray([503, 401]),
        async ([place, use], value, statuses) => {
          failures = statuses;
          try {
            // The value is of any type but `never`: that is what the test is about.
            await use(value as never);
          } catch (error) {
            // What a hook or an Auth of the caller throws is the reason of the rejection.
            if (error === mine && /hooks|auth|authorize|renew/.test(place)) return;
            // A getter is a function of the caller too.
            if (error === unread) return;
            if (!(error instanceof DisClientError)) throw error;
          }
        },
      ),
      // Shrinking takes minutes, and the first example says enough.
      { numRuns: runs, endOnFailure: true },
    );
    vi.unstubAllGlobals();
    await expectNothingEscaped();
  },
  timeout,
);
