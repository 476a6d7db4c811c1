import {
  type BatchTransferTaskRequest,
  type CreateTransferTaskRequest,
  createDisClient,
  type DisClient,
  DisConfigError,
  DisConnectionError,
  destinationOf,
  isStreamNotFound,
  isTaskNotFound,
  token,
} from "@dis-openapi/client";
import {
  waitForTransferTask,
  waitForTransferTaskDeleted,
  waitForTransferTaskStopped,
} from "@dis-openapi/client/wait";
import { type MockDis, startMockDis } from "@dis-openapi/mock";
import { afterEach, beforeEach, expect, test } from "vitest";

const projectId = "0123456789abcdef0123456789abcdef";
const stream_name = "newstream";
const params = { stream_name, task_name: "daily" };
const settings = {
  task_name: "daily",
  agency_name: "dis_admin_agency",
  deliver_time_interval: 60,
  obs_bucket_path: "obsbucket",
};
const body: CreateTransferTaskRequest = {
  destination_type: "OBS",
  obs_destination_descriptor: settings,
};
const soon = { intervalMs: 1, timeoutMs: 5_000 };

let mock: MockDis;
let dis: DisClient;
/** Method and path of each request. */
const requests: string[] = [];
/** Called instead of the network for the next request. */
let instead: typeof fetch | undefined;

beforeEach(async () => {
  mock = await startMockDis({ state: { stream: [{ stream_name }], transferTask: [] } });
  requests.length = 0;
  dis = createDisClient({
    endpoint: mock.endpoint,
    projectId,
    auth: token("any"),
    retry: { baseDelayMs: 1 },
    fetch: (url, init) => {
      requests.push(`${init.method} ${new URL(url).pathname.replace(/.*\/streams/, "")}`);
      const send = instead ?? fetch;
      instead = undefined;
      return send(url, init);
    },
  });
});
afterEach(() => mock.close());

/** Return what a promise rejects with. */
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => Promise.reject(new Error("Expected a rejection")),
    (error) => error,
  );
const namesOf = async () =>
  (await dis.listTransferTasks({ stream_name })).tasks?.map(({ task_name }) => task_name);
const batch = async (action: BatchTransferTaskRequest["action"]) => {
  const { task_id: id = "" } = await dis.showTransferTask(params);
  return dis.batchTransferTask({ stream_name, body: { action, tasks: [{ id }] } });
};

test("a task is created, listed, shown, changed, stopped, started and deleted", async () => {
  expect(await dis.listTransferTasks({ stream_name })).toMatchObject({
    total_number: 0,
    tasks: [],
  });
  expect(await dis.createTransferTask({ stream_name, body })).toBeUndefined();
  expect(await namesOf()).toEqual(["daily"]);
  expect((await waitForTransferTask(dis, params, soon)).state).toBe("RUNNING");

  const change = { ...settings, file_prefix: "orders/hourly" };
  expect(
    await dis.updateTransferTask({ stream_name, body: { obs_destination_descriptor: change } }),
  ).toBeUndefined();
  const destination = destinationOf(await dis.showTransferTask(params));
  expect(destination).toMatchObject({ type: "OBS", description: { file_prefix: "orders/hourly" } });

  expect(await batch("stop")).toBeUndefined();
  expect((await waitForTransferTaskStopped(dis, params, soon)).state).toBe("PAUSED");
  expect(await batch("start")).toBeUndefined();
  expect((await waitForTransferTask(dis, params, soon)).state).toBe("RUNNING");

  expect(await dis.deleteTransferTask(params)).toBeUndefined();
  expect(await waitForTransferTaskDeleted(dis, params, soon)).toBeUndefined();
  expect(await namesOf()).toEqual([]);
});

test("a success without a body has a response", async () => {
  const { data, response, attempts } = await dis.createTransferTask.withResponse({
    stream_name,
    body,
  });
  expect({ data, status: response.status, attempts }).toEqual({
    data: undefined,
    status: 201,
    attempts: 1,
  });
});

