import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";

const spec = fileURLToPath(new URL("..", import.meta.url));
const redocly = createRequire(import.meta.url).resolve("@redocly/cli/bin/cli.js");

/** Changes to a copy of a spec, by file: the new content, or a replacement in the old. */
export type Edits = Record<string, string | [from: string, to: string]>;

export interface Problem {
  rule: string;
  /** `file:line`, the file relative to the spec. */
  at: string;
  message: string;
}

/**
 * Lint an edited copy of a spec for each entry, with the rules that redocly.yaml sets for `api`, in
 * one run of the command line, because starting it takes most of the time.
 */
export async function lintEach<Name extends string>(
  source: string,
  api: "openapi" | "iam",
  cases: Record<Name, Edits>,
): Promise<Record<Name, Problem[]>> {
  const folder = mkdtempSync(join(tmpdir(), "dis-openapi-lint-"));
  try {
    const config = parse(readFileSync(join(spec, "redocly.yaml"), "utf8"));
    const names = Object.keys(cases) as Name[]; // Keys of a Record<Name, …> are Names.
    const roots = names.map((name, i) => {
      copySpec(source, join(folder, String(i)), cases[name]);
      return [`case-${i}`, { ...config.apis[api], root: `${i}/${config.apis[api].root}` }];
    });
    const plugins = [join(spec, "rules/index.js")];
    const own = { ...config, plugins, apis: Object.fromEntries(roots) };
    writeFileSync(join(folder, "redocly.yaml"), stringify(own, { aliasDuplicateObjects: false }));

    const problems = await runLint(folder);
    return Object.fromEntries(
      names.map((name, i) => [
        name,
        problems
          .filter(({ at }) => at.startsWith(`${i}/`))
          .map((problem) => ({ ...problem, at: problem.at.slice(`${i}/`.length) })),
      ]),
    ) as Record<Name, Problem[]>; // One entry for each of `names`.
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function copySpec(source: string, target: string, edits: Edits): void {
  cpSync(source, target, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|generated|dist|test|rules)$/.test(path),
  });
  for (const [name, edit] of Object.entries(edits)) {
    const file = join(target, name);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof edit === "string") {
      writeFileSync(file, edit);
      continue;
    }
    const before = readFileSync(file, "utf8");
    const [from, to] = edit;
    if (!before.includes(from)) throw new Error(`${name} does not contain ${JSON.stringify(from)}`);
    writeFileSync(
      file,
      before.replace(from, () => to),
    );
  }
}

/** Run the command line of Redocly and return its standard output, also if it found problems. */
export function runRedocly(folder: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [redocly, ...args],
      {
        cwd: folder,
        maxBuffer: 64 * 1024 * 1024,
        env: { ...process.env, NO_COLOR: "1", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
      },
      (error, stdout, stderr) => {
        // lint exits with 1 if it found problems.
        if (error && error.code !== 1) reject(new Error(stderr, { cause: error }));
        else resolve(stdout);
      },
    );
  });
}

interface Report {
  problems: {
    ruleId: string;
    message: string;
    location: { source: { ref: string }; start?: { line: number } }[];
  }[];
}

async function runLint(folder: string): Promise<Problem[]> {
  const output = await runRedocly(folder, ["lint", "--format=json", "--max-problems=1000"]);
  // One JSON object per API, without a separator.
  const reports: Report[] = JSON.parse(`[${output.replaceAll("\n}{\n", "\n},{\n")}]`);
  return reports.flatMap(({ problems }) =>
    problems.map(({ ruleId, message, location: [place] }) => ({
      rule: ruleId,
      at: `${place?.source.ref}:${place?.start?.line}`,
      message,
    })),
  );
}
