import { expect, test } from "vitest";
import { readSpec } from "../../../scripts/generate/lib/spec.ts";
import { requestCheck } from "./requests.ts";

const check = requestCheck(await readSpec("openapi"));
const tasks = "/v2/0123456789abcdef0123456789abcdef/streams/newstream/transfer-tasks";

function problemsOf(operationId: string, method: string, target: string, body?: object): string[] {
  const headers = { "content-type": "application/json;charset=UTF-8" };
  const bytes = Buffer.from(body === undefined ? "" : JSON.stringify(body));
  return check(operationId, { method, target, headers, body: bytes });
}

test("a request that the spec allows has no problem", () => {
  expect(problemsOf("listTransferTasks", "GET", `${tasks}?limit=5`)).toEqual([]);
  expect(problemsOf("deleteTransferTask", "DELETE", `${tasks}/new-task`)).toEqual([]);
  const stop = { action: "stop", tasks: [{ id: "As805BudhcH1lDs6gbn" }], unknown: 1 };
  expect(problemsOf("batchTransferTask", "POST", `${tasks}/action`, stop)).toEqual([]);
});

test.each([
  ["another path", "listTransferTasks", "GET", `${tasks}/`, undefined, `sent GET ${tasks}/`],
  ["another method", "deleteTransferTask", "GET", `${tasks}/a`, undefined, `sent GET ${tasks}/a`],
  [
    "a wrong name",
    "deleteTransferTask",
    "DELETE",
    `${tasks}/a.b`,
    undefined,
    /^task_name must match/,
  ],
  [
    "a wrong limit",
    "listTransferTasks",
    "GET",
    `${tasks}?limit=0`,
    undefined,
    "limit must be >= 1",
  ],
  ["an unknown parameter", "listTransferTasks", "GET", `${tasks}?size=1`, undefined, "query size"],
  ["no body", "batchTransferTask", "POST", `${tasks}/action`, undefined, "no body"],
  [
    "a missing field",
    "batchTransferTask",
    "POST",
    `${tasks}/action`,
    { action: "stop" },
    /'tasks'$/,
  ],
  [
    "a number as text",
    "batchTransferTask",
    "POST",
    `${tasks}/action`,
    { action: "stop", tasks: [{ id: 7 }] },
    "body/tasks/0/id must be string",
  ],
] as const)("%s is a problem", (_, operationId, method, target, body, problem) => {
  const [found, ...more] = problemsOf(operationId, method, target, body);
  expect(found).toEqual(typeof problem === "string" ? problem : expect.stringMatching(problem));
  expect(more).toEqual([]);
});
