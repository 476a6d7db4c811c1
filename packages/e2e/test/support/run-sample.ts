import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { given, placeOf, programName, programOf, root, type Sample, wrongIn } from "./samples.js";

/** A project outside the repository, with the packages of the repository as they were built. */
export interface Project {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** @param env all that a sample finds in its environment. */
export async function openProject(env: Project["env"]): Promise<Project> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "dis-openapi-samples-"));
  symlinkSync(fileURLToPath(new URL("node_modules", root)), join(folder, "node_modules"), "dir");
  await compile(folder, "given.ts", given());
  return { folder, env };
}

export function closeProject({ folder }: Project): void {
  rmSync(folder, { recursive: true });
}

/** Runs a sample. Resolves with what is wrong with it, by place; undefined when nothing is. */
export async function programProblem(
  sample: Sample,
  { folder, env }: Project,
): Promise<string | undefined> {
  const program = await compile(folder, programName(sample), programOf(sample), sample.file);
  // One file for both streams, so that the lines of both are in their order.
  const log = openSync(`${program}.log`, "w");
  const child = spawn(
    process.execPath,
    ["--enable-source-maps", "--import", pathToFileURL(join(folder, "given.ts.mjs")).href, program],
    {
      cwd: folder,
      env: { ...env, NODE_NO_WARNINGS: "1" },
      stdio: ["ignore", log, log],
      timeout: 30_000,
    },
  );
  const [code] = await once(child, "close");
  closeSync(log);
  const printed = readFileSync(`${program}.log`, "utf8");
  if (code === 0) return wrongIn(sample, printed);
  const said = printed.replaceAll(`${pathToFileURL(folder)}/`, "").replaceAll(`${folder}/`, "");
  return `${placeOf(sample)}: ends with ${code ?? "a signal"}: ${said.trim()}`;
}

/** Takes the types away, no import with them, and keeps the places of the lines. */
async function compile(folder: string, name: string, source: string, file = name): Promise<string> {
  const { code } = await transform(source, {
    loader: "ts",
    target: "node20.19",
    sourcemap: "inline",
    sourcefile: file,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, code);
  return path;
}
