import { startMockDis } from "@dis-openapi/mock";
import { afterAll, describe, expect, test } from "vitest";
import { operationsOf, readSpec } from "../../../scripts/generate/lib/spec.ts";
import { examplesOf } from "../lib/examples.ts";
import { openProxy, type ProxiedRequest, type ProxiedResponse } from "../lib/proxy.ts";
import { planOf, runContract, type Target } from "./contract.ts";
import { readWorkflows } from "./respect.ts";

const project = "0123456789abcdef0123456789abcdef";
const dis = await readSpec("openapi");
const workflows = await readWorkflows();

/** The parts of a workflow that are read here; lint validates it against Arazzo. */
interface Step {
  readonly stepId: string;
  readonly operationId: string;
  readonly parameters?: readonly { readonly name?: string; readonly value?: string }[];
  readonly onFailure?: readonly {
    readonly criteria: readonly { readonly context?: string; readonly condition: string }[];
  }[];
}
const steps = workflows.flatMap(({ text }) => (JSON.parse(text) as { steps: Step[] }).steps);

/** Names of the examples of an operation's responses, by its id. */
const examples = new Map(
  [dis, await readSpec("iam")].flatMap((spec) =>
    operationsOf(spec).map(({ operation }) => [
      operation.operationId,
      [...examplesOf(spec, operation).keys()],
    ]),
  ),
);

describe("the workflows", () => {
  const requested = steps.flatMap(({ stepId, operationId, parameters = [] }) =>
    parameters
      .filter(({ name }) => name === "Prefer")
      .map(({ value }) => ({ stepId, id: operationId.split(".").at(-1) ?? "", value })),
  );

  test("have a step for every example of every operation of DIS", () => {
    for (const { operation } of operationsOf(dis)) {
      const names = requested.filter(({ id }) => id === operation.operationId);
      expect(new Set(names.map(({ stepId }) => stepId))).toEqual(
        new Set(examples.get(operation.operationId)),
      );
    }
    expect(examples.get("showTransferTask")?.length).toBeGreaterThan(20);
  });

  test("have a step for every example of IAM", () => {
    const all = new Set([...examples.values()].flat());
    expect([...new Set(requested.map(({ stepId }) => stepId))].sort()).toEqual([...all].sort());
  });

  test("request the example that the step is named after", () => {
    for (const { stepId, id, value } of requested) {
      expect(value).toBe(`example=${stepId}`);
      expect(examples.get(id)).toContain(stepId);
    }
  });

  test("wait in every state but those that end the operation's waiter", () => {
    const waiter = operationsOf(dis)
      .flatMap(({ operation }) => operation["x-waiters"] ?? [])
      .find(({ success }) => success.includes("RUNNING"));
    const criterion = steps
      .flatMap(({ onFailure = [] }) => onFailure.flatMap(({ criteria }) => criteria))
      .find(({ context }) => context === "$response.body#/state");
    const waits = new RegExp(criterion?.condition ?? "");
    const states = dis.components?.schemas?.TransferTaskState?.anyOf?.[0]?.enum ?? [];
    const ends: unknown[] = [...(waiter?.success ?? []), ...(waiter?.failure ?? [])];
    expect(ends.length).toBeGreaterThan(2);
    for (const state of [...states, "NEVER_SEEN", "RUNNING2"]) {
      expect([state, waits.test(String(state))]).toEqual([state, !ends.includes(state)]);
    }
  });
});

// Invented. Some have characters that quoting and encoding change; no two share a long word, so
// that none is hidden because of another.
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

// The tests share the servers' closing because they run at the same time.
const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
});

/** A mock that accepts the credentials above and no others. */
async function startMock() {
  const mock = await startMockDis({
    tokens: [secrets.token],
    accessKeys: [{ ak, sk: secrets.sk, securityToken: secrets.securityToken }],
    users: [{ name: user.DIS_IAM_USER, password: secrets.password }],
    // The first state is returned to the check of the credentials.
    scripts: { newtask: ["STARTING", "STARTING", "RUNNING"] },
  });
  closing.push(() => mock.close());
  return mock;
}

