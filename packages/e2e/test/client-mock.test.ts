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
import { DisWaitError, waitForTransferTask } from "@dis-openapi/client/wait";
import { type MockDis, startMockDis } from "@dis-openapi/mock";
import { afterEach, describe, expect, it } from "vitest";
import { at, bundle, isObject } from "./support/spec.js";

type MockOptions = NonNullable<Parameters<typeof startMockDis>[0]>;

const projectId = "0123456789abcdef0123456789abcdef";
const params = { stream_name: "newstream", task_name: "newtask" };
const keys = { ak: "AKEXAMPLE0000000TEST", sk: "SKExampleSecretKeyForTestVectorsOnly0000" };
const quarter = 15 * 60_000;

const running: MockDis[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((mock) => mock.close()));
});

async function start(mockOptions: MockOptions = {}, options: Partial<DisClientOptions> = {}) {
  const mock = await startMockDis(mockOptions);
  running.push(mock);
  return createDisClient({
    endpoint: mock.endpoint,
    projectId,
    auth: token("any"),
    retry: false,
    ...options,
  });
}

/** Sends `Prefer` with every request, as a program of a user could. */
const preferring =
  (example: string): NonNullable<DisClientOptions["fetch"]> =>
  (url, init) => {
    const headers = new Headers(init.headers);
    headers.set("Prefer", `example=${example}`);
    return fetch(url, { ...init, headers });
  };

function examplesOf(response: string): string[] {
  const path = "#/paths/~1v2~1{project_id}~1streams~1{stream_name}~1transfer-tasks~1{task_name}";
  const found = at(
    bundle("openapi"),
    `${path}/get/responses/${response}/content/application~1json/examples`,
  );
  return isObject(found) ? Object.keys(found) : [];
}

describe("a query of the mock", () => {
  it("decodes every task of the spec, and its destination", async () => {
    expect(examplesOf("200")).toHaveLength(9);
    for (const name of examplesOf("200")) {
      const value = at(bundle("openapi"), `#/components/examples/${name}/value`);
      const dis = await start({}, { fetch: preferring(name) });
      const task = await dis.showTransferTask(params);
      expect(task).toEqual(value);
      expect(destinationOf(task)?.type).toBe(task.destination_type);
    }
  });

  it.each([
    ["DisStreamNotFound", 400, "DIS.4301", isStreamNotFound],
    ["DisTaskNotFound", 400, "DIS.4354", isTaskNotFound],
    ["DisTooManyRequests", 400, "DIS.4305", isThrottled],
    ["DisAuthFailed441", 441, "DIS.4114", isAuthError],
    ["GatewayUnauthorized", 401, "APIGW.0301", isAuthError],
    ["GatewayThrottled", 429, "APIGW.0308", isThrottled],
  ])("tells %s apart", async (name, status, code, guard) => {
    const dis = await start({}, { fetch: preferring(name) });
    const error: unknown = await dis.showTransferTask(params).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DisResponseError);
    expect(error).toMatchObject({ status, code, operationId: "showTransferTask", attempts: 1 });
    expect(error).toHaveProperty("requestId", expect.stringMatching(/./));
    const guards = [isStreamNotFound, isTaskNotFound, isThrottled, isAuthError];
    expect(guards.filter((is) => is(error))).toEqual([guard]);
  });

  it("gives raw the same answers", async () => {
    const dis = await start();
    const path = "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}";
    const found = await dis.raw.GET(path, {
      params: { path: { project_id: projectId, ...params } },
    });
    expect(found.data?.task_name).toBe("newtask");
    const missing = await dis.raw.GET(path, {
      params: { path: { project_id: projectId, ...params, task_name: "nosuchtask" } },
    });
    expect(missing.response.status).toBe(400);
    expect(missing.error).toMatchObject({ errorCode: "DIS.4354" });
  });
});

