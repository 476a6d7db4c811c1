import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";

/** The errors of a strict compiler on files with the given names and texts, with their lines. */
export function compile(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), "dis-openapi-compile-"));
  try {
    const names = Object.entries({ "package.json": '{ "type": "module" }', ...files }).map(
      ([name, text]) => {
        const path = join(folder, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
        return path;
      },
    );
    const program = ts.createProgram(
      names.filter((name) => name.endsWith(".ts")),
      {
        target: ts.ScriptTarget.ES2022,
        lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noUnusedLocals: true,
        skipDefaultLibCheck: true,
        noEmit: true,
      },
    );
    return ts.getPreEmitDiagnostics(program).map(({ messageText, file, start }) => {
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
      return `${file?.fileName.slice(folder.length + 1)}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