interface Change extends Partial<Omit<ProxiedResponse, "body">> {
  readonly body?: string | object;
}

/** Start a proxy that changes the responses of an endpoint. */
async function startInFront(
  endpoint: string,
  change: (response: ProxiedResponse, request: ProxiedRequest) => Change | undefined,
) {
  const proxy = await openProxy(endpoint, {
    onResponse: (response, request) => {
      const { body, ...rest } = { ...response, ...change(response, request) };
      return { ...rest, body: typeof body === "string" ? body : JSON.stringify(body) };
    },
  });
  closing.push(() => proxy.close());
  return proxy;
}

const withoutMockNote = ({ headers }: ProxiedResponse): Change => ({
  headers: { ...headers, "x-mock-note": undefined },
});

/** Run the contract; the report must show no secret. */
async function contract(
  endpoint: string,
  env: NodeJS.ProcessEnv,
  options: Partial<Target> = { "allow-writes": true },
) {
  const target = { endpoint, project, stream: "newstream", task: "newtask", ...options };
  const report = await runContract(target, env).catch((error: Error) => error);
  const shown = report instanceof Error ? report.message : report.text;
  const hidden = [...Object.values(secrets), "EXAMPLE-TOKEN-THAT-OPENS-NOTHING", "Signature="];
  for (const secret of hidden) {
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
  }
  return { shown, failed: report instanceof Error || report.failed };
}

/** The counts of each workflow that was run. */
function rowsOf(text: string): Map<string, { requests: number; checks: number; failed: number }> {
  const row = /^\| (\w+) +\| (\d+) +\| (\d+) +\| (\d+) +\|$/gm;
  return new Map(
    [...text.matchAll(row)].map(([, name = "", requests, checks, failed]) => [
      name,
      { requests: Number(requests), checks: Number(checks), failed: Number(failed) },
    ]),
  );
}

/** The names of the workflows that were not run, in order. */
function skippedIn(text: string): string[] {
  return [...text.matchAll(/^\| (\w+) +\| skipped +\|/gm)].map(([, name = ""]) => name).sort();
}

/** The first line of each problem, by workflow and step. */
function problemsOf(report: string): Map<string, string[]> {
  const problems = new Map<string, string[]>();
  for (const [, places = "", text = ""] of report.matchAll(
    /^(\w+\/\w+(?:, \w+\/\w+)*):\n(.*)$/gm,
  )) {
    for (const place of places.split(", ")) {
      problems.set(place, [...(problems.get(place) ?? []), text]);
    }
  }
  return problems;
}

