import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startMockDis } from "@dis-openapi/mock";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { at, bundle, isObject, type Json, type JsonObject } from "../../e2e/test/support/spec.ts";
import { type Exchange, FaultServer } from "../consumers/faults/fault-server.ts";

const root = new URL("../../../", import.meta.url);
const project = "0123456789abcdef0123456789abcdef";

/** The parts of a workflow that are looked at here; lint holds the whole against Arazzo. */
interface Workflow {
  readonly workflowId: string;
  readonly steps: readonly {
    readonly stepId: string;
    readonly operationId: string;
    readonly parameters?: readonly { readonly name?: string; readonly value?: string }[];
    readonly onFailure?: readonly {
      readonly criteria: readonly { readonly context?: string; readonly condition: string }[];
    }[];
  }[];
}

const folder = new URL("openapi/workflows/", root);
const workflows = readdirSync(folder)
  .filter((file) => file.endsWith(".arazzo.yaml"))
  .flatMap((file) => parse(readFileSync(new URL(file, folder), "utf8")).workflows as Workflow[]);
const steps = workflows.flatMap((workflow) => workflow.steps);

/** Names of the examples of an operation's responses. */
function examplesOf(document: JsonObject, operation: JsonObject): string[] {
  const resolve = (node: Json | undefined) =>
    isObject(node) && typeof node.$ref === "string" ? at(document, node.$ref) : node;
  const responses = isObject(operation.responses) ? Object.values(operation.responses) : [];
  return responses.flatMap((node) => {
    const response = resolve(node);
    const examples = isObject(response)
      ? at(response, "#/content/application~1json/examples")
      : undefined;
    return isObject(examples) ? Object.keys(examples) : [];
  });
}

/** The operations of both specs, with their examples. */
const operations = (["openapi", "iam"] as const).flatMap((name) => {
  const document = bundle(name);
  const paths = isObject(document.paths) ? Object.values(document.paths) : [];
  return paths
    .flatMap((path) => (isObject(path) ? Object.values(path) : []))
    .filter(isObject)
    .filter(({ operationId }) => operationId !== undefined)
    .map((operation) => ({ operation, examples: examplesOf(document, operation) }));
});

describe("the workflows", () => {
  const asked = steps.flatMap(({ stepId, operationId, parameters = [] }) =>
    parameters
      .filter(({ name }) => name === "Prefer")
      .map(({ value }) => ({ stepId, operation: operationId.split(".").at(-1), value })),
  );

  it("have a step for every example of showTransferTask", () => {
    const own = operations.find(({ operation }) => operation.operationId === "showTransferTask");
    expect(own?.examples.length).toBeGreaterThan(20);
    const names = asked
      .filter(({ operation }) => operation === "showTransferTask")
      .map(({ stepId }) => stepId);
    expect(names.sort()).toEqual([...(own?.examples ?? [])].sort());
  });

  it("have a step for every example of IAM, with one of the operations that can answer so", () => {
    const all = new Set(operations.flatMap(({ examples }) => examples));
    expect([...new Set(asked.map(({ stepId }) => stepId))].sort()).toEqual([...all].sort());
  });

  it("ask for the example that a step is named after, where the operation has it", () => {
    for (const { stepId, operation: id, value } of asked) {
      expect(value).toBe(`example=${stepId}`);
      const { examples = [] } =
        operations.find(({ operation }) => operation.operationId === id) ?? {};
      expect(examples).toContain(stepId);
    }
  });

  it("wait in every state but those that end the operation's waiter", () => {
    const waiter = operations
      .map(({ operation }) => operation["x-waiter"])
      .find((node) => node !== undefined);
    const criterion = steps
      .flatMap(({ onFailure = [] }) => onFailure.flatMap(({ criteria }) => criteria))
      .find(({ context }) => context === "$response.body#/state");
    const waits = new RegExp(criterion?.condition ?? "");
    const states = at(bundle("openapi"), "#/components/schemas/TransferTaskState/anyOf/0/enum");
    const ends = isObject(waiter) ? [waiter.success, waiter.failure].flat() : [];
    expect(ends.length).toBeGreaterThan(2);
    for (const state of [...(Array.isArray(states) ? states : []), "NEVER_SEEN", "RUNNING2"]) {
      expect([state, waits.test(String(state))]).toEqual([state, !ends.includes(state)]);
    }
  });
});

