import { beforeEach, describe, expect, test } from "vitest";
import type { MockDis } from "../src/index.js";
import { openOperations } from "../src/operations.js";
import { loadSpecs } from "../src/spec.js";
import { exampleOf, get, project, send, start, taskPath, tokenHeader } from "./helpers.js";

const operations = await openOperations(loadSpecs());

/** Return the body of a request in the spec's examples, with changes to the destination. */
function bodyOf(operationId: string, changes: object = {}) {
  const operation = operations.find((one) => one.operationId === operationId);
  if (!operation) throw new Error(`the spec has no operation ${operationId}`);
  // Bodies of the spec's examples are objects; the first one of each operation is for OBS.
  const { obs_destination_descriptor, ...body } = exampleOf(operation).body as Record<
    string,
    object
  >;
  const descriptor = { ...obs_destination_descriptor, ...changes };
  return { ...body, obs_destination_descriptor: descriptor };
}

const listPath = (stream = "newstream", projectId = project) =>
  taskPath(stream, "", projectId).slice(0, -1);
const create = (mock: MockDis, task_name: string, path = listPath()) =>
  send(mock, "POST", path, bodyOf("createTransferTask", { task_name }));
const batch = (mock: MockDis, action: string, ...ids: string[]) =>
  send(mock, "POST", `${listPath()}/action`, { action, tasks: ids.map((id) => ({ id })) });

/** Return the names of the tasks in a list. */
async function namesIn(mock: MockDis, path = listPath()): Promise<string[]> {
  const { status, body } = await get(mock, path);
  expect(status).toBe(200);
  return body.tasks.map((task: Record<string, string>) => task.task_name);
}

const state = {
  stream: [{ stream_name: "newstream" }, { stream_name: "other" }],
  transferTask: [],
};
let mock: MockDis;

