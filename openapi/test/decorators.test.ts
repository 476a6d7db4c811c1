import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { copySpec, runRedocly } from "../rules/lint.js";

const config = fileURLToPath(new URL("../redocly.yaml", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "dis-openapi-bundle-"));

async function bundle(from: string, to: string): Promise<string> {
  await runRedocly(folder, ["bundle", from, `--output=${to}`, `--config=${config}`]);
  return readFileSync(join(folder, to), "utf8");
}

let first: string;
let second: string;
let again: string;

beforeAll(async () => {
  copySpec(fileURLToPath(new URL("fixtures/task", import.meta.url)), folder, {
    "components/schemas/TaskState.yaml": [
      "description: State of a task.",
      "description: State of a task.\nx-confidence: documented",
    ],
    "components/parameters/TaskName.yaml": [
      "example: mine",
      "example: mine\nx-confidence: sdk\nx-evidence:\n  - source: The SDKs\n    says: They send it.\n  - id: D2\n    source: The reference page\n    says: Its samples forget it.",
    ],
    "paths/v1_tasks_{task_name}.yaml": [
      "description: Returns one task.",
      "description: Returns one task.\n  x-aliases: [GetTask, describeTask]\n  x-confidence: documented",
    ],
    "components/headers/XRequestId.yaml": ["example:", "x-confidence: inferred\nexample:"],
  });
  first = await bundle("openapi.yaml", "first.yaml");
  second = await bundle("openapi.yaml", "second.yaml");
  again = await bundle("first.yaml", "again.yaml");
}, 30_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("a field's confidence and evidence end its description in the bundle", () => {
  const { schemas } = parse(first).components;
  expect(schemas.Task.properties.state.description).toBe(
    "What the task does at present.\n\n**Observed.** Evidence:\n\n- D1, Captured response A: The state is RUNNING.",
  );
});

test("a field without evidence gets its confidence alone", () => {
  const { schemas, headers } = parse(first).components;
  expect(schemas.TaskState.description).toBe("State of a task.\n\n**Documented.**");
  expect(headers.XRequestId.description).toBe("Id of the request.\n\n**Inferred.**");
});

test("evidence names its row of the register, if it has one", () => {
  expect(parse(first).components.parameters.TaskName.description).toBe(
    "Name of the task.\n\n**Known from SDKs only.** Evidence:\n\n- The SDKs: They send it.\n- D2, The reference page: Its samples forget it.",
  );
});

test("a field without evidence and confidence keeps its description", () => {
  const { Task } = parse(first).components.schemas;
  expect(Task.properties.name.description).toBe("Name of the task.");
  expect(Task.description).toBe("A task.");
});

test("the bundle keeps x-evidence and x-confidence for programs", () => {
  expect(parse(first).components.schemas.Task.properties.state).toMatchObject({
    "x-confidence": "observed",
    "x-evidence": [{ id: "D1", source: "Captured response A", says: "The state is RUNNING." }],
  });
});

test("bundling twice produces the same bytes", () => {
  expect(second).toBe(first);
});

test("bundling a bundle appends nothing", () => {
  expect(again).toBe(first);
});

test("an operation's aliases and confidence end its description in the bundle", () => {
  expect(parse(first).paths["/v1/tasks/{task_name}"].get.description).toBe(
    "Returns one task.\n\nAlso known as GetTask, describeTask.\n\n**Documented.**",
  );
});