// Plainly invented, some with what quoting and encoding trip over, and no two with a long word in
// common, so that none is hidden because of another.
const secrets = {
  token: 'invented"to\\ken-of-a-test',
  sk: "imaginary-key",
  securityToken: "fictional-security-token",
  password: 'madeup"and\\no word',
  field: "pretended-by-a-warehouse",
};
const ak = "AKOFTHECONTRACT";
const keys = {
  HUAWEICLOUD_SDK_AK: ak,
  HUAWEICLOUD_SDK_SK: secrets.sk,
  HUAWEICLOUD_SDK_SECURITY_TOKEN: secrets.securityToken,
};
const user = {
  DIS_IAM_DOMAIN: "example-account",
  DIS_IAM_USER: "dis-reader",
  DIS_IAM_PASSWORD: secrets.password,
};

// When all is done, since the tests run at the same time.
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
});

/** A mock that accepts the above, and nothing else. */
async function startMock() {
  const mock = await startMockDis({
    tokens: [secrets.token],
    accessKeys: [{ ak, sk: secrets.sk, securityToken: secrets.securityToken }],
    users: [{ name: user.DIS_IAM_USER, password: secrets.password }],
    // The first answer goes to whether the credentials are accepted.
    scripts: { newtask: ["STARTING", "STARTING", "RUNNING"] },
  });
  closing.push(() => mock.close());
  return mock;
}

/** Runs the command, and makes sure that it shows no secret. */
async function contract(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { PATH } = process.env;
  const ended = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      ["--import", "tsx", "packages/conformance/contract/main.ts", ...args],
      { cwd: fileURLToPath(root), env: { PATH, ...env } },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
  const shown = ended.stdout + ended.stderr;
  const hidden = [...Object.values(secrets), "EXAMPLE-TOKEN-THAT-OPENS-NOTHING", "Signature="];
  for (const secret of hidden) {
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
  }
  return ended;
}

const target = (endpoint: string) => [
  "--endpoint",
  endpoint,
  "--project",
  project,
  "--stream",
  "newstream",
  "--task",
  "newtask",
];

/** The lines of the table: what was counted for each workflow, or that it was skipped. */
function rowsOf(stdout: string): Map<string, { requests: number; checks: number; failed: number }> {
  const row = /^(\w+) +(\d+) +(\d+) +(\d+)$/gm;
  return new Map(
    [...stdout.matchAll(row)].map(([, name = "", requests, checks, failed]) => [
      name,
      { requests: Number(requests), checks: Number(checks), failed: Number(failed) },
    ]),
  );
}

/** What is said of the steps that have a problem: the first line of each. */
function problemsOf(stdout: string): Map<string, string[]> {
  const problems = new Map<string, string[]>();
  for (const [, places = "", text = ""] of stdout.matchAll(
    /^(\w+\/\w+(?:, \w+\/\w+)*):\n(.*)$/gm,
  )) {
    for (const place of places.split(", ")) {
      problems.set(place, [...(problems.get(place) ?? []), text]);
    }
  }
  return problems;
}

const skipped = (stdout: string) =>
  [...stdout.matchAll(/^(\w+) +skipped$/gm)].map(([, name]) => name);

