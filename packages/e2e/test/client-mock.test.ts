import {
  accessKey,
  createDisClient,
  type DisClientOptions,
  DisConfigError,
  DisResponseError,
  destinationOf,
  isAuthError,
  isStreamNotFound,
  isTaskNotFound,
  isThrottled,
  token,
} from "@dis-openapi/client";
import { iamPassword, lookUpProject } from "@dis-openapi/client/iam";
import { rawClient } from "@dis-openapi/client/raw";
import { DisWaitError, waitForTransferTask } from "@dis-openapi/client/wait";
import { type MockDis, startMockDis } from "@dis-openapi/mock";
import { afterEach, describe, expect, test } from "vitest";
import { bundle, examples, json, operations } from "./support/spec.js";

type MockOptions = NonNullable<Parameters<typeof startMockDis>[0]>;

const projectId = "0123456789abcdef0123456789abcdef";
const params = { stream_name: "newstream", task_name: "newtask" };
const keys = { ak: "AKEXAMPLE0000000TEST", sk: "SKExampleSecretKeyForTestVectorsOnly0000" };

const running: MockDis[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((mock) => mock.close()));
});

async function startMock(options: MockOptions = {}): Promise<MockDis> {
  const mock = await startMockDis(options);
  running.push(mock);
  return mock;
}

const clientOf = ({ endpoint }: MockDis, options: Partial<DisClientOptions> = {}) =>
  createDisClient({ endpoint, projectId, auth: token("any"), retry: false, ...options });

/** Send `Prefer` with every request, as a user's program could. */
const preferring =
  (example: string): NonNullable<DisClientOptions["fetch"]> =>
  (url, init) => {
    const headers = new Headers(init.headers);
    headers.set("Prefer", `example=${example}`);
    return fetch(url, { ...init, headers });
  };

/** Return what a promise rejects with. */
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => Promise.reject(new Error("Expected a rejection")),
    (error) => error,
  );

const spec = bundle("openapi");
const operation = operations(spec).find(({ id }) => id === "showTransferTask");
const tasks = operation ? examples(spec, json(spec, operation, "200")) : [];

test("the spec has examples of tasks", () => {
  expect(tasks.length).toBeGreaterThanOrEqual(9);
});

test.each(tasks)("the client decodes the example %s and its destination", async (name, value) => {
  const dis = clientOf(await startMock(), { fetch: preferring(name) });
  const task = await dis.showTransferTask(params);
  expect(task).toEqual(value);
  expect(destinationOf(task)?.type).toBe(task.destination_type);
});

test.each([
  ["DisStreamNotFound", 400, "DIS.4301", isStreamNotFound],
  ["DisTaskNotFound", 400, "DIS.4354", isTaskNotFound],
  ["DisTooManyRequests", 400, "DIS.4305", isThrottled],
  ["DisAuthFailed441", 441, "DIS.4114", isAuthError],
  ["GatewayUnauthorized", 401, "APIGW.0301", isAuthError],
  ["GatewayThrottled", 429, "APIGW.0308", isThrottled],
])("exactly one guard recognises the error %s", async (name, status, code, guard) => {
  const dis = clientOf(await startMock(), { fetch: preferring(name) });
  const error = await failure(dis.showTransferTask(params));
  expect(error).toBeInstanceOf(DisResponseError);
  expect(error).toMatchObject({ status, code, operationId: "showTransferTask", attempts: 1 });
  expect(error).toHaveProperty("requestId", expect.stringMatching(/./));
  const guards = [isStreamNotFound, isTaskNotFound, isThrottled, isAuthError];
  expect(guards.filter((is) => is(error))).toEqual([guard]);
});

test("the raw client gets the task and the error of the mock", async () => {
  const dis = clientOf(await startMock());
  const path = "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}";
  const found = await rawClient(dis).GET(path, {
    params: { path: { project_id: projectId, ...params } },
  });
  expect(found.data?.task_name).toBe("newtask");
  const missing = await rawClient(dis).GET(path, {
    params: { path: { project_id: projectId, ...params, task_name: "nosuchtask" } },
  });
  expect(missing.response.status).toBe(400);
  expect(missing.error).toMatchObject({ errorCode: "DIS.4354" });
});

test("waiting for a task ends when the mock reports RUNNING", async () => {
  const mock = await startMock({ scripts: { newtask: ["STARTING", "STARTING", "RUNNING"] } });
  const task = await waitForTransferTask(clientOf(mock), params, { intervalMs: 1 });
  expect(task.state).toBe("RUNNING");
});