describe.concurrent("the contract", () => {
  test("holds for the mock in every workflow, with requests signed by temporary keys", async () => {
    const { endpoint } = await startMock();
    const { shown, failed } = await contract(endpoint, { ...keys, ...user });
    expect(shown).toContain("a mock");
    const rows = rowsOf(shown);
    expect([...rows.keys()].sort()).toEqual(workflows.map(({ id }) => id).sort());
    for (const { id, steps } of workflows) {
      const { requests = 0, checks = 0, failed } = rows.get(id) ?? {};
      // Status, schema, and the two criteria of every step.
      expect([id, failed, checks >= 4 * steps.length]).toEqual([id, 0, true]);
      // The task is queried once more while it is starting.
      expect(requests).toBe(steps.length + (id === "wait" ? 1 : 0));
    }
    expect(shown).toMatch(/\n\d{4} checks, 0 failed; 0 of \d+ workflows skipped$/);
    expect(failed).toBe(false);
  });

  test("names every deviation of an endpoint and hides every secret", async () => {
    const mock = await startMock();
    /** Queries of the given task by its name: the first checks the credentials, two wait. */
    let queries = 0;
    /** A task with an error between two secrets, so that a report would show them. */
    const leaky = (body: string, { headers }: ProxiedRequest): string => {
      const { last_transfer_timestamp: _, ...task } = JSON.parse(body);
      const user_password = secrets.field;
      const echo = headers["x-auth-token"] ?? "";
      return JSON.stringify({ user_password, last_transfer_timestamp: "yesterday", echo, ...task });
    };
    const html = { "content-type": "text/html" };
    const elsewhere = await startInFront(mock.endpoint, () => ({ status: 400 }));
    const deviations: Record<
      string,
      {
        when: string;
        problem: RegExp;
        change: (response: ProxiedResponse, request: ProxiedRequest) => Change;
      }
    > = {
      "showTransferTask_200/ObsError": {
        when: "example=ObsError",
        change: ({ body }, request) => ({ body: leaky(body, request) }),
        problem: /^schema check: TYPE must be integer/,
      },
      "showTransferTask_401/IamUnauthorized": {
        when: "example=IamUnauthorized",
        change: () => ({ status: 403 }),
        problem: /^not met: \$statusCode == 401/,
      },
      "showTransferTask_500/DisInternalError": {
        when: "example=DisInternalError",
        change: () => ({ headers: html }),
        problem: /^content-type check: /,
      },
      "showTransferTask_default/GatewayBackendTimeout": {
        when: "example=GatewayBackendTimeout",
        change: () => ({ headers: html }),
        problem: /^not met: \^application\/json/,
      },
      "showTransferTask_403/IamForbidden": {
        when: "example=IamForbidden",
        change: () => ({ body: "<p>not JSON</p>" }),
        problem: /^failed network request: /,
      },
      "tokenExamples/IamTokenWithCatalog": {
        when: "example=IamTokenWithCatalog",
        change: ({ headers }) => ({ headers: { ...headers, "x-subject-token": undefined } }),
        problem: /^not met: \$response\.header\.X-Subject-Token != null/,
      },
      "listProjects_200/IamTwoProjects": {
        when: "example=IamTwoProjects",
        change: () => ({ headers: {} }),
        problem: /^not met: \^application\/json/,
      },
      "wait/waitUntilRunning": {
        when: "query 2",
        // Only the response that makes the step wait is wrong; the last one is right.
        change: ({ body }) => ({ body: { ...JSON.parse(body), create_time: "yesterday" } }),
        problem: /^schema check: TYPE must be integer/,
      },
      "query/showTask": {
        when: "query 4",
        change: ({ body }) => ({ body: { ...JSON.parse(body), task_name: "other" } }),
        problem: /^not met: \$response\.body#\/task_name == \$inputs\.task/,
      },
      "noCredentials/showWithoutToken": {
        when: "no token",
        change: () => ({ status: 200, body: { stream_name: "newstream" } }),
        problem: /^not met: \$statusCode == 401/,
      },
      "list/listOneTask": {
        when: "transfer-tasks?limit=1",
        change: () => ({ body: { tasks: [], total_number: 1 } }),
        problem: /^not met: \$\[\?length\(@\.tasks\) == 1/,
      },
      "life/updateTask": {
        when: "PUT",
        change: () => ({ status: 409 }),
        problem: /^not met: \$statusCode == 200/,
      },
      "malformedName/showWithDot": {
        when: "no.such.task",
        change: () => ({ status: 307, headers: { location: elsewhere.endpoint } }),
        problem: /^not met: \$statusCode == 400/,
      },
      "unknownStream/showInUnknownStream": {
        when: "no-such-stream",
        change: () => ({ body: { errorCode: "DIS.4200", message: "Invalid request." } }),
        problem: /^not met: \$response\.body#\/errorCode == "DIS\.4301"/,
      },
      "unknownTask/showUnknownTask": {
        when: "no-such-task",
        change: () => ({ status: 404 }),
        problem: /^not met: \$statusCode == 400/,
      },
      "projects/listProjects": {
        when: "/v3/projects",
        change: () => ({ body: { projects: [{ id: "f".repeat(32) }] } }),
        problem: /^not met: \$\[\?@\.projects/,
      },
      "token/showTask": {
        when: "query 5",
        change: ({ body }, request) => ({ body: leaky(body, request) }),
        problem: /^schema check: TYPE must be integer/,
      },
    };
    const front = await startInFront(mock.endpoint, (response, request) => {
      const { method, target, headers } = request;
      const isTask = target.endsWith("/newstream/transfer-tasks/newtask");
      if (isTask && headers["x-auth-token"] && !headers.prefer) queries += 1;
      // Every operation has the examples of errors; one of them deviates.
      const isOfIam = /^example=Iam(TokenWithCatalog|TwoProjects)$/.test(`${headers.prefer}`);
      const isOne = isOfIam || (isTask && method === "GET");
      const marks = [
        isOne ? headers.prefer : undefined,
        ...(headers.prefer ? [] : [method, target, ...target.split("/")]),
        isTask ? (headers["x-auth-token"] ? `query ${queries}` : "no token") : undefined,
      ];
      // An undocumented key is not a deviation: objects are open.
      if (headers.prefer === "example=DliRunning") {
        return { body: { ...JSON.parse(response.body), x: 1 } };
      }
      return Object.values(deviations)
        .find(({ when }) => marks.includes(when))
        ?.change(response, request);
    });

    const env = { DIS_AUTH_TOKEN: secrets.token, ...user };
    const { shown, failed } = await contract(front.endpoint, env);
    const problems = problemsOf(shown);
    for (const [place, { problem }] of Object.entries(deviations)) {
      expect([place, problems.get(place)?.filter((text) => problem.test(text))]).toEqual([
        place,
        [expect.any(String)],
      ]);
    }
    // Steps after a failed one in the same workflow are not run; nothing else is reported.
    const between = (id: string, first: string, last?: string) => {
      const steps = workflows.find((workflow) => workflow.id === id)?.steps ?? [];
      const end = last === undefined ? steps.length : steps.indexOf(last);
      return steps.slice(steps.indexOf(first) + 1, end).map((step) => `${id}/${step}`);
    };
    const after = [
      // A failure does not leave the task behind.
      ...between("life", "updateTask", "deleteTask"),
    ];
    expect(after.map((place) => problems.get(place))).toEqual(after.map(() => ["not run"]));
    expect([...problems.keys()].sort()).toEqual([...Object.keys(deviations), ...after].sort());
    // The redirect was not followed.
    expect(elsewhere.recorded).toEqual([]);
    expect(rowsOf(shown).get("destinations")).toMatchObject({ requests: 7 });
    expect(failed).toBe(true);
  });

  test("holds for an endpoint that is not a mock, with a token of an IAM elsewhere", async () => {
    const mock = await startMock();
    const front = await startInFront(mock.endpoint, withoutMockNote);
    const options = { "iam-endpoint": mock.iamEndpoint, "allow-writes": true };
    const { shown, failed } = await contract(front.endpoint, user, options);
    const examples = workflows.filter(({ text }) => text.includes("example="));
    expect(skippedIn(shown)).toEqual(examples.map(({ id }) => id).sort());
    expect(shown).toMatch(/^destinations, .*:\nskipped: only a mock/m);
    expect([...rowsOf(shown).keys()]).toEqual(
      expect.arrayContaining(["life", "list", "projects", "query", "token", "wait"]),
    );
    const counts = `${examples.length} of ${workflows.length}`;
    expect(shown).toMatch(new RegExp(` 0 failed; ${counts} workflows skipped$`));
    expect(failed).toBe(false);
  });

  test("changes nothing unless it is allowed to", async () => {
    const mock = await startMock();
    const front = await startInFront(mock.endpoint, withoutMockNote);
    const { shown, failed } = await contract(front.endpoint, { DIS_AUTH_TOKEN: secrets.token }, {});
    const sent = front.recorded.map(({ request }) => request.method);
    expect(sent.length).toBeGreaterThan(8);
    expect(new Set(sent)).toEqual(new Set(["GET"]));
    expect(shown).toMatch(/^life:\nskipped: it changes dump tasks: pass --allow-writes$/m);
    expect(failed).toBe(false);
  });

  test("leaves out every workflow that changes something, of a mock too", () => {
    const circumstances = {
      isMock: true,
      iamEndpoint: "http://127.0.0.1",
      user: someone,
      allowWrites: false,
    };
    const plan = planOf(workflows, circumstances);
    const skipped = plan.flatMap(({ workflow, skipped }) => (skipped ? workflow.id : []));
    const writing = operationsOf(dis)
      .filter(({ method }) => method !== "GET")
      .map(({ operation }) => operation.operationId);
    expect(writing.length).toBeGreaterThan(3);
    expect(new Set(skipped.map((id) => id.split("_")[0]))).toEqual(new Set(["life", ...writing]));
  });

  const someone = { domain: "", user: "", password: "" };
  const remote = { isMock: false, user: undefined, allowWrites: false };

  test("skips the workflows of IAM without its address, and names the option", () => {
    const plan = planOf(workflows, { ...remote, iamEndpoint: undefined });
    const skipped = new Map(plan.map(({ workflow, skipped }) => [workflow.id, skipped]));
    expect(skipped.get("projects")).toBe("pass --iam-endpoint");
    expect(skipped.get("token")).toBe("pass --iam-endpoint");
    expect(skipped.get("query")).toBe(undefined);
  });

  test("skips the workflow of a password without a user, and names the variables", () => {
    const plan = planOf(workflows, { ...remote, iamEndpoint: "https://iam.example" });
    const token = plan.find(({ workflow }) => workflow.id === "token");
    expect(token?.skipped).toBe("set DIS_IAM_DOMAIN, DIS_IAM_USER and DIS_IAM_PASSWORD");
  });

  test("tries refused credentials only once", async () => {
    const mock = await startMock();
    const front = await startInFront(mock.endpoint, () => undefined);
    const wrong = { ...keys, HUAWEICLOUD_SDK_SK: "wrong" };
    const { shown, failed } = await contract(front.endpoint, wrong);
    expect(shown).toMatch(/^http:\S+ refuses the credentials: .*APIGW\.0301.*$/);
    expect(front.recorded.filter(({ request }) => request.headers.authorization)).toHaveLength(1);
    expect(failed).toBe(true);
  });

  test("needs the address of IAM when the only credentials are those of a user", async () => {
    const mock = await startMock();
    const front = await startInFront(mock.endpoint, withoutMockNote);
    const { shown } = await contract(front.endpoint, user);
    expect(shown).toContain("pass --iam-endpoint");
  });

  const nobody = "http://127.0.0.1:9";
  test.each([
    ["missing credentials", nobody, {}, /No credentials: set DIS_AUTH_TOKEN, or HUAWEI/],
    ["half a key", nobody, { HUAWEICLOUD_SDK_AK: ak }, /HUAWEICLOUD_SDK_SK/],
    ["half a user", nobody, { DIS_IAM_USER: "u" }, /Set all of DIS_IAM_DOMAIN/],
    ["an invalid token", nobody, { DIS_AUTH_TOKEN: "two words" }, /token must be/],
    ["plain http", "http://192.0.2.1", keys, /https/],
    ["an unreachable endpoint", nobody, keys, /127\.0\.0\.1:9 cannot be reached/],
  ])("explains %s", async (_, endpoint, env, message) => {
    const { shown, failed } = await contract(endpoint, env);
    expect(shown).toMatch(message);
    expect(shown).not.toContain("\n");
    expect(failed).toBe(true);
  });
});