describe.concurrent("npm run contract, asked of the mock,", () => {
  it.each([
    // A proxy is no way to this machine: at this address there is none.
    ["a token", { DIS_AUTH_TOKEN: secrets.token, ...user, HTTP_PROXY: "http://127.0.0.1:9" }],
    ["temporary keys, signing for real", { ...keys, ...user }],
  ])("runs every workflow, and every check passes, with %s", async (_, env) => {
    const { endpoint } = await startMock();
    const { code, stdout, stderr } = await contract(target(endpoint), env);
    expect(stderr).toBe("");
    expect(stdout).toContain("a mock");
    const rows = rowsOf(stdout);
    expect([...rows.keys()].sort()).toEqual(workflows.map(({ workflowId }) => workflowId).sort());
    for (const { workflowId, steps } of workflows) {
      const { requests = 0, checks = 0, failed } = rows.get(workflowId) ?? {};
      // Status, schema, and the two that every step demands.
      expect([workflowId, failed, checks >= 4 * steps.length]).toEqual([workflowId, 0, true]);
      // The task is asked for once more while it is starting.
      expect(requests).toBe(steps.length + (workflowId === "wait" ? 1 : 0));
    }
    expect(stdout).toMatch(/\n\d{3} checks, 0 failed; 0 of \d+ workflows skipped\n$/);
    expect(code).toBe(0);
  });
});

interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  body: JsonObject | string;
}

/** Stands in front of a mock and changes its answers. */
async function startInFront(
  endpoint: string,
  change: (answer: Answer, exchange: Exchange) => Partial<Answer> | undefined,
): Promise<string> {
  const server = await FaultServer.start(async (exchange) => {
    const { method, path, headers, body } = exchange;
    const { host: _, connection: __, "content-length": ___, ...rest } = headers;
    const response = await fetch(endpoint + path, { method, headers: rest, body: body || null });
    const {
      "content-length": ____,
      "transfer-encoding": _____,
      ...kept
    } = Object.fromEntries(response.headers);
    // The mock's answers are JSON objects.
    const answer: Answer = {
      status: response.status,
      headers: kept,
      body: (await response.json()) as JsonObject,
    };
    const { status, headers: given, body: text } = { ...answer, ...change(answer, exchange) };
    exchange.reply(status, text, { "Content-Type": undefined, ...given });
  });
  closing.push(() => server.close());
  return server.origin;
}

