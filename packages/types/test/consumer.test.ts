import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";

// A consumer with the strictest options and only this package: no DOM, no Node.
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  skipLibCheck: false,
  noEmit: true,
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dis-openapi-consumer-"));
  mkdirSync(join(folder, "node_modules/@dis-openapi"), { recursive: true });
  symlinkSync(
    fileURLToPath(new URL("..", import.meta.url)),
    join(folder, "node_modules/@dis-openapi/types"),
    "dir",
  );
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true }));

function problems(code: string): string[] {
  const file = join(folder, "program.ts");
  writeFileSync(file, code);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

test("the built package compiles in a strict project that checks declarations", {
  timeout: 60_000,
}, () => {
  expect(
    problems(`
      import { isTransferTaskState, transferTaskStates, type ShowTransferTaskResponse, type paths } from "@dis-openapi/types";
      import type { CreateTokenRequest } from "@dis-openapi/types/iam";

      export function describe(task: ShowTransferTaskResponse): string {
        const first = task.partitions?.[0]?.partitionId ?? "none";
        const state = isTransferTaskState(task.state) ? transferTaskStates.indexOf(task.state) : -1;
        return \`\${first} \${state}\`;
      }
      export const auth: CreateTokenRequest["auth"]["identity"]["methods"] = ["password"];
      export type Path = keyof paths;
    `),
  ).toEqual([]);
});

test("the built package refuses a wrong key, a wrong type and undefined", {
  timeout: 60_000,
}, () => {
  expect(
    problems(`
      import type { ShowTransferTaskResponse } from "@dis-openapi/types";
      export const a: ShowTransferTaskResponse = { stream_nam: "newstream" };
      export const b: ShowTransferTaskResponse = { create_time: "1606554932552" };
      export const c: ShowTransferTaskResponse = { state: undefined };
    `).length,
  ).toBe(3);
});