describe("dump tasks", () => {
  beforeEach(async () => {
    mock = await start({ state });
  });

  test("are created, listed, shown, stopped, started and deleted", async () => {
    expect(await namesIn(mock)).toEqual([]);
    const created = await create(mock, "daily");
    expect({ status: created.status, body: created.body }).toEqual({
      status: 201,
      body: undefined,
    });

    const { body: list } = await get(mock, listPath());
    expect(list).toMatchObject({
      total_number: 1,
      tasks: [{ task_name: "daily", state: "RUNNING", destination_type: "OBS" }],
    });
    const id: string = list.tasks[0].task_id;
    expect(id).toMatch(/^[A-Za-z0-9]{19}$/);
    const shown = await get(mock, taskPath("newstream", "daily"));
    expect(shown.body).toMatchObject({
      stream_name: "newstream",
      task_name: "daily",
      task_id: id,
      state: "RUNNING",
      obs_destination_description: { obs_bucket_path: "obsbucket", record_delimiter: "|" },
    });

    for (const [action, after] of [
      ["stop", "PAUSED"],
      ["start", "RUNNING"],
    ] as const) {
      const acted = await batch(mock, action, id);
      expect({ status: acted.status, body: acted.body }).toEqual({ status: 200, body: undefined });
      expect((await get(mock, taskPath("newstream", "daily"))).body.state).toBe(after);
      expect((await get(mock, listPath())).body.tasks[0].state).toBe(after);
    }

    const deleted = await send(mock, "DELETE", taskPath("newstream", "daily"));
    expect({ status: deleted.status, body: deleted.body }).toEqual({
      status: 204,
      body: undefined,
    });
    for (const method of ["GET", "DELETE"]) {
      const gone = await send(mock, method, taskPath("newstream", "daily"));
      expect(gone.status).toBe(400);
      expect(gone.body.errorCode).toBe("DIS.4354");
      expect(gone.body.message).toContain("[daily]");
    }
    expect(await namesIn(mock)).toEqual([]);
  });

  test("are DIS.4355 under a name in use, and DIS.4357 beyond five in a stream", async () => {
    for (const name of ["t1", "t2", "t3", "t4", "t5"]) {
      expect((await create(mock, name)).status).toBe(201);
    }
    const duplicate = await create(mock, "t5");
    expect(duplicate.status).toBe(400);
    expect(duplicate.body.errorCode).toBe("DIS.4355");
    const sixth = await create(mock, "t6");
    expect(sixth.status).toBe(400);
    expect(sixth.body.errorCode).toBe("DIS.4357");
    expect(await namesIn(mock)).toEqual(["t1", "t2", "t3", "t4", "t5"]);
    expect((await create(mock, "t6", listPath("other"))).status).toBe(201);
    await send(mock, "DELETE", taskPath("newstream", "t2"));
    expect((await create(mock, "t6")).status).toBe(201);
  });

  test("belong to one mock, project and stream", async () => {
    await create(mock, "daily");
    expect(await namesIn(mock)).toEqual(["daily"]);
    expect(await namesIn(mock, listPath("other"))).toEqual([]);
    expect(await namesIn(mock, listPath("newstream", "f".repeat(32)))).toEqual([]);
    expect(await namesIn(await start({ state }))).toEqual([]);
  });

  test("get the settings of an update in place of the old ones, and keep everything else", async () => {
    await create(mock, "daily");
    const { body: before } = await get(mock, taskPath("newstream", "daily"));
    const update = bodyOf("updateTransferTask", { task_name: "daily" });
    const updated = await send(mock, "PUT", listPath(), update);
    expect({ status: updated.status, body: updated.body }).toEqual({
      status: 200,
      body: undefined,
    });
    const { body: after } = await get(mock, taskPath("newstream", "daily"));
    const settings = update.obs_destination_descriptor;
    expect(after).toEqual({ ...before, obs_destination_description: settings });
    const missing = bodyOf("updateTransferTask", { task_name: "gone" });
    expect((await send(mock, "PUT", listPath(), missing)).body.errorCode).toBe("DIS.4354");
  });

  test("are stopped all or none, and an unknown id is DIS.4354", async () => {
    await create(mock, "daily");
    const [task] = (await get(mock, listPath())).body.tasks;
    const refused = await batch(mock, "stop", task.task_id, "As805BudhcH1lDs6gbn");
    expect(refused.status).toBe(400);
    expect(refused.body.errorCode).toBe("DIS.4354");
    expect((await get(mock, taskPath("newstream", "daily"))).body.state).toBe("RUNNING");
  });

  test("are listed in pages", async () => {
    for (const name of ["t1", "t2", "t3"]) await create(mock, name);
    expect(await namesIn(mock, `${listPath()}?limit=2`)).toEqual(["t1", "t2"]);
    expect(await namesIn(mock, `${listPath()}?limit=2&start_task_name=t2`)).toEqual(["t3"]);
  });

  test("hide the password of the request that created them", async () => {
    const password = "EXAMPLE-SECRET";
    const dws_destination_descriptor = {
      task_name: "to-dws",
      agency_name: "dis_admin_agency",
      deliver_time_interval: 60,
      dws_cluster_name: "c",
      dws_cluster_id: "92f5bbf4-6e3c-4ad5-9a70-1c8c9f6d2b11",
      dws_database_name: "d",
      dws_schema: "public",
      dws_table_name: "t",
      dws_delimiter: "|",
      user_name: "u",
      user_password: password,
      kms_user_key_name: "k",
      kms_user_key_id: "5d1c3f4e-0b7a-4c92-8e6f-a2b9d0c17e35",
      obs_bucket_path: "b",
      file_prefix: "p",
      retry_duration: 0,
    };
    const body = { destination_type: "DWS", dws_destination_descriptor };
    expect((await send(mock, "POST", listPath(), body)).status).toBe(201);
    const shown = await get(mock, taskPath("newstream", "to-dws"));
    expect(JSON.stringify(shown.body)).not.toContain(password);
    expect(shown.body.dws_destination_descripton.user_name).toBe("u");
  });

  test("are not changed by a request with Prefer", async () => {
    const headers = { ...tokenHeader, Prefer: "example=DisTooManyTasks" };
    const body = bodyOf("createTransferTask", { task_name: "daily" });
    const refused = await send(mock, "POST", listPath(), body, headers);
    expect(refused.body.errorCode).toBe("DIS.4357");
    expect(await namesIn(mock)).toEqual([]);
  });
});

test("a script of a task that is created later decides its states", async () => {
  const mock = await start({ scripts: { daily: ["STARTING", "RUNNING"] } });
  await create(mock, "daily");
  const states = [];
  for (let call = 0; call < 3; call += 1) {
    states.push((await get(mock, taskPath("newstream", "daily"))).body.state);
  }
  expect(states).toEqual(["STARTING", "RUNNING", "RUNNING"]);
});
