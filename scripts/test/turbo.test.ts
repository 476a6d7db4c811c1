import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { root } from "../generate/lib/spec.ts";

interface Task {
  taskId: string;
  command: string;
  directory: string;
  dependencies: string[];
  inputs: Record<string, string>;
  outputs: string[] | null;
}

// What `turbo run --dry=json` prints, of which these keys are read.
const { tasks } = JSON.parse(
  execFileSync(
    process.execPath,
    [
      "--import",
      "tsx",
      "scripts/turbo.ts",
      "run",
      "generate",
      "build",
      "docs",
      "test",
      "typecheck",
      "--dry=json",
    ],
    { cwd: fileURLToPath(root), encoding: "utf8", maxBuffer: 1e8 },
  ),
) as { tasks: Task[] };
const real = tasks.filter(({ command }) => command !== "<NONEXISTENT>");

function before(id: string): string[] {
  const task = tasks.find(({ taskId }) => taskId === id);
  return (task?.dependencies ?? []).flatMap((dependency) => [dependency, ...before(dependency)]);
}

const path = ({ directory }: Task, file: string) =>
  new URL(file, new URL(`${directory}/`, root)).pathname;

/** Whether a file is among what a task writes: a file, or everything below a folder. */
function writes(task: Task, file: string): boolean {
  return (task.outputs ?? []).some((output) => {
    const place = path(task, output.replace(/\*\*$/, ""));
    return output.endsWith("**") ? file.startsWith(place) : file === place;
  });
}

test("whatever writes a file waits for lint", () => {
  const writers = real.filter(({ outputs }) => (outputs ?? []).length > 0);
  expect(writers.length).toBeGreaterThan(6);
  for (const { taskId } of writers)
    expect([taskId, before(taskId)]).toEqual([
      taskId,
      expect.arrayContaining(["@dis-openapi/spec#lint"]),
    ]);
});

test("no task has a file among its inputs that a task writes", () => {
  const found = real.flatMap((reader) =>
    Object.keys(reader.inputs)
      .filter((file) => real.some((writer) => writes(writer, path(reader, file))))
      .map((file) => `${reader.taskId} reads ${file}`),
  );
  expect(found).toEqual([]);
});

test("every task says what it reads and what it writes", () => {
  const config = JSON.parse(
    readFileSync(new URL("turbo.json", root), "utf8").replace(/^ *\/\/.*$/gm, ""),
  );
  for (const [name, task] of Object.entries(config.tasks)) {
    expect([name, task]).toEqual([
      name,
      expect.objectContaining({ inputs: expect.any(Array), outputs: expect.any(Array) }),
    ]);
  }
});
