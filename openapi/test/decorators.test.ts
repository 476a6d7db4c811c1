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
    "paths/v1_tasks_{task_name}.yaml": [
      "description: Returns one task.",
      "description: Returns one task.\n  x-aliases: [GetTask, describeTask]",
    ],
  });
  first = await bundle("openapi.yaml", "first.yaml");
  second = await bundle("openapi.yaml", "second.yaml");
  again = await bundle("first.yaml", "again.yaml");
}, 30_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("evidence and confidence stay out of the description, in extensions of their own", () => {
  expect(parse(first).components.schemas.Task.properties.state).toMatchObject({
    description: "What the task does at present.",
    "x-confidence": "observed",
    "x-evidence": [{ id: "D1", source: "capture-a", says: "The state is RUNNING." }],
  });
});

test("bundling twice produces the same bytes", () => {
  expect(second).toBe(first);
});

test("bundling a bundle appends nothing", () => {
  expect(again).toBe(first);
});

test("an operation's aliases end its description in the bundle", () => {
  expect(parse(first).paths["/v1/tasks/{task_name}"].get.description).toBe(
    "Returns one task.\n\nAlso known as GetTask, describeTask.",
  );
});
