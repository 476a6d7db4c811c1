import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { command } from "../../../../scripts/lib/command.ts";
import { placeOf, root, type Sample } from "./samples.js";

/** Runs a command as it stands, and resolves with what is wrong with what came of it. */
export type CommandTest = (call: string) => Promise<string | undefined>;

/** What `.ci/run` runs on every machine: its lines that have no indent, and the parts of each. */
const ci = new Set(
  readFileSync(new URL(".ci/run", root), "utf8")
    .split("\n")
    .filter((line) => /^\w/.test(line))
    .flatMap((line) => [line, ...line.split(" && ")]),
);

/**
 * What is wrong, by place, with the commands that a reader is shown. One in a block has to be run:
 * by a test or, when it installs packages, by `.ci/run`. One in a sentence has to exist at least.
 */
export async function commandProblem(
  { file, line, code, inline }: Sample,
  tests: Readonly<Record<string, CommandTest>>,
): Promise<string | undefined> {
  for (const [index, text] of (inline ? code.split(" && ") : code.split("\n")).entries()) {
    const call = text.replace(/\s+#.*$/, "").trim();
    if (call === "" || ci.has(call)) continue;
    const test = tests[call] ?? (inline ? existence : nothing);
    const problem = await test(call);
    const place = placeOf({ file, line: inline ? line : line + index });
    if (problem !== undefined) return `${place}: "${call}": ${problem}`;
  }
  return undefined;
}

const nothing: CommandTest = async () => "neither a test nor .ci/run runs it";

/** Whether there is such a program, such a script, such an option of a script. */
const existence: CommandTest = async (call) => {
  const [program, verb = "", ...rest] = call.split(" ");
  const isOwn = program === "npm" && ["ci", "install", "test"].includes(verb);
  if (isOwn) return undefined;
  if (program === "npm" && verb === "pack") return wrongInPack(rest);
  if (program === "npm" && verb === "run") return wrongInRun(rest);
  // The name of a package of ours stands for its one program.
  const own = verb.startsWith("@dis-openapi/") && rest.length === 0;
  const bin = new URL(`node_modules/${own ? verb : `.bin/${verb}`}`, root);
  return program === "npx" && existsSync(bin) ? undefined : "there is no such program";
};

async function wrongInRun([script = "", , ...options]: string[]): Promise<string | undefined> {
  const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
  if (!Object.hasOwn(scripts, script)) return "there is no such script";
  if (options.length === 0) return undefined;
  const help = await npm("run", "--silent", script, "--", "--help");
  const known: readonly string[] = help.match(/--[a-z-]+/g) ?? [];
  const unknown = options.filter((option) => option.startsWith("--") && !known.includes(option));
  return unknown.length > 0 ? `--help does not list ${unknown.join(", ")}` : undefined;
}

/** A reader has to be told to pack all that is published. */
async function wrongInPack(options: string[]): Promise<string | undefined> {
  const [packed, workspaces] = await Promise.all([
    npm("pack", "--dry-run", "--json", "--ignore-scripts", ...options),
    npm("query", ".workspace"),
  ]);
  // Of what npm prints, two keys are read.
  const names = (json: string) =>
    (JSON.parse(json) as { name: string; private?: boolean }[])
      .flatMap((each) => (each.private ? [] : each.name))
      .sort()
      .join(", ");
  return names(packed) === names(workspaces)
    ? undefined
    : `packs ${names(packed)}, and there are ${names(workspaces)}`;
}

async function npm(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await command("npm", args, { cwd: fileURLToPath(root) });
  if (code !== 0) throw new Error(`npm ${args.join(" ")}: ${stderr}`);
  return stdout;
}
