/** A test of a program that calls DIS: `node --test`. The mock listens on a free loopback port. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createDisClient, type DisClient, isTaskNotFound, token } from "@dis-openapi/client";
import { type MockDis, startMockDis } from "@dis-openapi/mock";

let mock: MockDis;
let dis: DisClient;

before(async () => {
  mock = await startMockDis({ scripts: { "orders-to-obs": ["STARTING", "RUNNING"] } });
  dis = createDisClient({
    endpoint: mock.endpoint,
    projectId: "0123456789abcdef0123456789abcdef",
    auth: token("any-token"),
  });
});
after(() => mock.close());

test("a task starts, then runs", async () => {
  const params = { stream_name: "orders", task_name: "orders-to-obs" };
  assert.equal((await dis.showTransferTask(params)).state, "STARTING");
  assert.equal((await dis.showTransferTask(params)).state, "RUNNING");
});

test("a missing task is distinguished from other errors", async () => {
  const params = { stream_name: "orders", task_name: "nobody-made-it" };
  await assert.rejects(dis.showTransferTask(params), isTaskNotFound);
});