describe.concurrent("npm run contract, asked of an endpoint that deviates,", () => {
  it("fails, and names every deviation", async () => {
    const mock = await startMock();
    /** Queries of the given task by its name: the first tries the credentials, two wait. */
    let queries = 0;
    /** A task with something wrong between two secrets, so that a report would show them. */
    const leaky = (body: Json, { headers }: Exchange): JsonObject => {
      const { last_transfer_timestamp: _, ...task } = Object(body);
      const user_password = secrets.field;
      const echo = headers["x-auth-token"] ?? "";
      return { user_password, last_transfer_timestamp: "yesterday", echo, ...task };
    };
    const html = { "content-type": "text/html" };
    const elsewhere = await FaultServer.start(({ reply }) => reply(400, {}));
    closing.push(() => elsewhere.close());
    const deviations: Record<
      string,
      {
        when: string;
        says: RegExp;
        answer: (answer: Answer, exchange: Exchange) => Partial<Answer>;
      }
    > = {
      "destinations/CloudtableOpentsdb": {
        when: "example=CloudtableOpentsdb",
        answer: ({ body }, exchange) => ({ body: leaky(body, exchange) }),
        says: /^schema check: TYPE must be integer/,
      },
      "states/ObsError": {
        when: "example=ObsError",
        answer: () => ({ status: 202 }),
        says: /^not met: \$statusCode == 200/,
      },
      "serviceErrors/DisInternalError": {
        when: "example=DisInternalError",
        answer: () => ({ headers: html }),
        says: /^content-type check: /,
      },
      "gatewayErrors/GatewayBackendTimeout": {
        when: "example=GatewayBackendTimeout",
        answer: () => ({ headers: html }),
        says: /^not met: \^application\/json/,
      },
      "iamErrors/IamPolicyDenied": {
        when: "example=IamPolicyDenied",
        answer: () => ({ body: "<p>not JSON</p>" }),
        says: /^failed network request: /,
      },
      "tokenExamples/IamTokenWithCatalog": {
        when: "example=IamTokenWithCatalog",
        answer: ({ headers }) => ({ headers: { ...headers, "x-subject-token": undefined } }),
        says: /^not met: \$response\.header\.X-Subject-Token != null/,
      },
      "projectExamples/IamTwoProjects": {
        when: "example=IamTwoProjects",
        answer: () => ({ headers: {} }),
        says: /^not met: \^application\/json/,
      },
      "wait/waitUntilRunning": {
        when: "query 2",
        // Only the answer that makes it wait is wrong; the last one is right.
        answer: ({ body }) => ({ body: { ...Object(body), create_time: "yesterday" } }),
        says: /^schema check: TYPE must be integer/,
      },
      "query/showTask": {
        when: "query 4",
        answer: ({ body }) => ({ body: { ...Object(body), task_name: "other" } }),
        says: /^not met: \$response\.body#\/task_name == \$inputs\.task/,
      },
      "noCredentials/showWithoutToken": {
        when: "no token",
        answer: () => ({ status: 200, body: { stream_name: "newstream" } }),
        says: /^not met: \$statusCode == 401/,
      },
      "malformedName/showWithDot": {
        when: "no.such.task",
        answer: () => ({ status: 307, headers: { location: elsewhere.origin } }),
        says: /^not met: \$statusCode == 400/,
      },
      "unknownStream/showInUnknownStream": {
        when: "no-such-stream",
        answer: () => ({ body: { errorCode: "DIS.4200", message: "Invalid request." } }),
        says: /^not met: \$response\.body#\/errorCode == "DIS\.4301"/,
      },
      "unknownTask/showUnknownTask": {
        when: "no-such-task",
        answer: () => ({ status: 404 }),
        says: /^not met: \$statusCode == 400/,
      },
      "projects/listProjects": {
        when: "/v3/projects",
        answer: () => ({ body: { projects: [{ id: "f".repeat(32) }] } }),
        says: /^not met: \$\[\?@\.projects/,
      },
      "token/showTask": {
        when: "query 5",
        answer: ({ body }, exchange) => ({ body: leaky(body, exchange) }),
        says: /^schema check: TYPE must be integer/,
      },
    };
    const front = await startInFront(mock.endpoint, (answer, exchange) => {
      const { path, headers } = exchange;
      const isTask = path.endsWith("/newstream/transfer-tasks/newtask");
      if (isTask && headers["x-auth-token"] && !headers.prefer) queries += 1;
      const whats = [
        headers.prefer,
        ...(headers.prefer ? [] : [path, ...path.split("/")]),
        isTask ? (headers["x-auth-token"] ? `query ${queries}` : "no token") : undefined,
      ];
      // A key that nobody documented is no deviation: objects are open.
      if (headers.prefer === "example=DliRunning")
        return { body: { ...Object(answer.body), x: 1 } };
      return Object.values(deviations)
        .find(({ when }) => whats.includes(when))
        ?.answer(answer, exchange);
    });

    const { code, stdout, stderr } = await contract(target(front), {
      DIS_AUTH_TOKEN: secrets.token,
      ...user,
    });
    const problems = problemsOf(stdout);
    for (const [place, { says }] of Object.entries(deviations)) {
      expect([place, problems.get(place)?.filter((text) => says.test(text))]).toEqual([
        place,
        [expect.any(String)],
      ]);
    }
    // What comes after it in its workflow could not be run; of all else nothing is said.
    const ids = workflows
      .find(({ workflowId }) => workflowId === "tokenExamples")
      ?.steps.map(({ stepId }) => `tokenExamples/${stepId}`);
    const after = ids?.slice(ids.indexOf("tokenExamples/IamTokenWithCatalog") + 1) ?? [];
    expect(after.map((place) => problems.get(place))).toEqual(after.map(() => ["not run"]));
    expect([...problems.keys()].sort()).toEqual([...Object.keys(deviations), ...after].sort());
    // A redirect is a wrong answer, and not a way to another one.
    expect(elsewhere.requests).toEqual([]);
    expect(rowsOf(stdout).get("destinations")).toMatchObject({ requests: 7 });
    expect(stderr).toBe("");
    expect(code).toBe(1);
  });
});

describe.concurrent("npm run contract, asked of an endpoint that is no mock,", () => {
  it("skips by name what it cannot be asked, and asks IAM at its own address", async () => {
    const mock = await startMock();
    const front = await startInFront(mock.endpoint, ({ headers }) => ({
      headers: { ...headers, "x-mock-note": undefined },
    }));
    const { code, stdout } = await contract(
      [...target(front), "--iam-endpoint", mock.iamEndpoint],
      user,
    );
    expect(skipped(stdout).sort()).toEqual([
      "destinations",
      "gatewayErrors",
      "iamErrors",
      "projectExamples",
      "serviceErrors",
      "states",
      "tokenExamples",
    ]);
    expect(stdout).toMatch(/^destinations, .*:\nskipped: only a mock/m);
    expect([...rowsOf(stdout).keys()]).toEqual(
      expect.arrayContaining(["projects", "query", "token", "wait"]),
    );
    expect(stdout).toMatch(/ 0 failed; 7 of 15 workflows skipped\n$/);
    expect(code).toBe(0);
  });

  it("does not ask IAM without its address, nor for a token without a user", async () => {
    const mock = await startMock();
    const front = await startInFront(mock.endpoint, ({ headers }) => ({
      headers: { ...headers, "x-mock-note": undefined },
    }));
    const { code, stdout } = await contract(target(front), { DIS_AUTH_TOKEN: secrets.token });
    expect(stdout).toMatch(/^projects, token:\nskipped: give --iam-endpoint$/m);
    expect(code).toBe(0);
  });

  it("says in one line that credentials are refused, and tries them no more than once", async () => {
    const mock = await startMock();
    let requests = 0;
    const front = await startInFront(mock.endpoint, (_, { headers }) => {
      if (headers.authorization) requests += 1;
      return undefined;
    });
    const wrong = { ...keys, HUAWEICLOUD_SDK_SK: "wrong" };
    const { code, stdout, stderr } = await contract(target(front), wrong);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error: http:\S+ refuses the credentials: .*APIGW\.0301.*\n$/);
    expect(requests).toBe(1);
    expect(code).toBe(1);
  });
});