describe("waiting for a scripted task", () => {
  it("ends when it is running", async () => {
    const dis = await start({ scripts: { newtask: ["STARTING", "STARTING", "RUNNING"] } });
    const task = await waitForTransferTask(dis, params, { intervalMs: 1 });
    expect(task.state).toBe("RUNNING");
  });

  it("fails when it is in error, and tells what it saw", async () => {
    const dis = await start({ scripts: { newtask: ["STARTING", "ERROR"] } });
    const error: unknown = await waitForTransferTask(dis, params, { intervalMs: 1 }).catch(
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(DisWaitError);
    expect(error).toMatchObject({
      reason: "failed",
      history: [{ state: "STARTING" }, { state: "ERROR" }],
    });
  });
});

describe("a signature that the mock verifies", () => {
  it("is accepted from the right keys, temporary ones too", async () => {
    const temporary = { ...keys, securityToken: "ggpjbi1ub3J0aC00EXAMPLE" };
    for (const pair of [keys, temporary]) {
      const dis = await start({ accessKeys: [pair] }, { auth: accessKey(pair) });
      expect((await dis.showTransferTask(params)).task_name).toBe("newtask");
    }
  });

  it.each<[string, Partial<DisClientOptions>]>([
    ["an unknown key", { auth: accessKey({ ...keys, ak: "AKUNKNOWN" }) }],
    ["a wrong secret", { auth: accessKey({ ...keys, sk: "wrong" }) }],
    [
      "a request that was changed on the way",
      {
        auth: accessKey(keys),
        fetch: (url, init) => fetch(url.replace("newtask", "obs-orders"), init),
      },
    ],
  ])("is refused for %s", async (_, options) => {
    const dis = await start({ accessKeys: [keys] }, options);
    await expect(dis.showTransferTask(params)).rejects.toMatchObject({
      status: 401,
      code: "APIGW.0301",
      attempts: 1,
    });
  });

  it("is made once more when the clocks differ, and then at once", async () => {
    let requests = 0;
    const dis = await start(
      { accessKeys: [keys], now: () => Date.now() + 2 * quarter },
      {
        auth: accessKey(keys),
        hooks: {
          onRequest: () => {
            requests++;
          },
        },
      },
    );
    expect((await dis.showTransferTask.withResponse(params)).attempts).toBe(2);
    expect((await dis.showTransferTask.withResponse(params)).attempts).toBe(1);
    expect(requests).toBe(3);
  });
});

describe("the mock's IAM", () => {
  const user = { name: "somebody", password: "not-a-real-password" };

  it("gives a password a token, once for all callers", async () => {
    const operations: string[] = [];
    const mock = await startMockDis({ users: [user], tokens: ["another"] });
    running.push(mock);
    const dis = createDisClient({
      endpoint: mock.endpoint,
      projectId,
      auth: iamPassword({
        domain: "company",
        user: user.name,
        password: user.password,
        endpoint: mock.iamEndpoint,
      }),
      hooks: {
        onRequest: ({ operationId }) => {
          operations.push(operationId);
        },
      },
    });
    await Promise.all(Array.from({ length: 5 }, () => dis.showTransferTask(params)));
    expect(operations.filter((name) => name === "createToken")).toHaveLength(1);
    expect(operations.filter((name) => name === "showTransferTask")).toHaveLength(5);
  });

  it("refuses a wrong password, by the name of its operation", async () => {
    const mock = await startMockDis({ users: [user] });
    running.push(mock);
    const dis = createDisClient({
      endpoint: mock.endpoint,
      projectId,
      retry: false,
      auth: iamPassword({
        domain: "company",
        user: user.name,
        password: "wrong",
        endpoint: mock.iamEndpoint,
      }),
    });
    await expect(dis.showTransferTask(params)).rejects.toMatchObject({
      status: 401,
      operationId: "createToken",
    });
  });

  it.each([
    ["cn-north-4", undefined],
    ["cn-north-4_analytics", "2 projects"],
    ["nowhere", "0 projects"],
  ])("looks up the project of %s", async (region, problem) => {
    const mock = await startMockDis({ accessKeys: [keys] });
    running.push(mock);
    const dis = createDisClient({
      endpoint: mock.endpoint,
      auth: accessKey(keys),
      projectId: lookUpProject({ region, endpoint: mock.iamEndpoint }),
    });
    const result: unknown = await dis.showTransferTask(params).catch((thrown) => thrown);
    if (problem === undefined) {
      expect(result).toHaveProperty("task_name", "newtask");
    } else {
      expect(result).toBeInstanceOf(DisConfigError);
      expect(result).toHaveProperty("message", expect.stringContaining(problem));
    }
  });
});
