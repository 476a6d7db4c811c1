import { fileURLToPath } from "node:url";
import ts from "typescript";

const goal = 10_000;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  // The declarations of the packages and of what they import are part of the cost.
  skipLibCheck: false,
};

/** What a program costs to type-check that uses the packages as they were built. */
export async function run(): Promise<void> {
  const file = fileURLToPath(new URL("programs/consumer.ts", import.meta.url));
  const program = ts.createProgram([file], options);
  const problems = ts.getPreEmitDiagnostics(program);
  const instantiations = program.getInstantiationCount();
  console.log(`\nType-check of a consumer (gate: fewer than ${goal} instantiations)`);
  console.table([{ instantiations, types: program.getTypeCount(), errors: problems.length }]);
  for (const { messageText } of problems) {
    console.error(ts.flattenDiagnosticMessageText(messageText, "\n"));
  }
  if (problems.length > 0 || instantiations >= goal) process.exitCode = 1;
}