test.each<[what: string, call: (dis: DisClient) => Promise<unknown>]>([
  ["shown", (dis) => dis.showTransferTask(params)],
  ["deleted", (dis) => dis.deleteTransferTask(params)],
  [
    "changed",
    (dis) =>
      dis.updateTransferTask({ stream_name, body: { obs_destination_descriptor: settings } }),
  ],
  [
    "stopped",
    (dis) =>
      dis.batchTransferTask({
        stream_name,
        body: { action: "stop", tasks: [{ id: "As805BudhcH1lDs6gbn" }] },
      }),
  ],
])("a missing task that is to be %s is recognised by one guard", async (_, call) => {
  const error = await failure(call(dis));
  expect(error).toMatchObject({ status: 400, code: "DIS.4354", attempts: 1 });
  expect([isTaskNotFound(error), isStreamNotFound(error)]).toEqual([true, false]);
});

test.each<[what: string, call: (dis: DisClient, stream_name: string) => Promise<unknown>]>([
  ["list", (dis, stream_name) => dis.listTransferTasks({ stream_name })],
  ["create", (dis, stream_name) => dis.createTransferTask({ stream_name, body })],
])("a missing stream is recognised by one guard: %s", async (_, call) => {
  const error = await failure(call(dis, "gone"));
  expect(error).toMatchObject({ status: 400, code: "DIS.4301" });
  expect([isTaskNotFound(error), isStreamNotFound(error)]).toEqual([false, true]);
});

test("a name in use and a sixth task are refused by codes of their own", async () => {
  const create = (task_name: string) =>
    dis.createTransferTask({
      stream_name,
      body: { destination_type: "OBS", obs_destination_descriptor: { ...settings, task_name } },
    });
  for (const name of ["t1", "t2", "t3", "t4", "t5"]) await create(name);
  expect(await failure(create("t5"))).toMatchObject({ status: 400, code: "DIS.4355" });
  expect(await failure(create("t6"))).toMatchObject({ status: 400, code: "DIS.4357" });
});

test("the list can be read in pages", async () => {
  for (const task_name of ["t1", "t2", "t3"]) {
    const obs_destination_descriptor = { ...settings, task_name };
    await dis.createTransferTask({
      stream_name,
      body: { destination_type: "OBS", obs_destination_descriptor },
    });
  }
  const page = await dis.listTransferTasks({ stream_name, limit: 2, start_task_name: "t1" });
  expect(page.tasks?.map(({ task_name }) => task_name)).toEqual(["t2", "t3"]);
});

test.each<[what: string, call: (dis: DisClient) => Promise<unknown>, names: RegExp]>([
  ["a limit out of range", (dis) => dis.listTransferTasks({ stream_name, limit: 0 }), /limit/],
  // The types forbid the others, but not to a JavaScript caller.
  [
    "no body",
    (dis) =>
      dis.createTransferTask({ stream_name } as Parameters<DisClient["createTransferTask"]>[0]),
    /body/,
  ],
  [
    "a list as a name",
    (dis) => dis.deleteTransferTask({ stream_name, task_name: ["a", "b"] as unknown as string }),
    /task_name/,
  ],
])("%s is refused before anything is sent", async (_, call, names) => {
  const error = await failure(call(dis));
  expect(error).toBeInstanceOf(DisConfigError);
  expect(error).toHaveProperty("message", expect.stringMatching(names));
  expect(requests).toEqual([]);
});

/** Let the mock act, and lose its response. */
const loseResponse: typeof fetch = async (url, init) => {
  await (await fetch(url, init)).text();
  throw new TypeError("socket hang up");
};

test("a creation whose response is lost is not sent again", async () => {
  instead = loseResponse;
  const error = await failure(dis.createTransferTask({ stream_name, body }));
  expect(error).toBeInstanceOf(DisConnectionError);
  expect(requests).toEqual(["POST /newstream/transfer-tasks"]);
  expect(await namesOf()).toEqual(["daily"]);
});

test("a deletion whose response is lost is sent again, and its error says what may have happened", async () => {
  await dis.createTransferTask({ stream_name, body });
  requests.length = 0;
  instead = loseResponse;
  const error = await failure(dis.deleteTransferTask(params));
  expect(isTaskNotFound(error)).toBe(true);
  expect(error).toMatchObject({
    attempts: 2,
    message: expect.stringContaining("An earlier attempt of this call may have succeeded."),
  });
  const sent = "DELETE /newstream/transfer-tasks/daily";
  expect(requests).toEqual([sent, sent]);
});