describe.concurrent("npm run contract", () => {
  const asked = target("http://127.0.0.1:9");
  it.each([
    ["a wrong option", ["--nix"], {}, 2, /--nix/],
    ["no endpoint", target("").slice(2), {}, 2, /--endpoint must be given/],
    ["no credentials", asked, {}, 2, /no credentials: set DIS_AUTH_TOKEN, or HUAWEI/],
    ["half a key", asked, { HUAWEICLOUD_SDK_AK: ak }, 2, /set HUAWEICLOUD_SDK_SK/],
    ["half a user", asked, { DIS_IAM_USER: "u" }, 2, /set all of DIS_IAM_DOMAIN/],
    ["a token that is none", asked, { DIS_AUTH_TOKEN: "two words" }, 2, /token must be/],
    ["plain http", target("http://192.0.2.1"), keys, 2, /must be an https address/],
    ["an endpoint that is not there", asked, keys, 1, /127\.0\.0\.1:9 cannot be reached/],
  ] as const)("answers %s with one line", async (_, args, env, expected, says) => {
    const { code, stdout, stderr } = await contract(args, env);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(stderr).toMatch(says);
    expect(code).toBe(expected);
  });

  it("asks for the address of IAM when all that it has is a user", async () => {
    const mock = await startMock();
    const front = await startInFront(mock.endpoint, () => ({ headers: {} }));
    const { code, stderr } = await contract(target(front), user);
    expect(stderr).toMatch(/^error: .*--iam-endpoint.*\n$/);
    expect(code).toBe(2);
  });

  it("says with --help what it does and how it is called", async () => {
    const { code, stdout } = await contract(["--help"]);
    expect(stdout).toMatch(/Usage: npm run contract -- --endpoint URL/);
    expect(code).toBe(0);
  });
});
