import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createDisClient, type DisClient, token } from "@dis-openapi/client";
import { type MockDis, startMockDis } from "@dis-openapi/mock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const projectId = "0123456789abcdef0123456789abcdef";

/** Run a program of examples/ and return what it prints. */
async function run(name: string, args: string[] = [], env: Record<string, string> = {}) {
  const file = fileURLToPath(new URL(`../../../examples/${name}/index.ts`, import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", file, ...args],
    { env: { PATH: process.env.PATH, ...env } },
  );
  return stdout;
}

describe("examples/demo", () => {
  test("prints the life of a task, and the error for the deleted one", async () => {
    const lines = (await run("demo")).split("\n").filter((line) => /^\w/.test(line));
    expect(lines).toEqual([
      "hourly: created",
      "hourly: RUNNING",
      "hourly: dumps newstream to",
      "hourly: PAUSED",
      "hourly: deleted",
      "hourly: DIS.4354",
    ]);
  });

  test("prints only the queried task with --json", async () => {
    expect(JSON.parse(await run("demo", ["--json"]))).toMatchObject({
      stream_name: "newstream",
      task_name: "hourly",
      state: "RUNNING",
    });
  });
});

describe("examples/keep-task", () => {
  let mock: MockDis;
  let dis: DisClient;
  beforeEach(async () => {
    mock = await startMockDis();
    dis = createDisClient({ endpoint: mock.endpoint, projectId, auth: token("any") });
  });
  afterEach(() => mock.close());

  const keep = (...args: string[]) =>
    run("keep-task", args, {
      DIS_ENDPOINT: mock.endpoint,
      HUAWEICLOUD_SDK_AK: "any",
      HUAWEICLOUD_SDK_SK: "any",
      HUAWEICLOUD_SDK_PROJECT_ID: projectId,
    });
  const params = { stream_name: "newstream", task_name: "hourly" };

  test("creates an absent task, leaves a running one alone, and restarts a paused one", async () => {
    expect(await keep()).toBe("hourly: created\n");
    expect(await keep()).toBe("");
    const { task_id: id = "" } = await dis.showTransferTask(params);
    const { stream_name } = params;
    await dis.batchTransferTask({ stream_name, body: { action: "stop", tasks: [{ id }] } });
    expect(await keep()).toBe("hourly: restarted\n");
    expect((await dis.showTransferTask(params)).state).toBe("RUNNING");
  });

  test("reports what differs, and changes nothing", async () => {
    const task_name = "newtask";
    const before = await dis.showTransferTask({ ...params, task_name });
    expect(await keep("newstream", task_name)).toBe(
      "newtask: deliver_time_interval is 60, not 300\n" +
        "newtask: partition_format is yyyy/MM/dd, not yyyy/MM/dd/HH\n",
    );
    expect(await dis.showTransferTask({ ...params, task_name })).toEqual(before);
  });

  test("refuses a task with another destination", async () => {
    await expect(keep("payments", "payments-to-dws")).rejects.toThrow(
      "payments-to-dws has the destination DWS, not OBS",
    );
  });
});