test("waiting for a task fails with its history when the mock reports ERROR", async () => {
  const mock = await startMock({ scripts: { newtask: ["STARTING", "ERROR"] } });
  const error = await failure(waitForTransferTask(clientOf(mock), params, { intervalMs: 1 }));
  expect(error).toBeInstanceOf(DisWaitError);
  expect(error).toMatchObject({
    reason: "failed",
    history: [{ state: "STARTING" }, { state: "ERROR" }],
  });
});

test.each([
  ["permanent", keys],
  ["temporary", { ...keys, securityToken: "ggpjbi1ub3J0aC00EXAMPLE" }],
])("the mock accepts the signature of a known %s access key", async (_, pair) => {
  const dis = clientOf(await startMock({ accessKeys: [pair] }), { auth: accessKey(pair) });
  expect((await dis.showTransferTask(params)).task_name).toBe("newtask");
});

test.each<[string, Partial<DisClientOptions>]>([
  ["of an unknown access key", { auth: accessKey({ ...keys, ak: "AKUNKNOWN" }) }],
  ["made with a wrong secret key", { auth: accessKey({ ...keys, sk: "wrong" }) }],
  [
    "of a request that was changed on the way",
    {
      auth: accessKey(keys),
      fetch: (url, init) => fetch(url.replace("newtask", "obs-orders"), init),
    },
  ],
])("the mock refuses the signature %s", async (_, options) => {
  const dis = clientOf(await startMock({ accessKeys: [keys] }), options);
  await expect(dis.showTransferTask(params)).rejects.toMatchObject({
    status: 401,
    code: "APIGW.0301",
    attempts: 1,
  });
});

test("the client corrects its clock once when the mock's differs", async () => {
  let requests = 0;
  const mock = await startMock({ accessKeys: [keys], now: () => Date.now() + 30 * 60_000 });
  const dis = clientOf(mock, {
    auth: accessKey(keys),
    hooks: {
      onRequest: () => {
        requests++;
      },
    },
  });
  expect((await dis.showTransferTask.withResponse(params)).attempts).toBe(2);
  expect((await dis.showTransferTask.withResponse(params)).attempts).toBe(1);
  expect(requests).toBe(3);
});

describe("with a user of the mock's IAM", () => {
  const user = { name: "somebody", password: "not-a-real-password" };
  const passwordOf = ({ iamEndpoint }: MockDis, password = user.password) =>
    iamPassword({ domain: "company", user: user.name, password, endpoint: iamEndpoint });

  test("five concurrent calls get one token", async () => {
    const sent: string[] = [];
    const mock = await startMock({ users: [user], tokens: ["another"] });
    const dis = clientOf(mock, {
      auth: passwordOf(mock),
      hooks: {
        onRequest: ({ operationId }) => {
          sent.push(operationId);
        },
      },
    });
    await Promise.all(Array.from({ length: 5 }, () => dis.showTransferTask(params)));
    expect(sent.filter((name) => name === "createToken")).toHaveLength(1);
    expect(sent.filter((name) => name === "showTransferTask")).toHaveLength(5);
  });

  test("a wrong password fails with the id of IAM's operation", async () => {
    const mock = await startMock({ users: [user] });
    const dis = clientOf(mock, { auth: passwordOf(mock, "wrong") });
    await expect(dis.showTransferTask(params)).rejects.toMatchObject({
      status: 401,
      operationId: "createToken",
    });
  });
});

describe("with a project to be looked up at the mock's IAM", () => {
  async function show(region: string) {
    const mock = await startMock({ accessKeys: [keys] });
    const projectId = lookUpProject({ region, endpoint: mock.iamEndpoint });
    return clientOf(mock, { auth: accessKey(keys), projectId }).showTransferTask(params);
  }

  test("the client finds the only project of a region", async () => {
    expect(await show("cn-north-4")).toHaveProperty("task_name", "newtask");
  });

  test.each([
    ["cn-north-4_analytics", "2 projects"],
    ["nowhere", "0 projects"],
  ])("the client refuses the region %s, which has %s", async (region, problem) => {
    const error = await failure(show(region));
    expect(error).toBeInstanceOf(DisConfigError);
    expect(error).toHaveProperty("message", expect.stringContaining(problem));
  });
});
