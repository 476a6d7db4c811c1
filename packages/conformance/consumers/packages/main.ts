/**
 * Use the packages as their users get them: install the packed tarballs into each program of
 * examples/, type-check it under every supported TypeScript, and run its `start` script against the
 * mock.
 */
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { markdownTable } from "markdown-table";
import pLimit from "p-limit";
import { parseOptions } from "../../../../scripts/generate/lib/options.ts";
import { root } from "../../../../scripts/generate/lib/spec.ts";
import { install, installTool } from "../../lib/install.ts";
import { type Packed, withPacked } from "../../lib/pack.ts";
import { during } from "../../lib/progress.ts";
import { type Problem, together } from "../../lib/report.ts";
import { run } from "../../lib/run.ts";
import { wrongOutput } from "../samples/samples.ts";

parseOptions(
  `Install the packed packages into the programs of examples/, type-check these under every supported
TypeScript, and run them against the mock. Downloads compilers that are not in the cache.`,
  "npm run test:packages",
);

/** The oldest version that the declarations of openapi-fetch support, and the newest of each later line. */
const compilers = ["5.4.5", "5.9.3", "6.0.3", "7.0.2"] as const;
type Compiler = (typeof compilers)[number];

/** The compiler whose JavaScript is run, compiled with the last of an example's settings. */
const emitter = "5.9.3";

const libs = {
  dom: { lib: ["ES2022", "DOM", "DOM.Iterable"], types: [] },
  node: { lib: ["ES2022"], types: ["node"] },
  es2022: { lib: ["ES2022"], types: [] },
};

interface Setting {
  readonly resolution: "bundler" | "nodenext";
  readonly lib: keyof typeof libs;
}

interface Example {
  readonly name: string;
  /** The file whose `//=>` comments say what `npm start` prints; or a pattern of its output. */
  readonly prints: string | RegExp;
  readonly settings: readonly Setting[];
  /** Compilers that cannot compile it, whatever the packages are. */
  readonly without?: readonly Compiler[];
}

const nodenext: Setting = { resolution: "nodenext", lib: "node" };

const examples: readonly Example[] = [
  { name: "query-with-keys", prints: "index.ts", settings: [nodenext] },
  {
    name: "anywhere",
    prints: "main.ts",
    settings: [
      { resolution: "bundler", lib: "dom" },
      { resolution: "bundler", lib: "node" },
      { resolution: "nodenext", lib: "dom" },
      nodenext,
    ],
  },
  {
    name: "types-only",
    prints: "index.ts",
    settings: [
      { resolution: "bundler", lib: "es2022" },
      { resolution: "nodenext", lib: "es2022" },
    ],
  },
  {
    name: "mock-in-tests",
    // The rest of the output is how long the tests took.
    prints: / pass 2\n.* fail 0\n/s,
    settings: [{ resolution: "bundler", lib: "node" }, nodenext],
  },
  { name: "keep-task", prints: "index.ts", settings: [nodenext] },
  { name: "probe-report", prints: "index.ts", settings: [nodenext] },
  // CommonJS that imports an ES module compiles from 5.8 on.
  { name: "commonjs", prints: "index.ts", settings: [nodenext], without: ["5.4.5"] },
  { name: "demo", prints: /^hourly: created\n.*^hourly: deleted\n/ms, settings: [nodenext] },
  // The samples of the documentation. `npm test` runs each of them.
  { name: "docs", prints: "mock.ts", settings: [nodenext] },
];

/** One job for each core. */
const limit = pLimit(availableParallelism());

const started = performance.now();
const problems: Problem[] = [];
let passed = 0;

const folders = await readdir(new URL("examples/", root), { withFileTypes: true });
for (const { name } of folders.filter((entry) => entry.isDirectory())) {
  const isRun = examples.some((example) => example.name === name);
  note(`examples/${name}/listed`, isRun ? undefined : "this script does not list it");
}

await withPacked(async (packed) => {
  const [tools] = await Promise.all([
    Promise.all(compilers.map((version) => installTool("typescript", version))),
    ...examples.map((example) =>
      during(`installing ${example.name}`, () => prepare(example, packed)),
    ),
  ]);
  const programs = new Map(
    compilers.map((version, index) => [version, join(tools[index] ?? "", "bin/tsc")]),
  );

  const rows = examples.flatMap((example) =>
    example.settings.map((setting) => ({
      example,
      folder: join(packed.folder, example.name),
      setting,
    })),
  );
  const check = async ({ example, folder, setting }: (typeof rows)[number], version: Compiler) => {
    if (example.without?.includes(version)) return "-";
    const isRun = version === emitter && setting === example.settings.at(-1);
    const output = isRun ? ["--outDir", "out"] : ["--noEmit"];
    const args = ["--project", configName(setting), "--pretty", "false", ...output];
    const where = `${example.name}/${setting.resolution}/${setting.lib}/${version}`;
    const { code, stdout, stderr } = await during(`type-checking ${where}`, () =>
      run(process.execPath, [programs.get(version) ?? "", ...args], { cwd: folder }),
    );
    return note(where, code === 0 ? undefined : stdout + stderr);
  };
  const cells = await Promise.all(
    rows.flatMap((row) => compilers.map((version) => limit(() => check(row, version)))),
  );
  const lines = rows.map(({ example: { name }, setting: { resolution, lib } }, index) => {
    const first = index * compilers.length;
    return [name, resolution, lib, ...cells.slice(first, first + compilers.length)];
  });
  console.log(markdownTable([["Type-checks", "Modules", "Lib", ...compilers], ...lines]));

  const runs = await runAll(packed.folder);
  console.log(
    `\n${markdownTable([[`On Node ${process.versions.node}`, "Imports", "npm start"], ...runs])}`,
  );
});

// Sorted, so that the order does not depend on which job ended first.
console.log(together(problems.sort((a, b) => a.where.localeCompare(b.where))));
console.log(`\n${Math.round((performance.now() - started) / 1_000)} s`);
console.log(`${passed} passed, ${problems.length} failed`);
if (problems.length > 0) process.exitCode = 1;

/** Create the project of an example, install its dependencies, and add what checks it. */
async function prepare({ name, settings }: Example, packed: Packed): Promise<void> {
  const folder = join(packed.folder, name);
  const { wanted, ...manifest } = await copyExample(name, folder);
  await install(folder, manifest, wanted, packed);
  const ours = Object.keys(wanted).filter((dependency) => dependency in packed.tarballs);
  await writeFile(join(folder, "every-export.ts"), await importAll(folder, ours));
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts"));
  for (const setting of settings) {
    const { resolution, lib } = setting;
    const config = {
      compilerOptions: {
        target: "ES2022",
        module: resolution === "bundler" ? "esnext" : "nodenext",
        moduleResolution: resolution,
        ...libs[lib],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        resolveJsonModule: true,
      },
      // The program that uses the library runs on Node.
      files: lib === "dom" ? files.filter((file) => file !== "main.ts") : files,
    };
    await writeFile(join(folder, configName(setting)), JSON.stringify(config));
  }
}

interface Source {
  readonly type: "module" | "commonjs";
  readonly scripts: Readonly<Record<string, string>>;
  /** Ranges by the names of the packages. */
  readonly wanted: Readonly<Record<string, string>>;
}

/** Copy an example, without what an earlier run left in it. */
async function copyExample(name: string, folder: string): Promise<Source> {
  const source = fileURLToPath(new URL(`examples/${name}`, root));
  await cp(source, folder, {
    recursive: true,
    filter: (path) => !/\/(node_modules|out)$/.test(path),
  });
  // The package.json of an example has these keys.
  const { type, scripts, dependencies, devDependencies } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  ) as Omit<Source, "wanted"> & {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  return { type, scripts, wanted: { ...dependencies, ...devDependencies } };
}

/** Return a module that imports every export of the packages, so that none goes unchecked. */
async function importAll(folder: string, packages: readonly string[]): Promise<string> {
  const modules: string[] = [];
  for (const name of packages) {
    const path = join(folder, "node_modules", name, "package.json");
    // Every package of this repository has this key.
    const { exports } = JSON.parse(await readFile(path, "utf8")) as { exports: object };
    modules.push(...Object.keys(exports).map((key) => key.replace(/^\./, name)));
  }
  const importable = modules.filter((name) => !name.endsWith(".yaml"));
  const lines = importable.map((name, index) => {
    const attribute = name.endsWith(".json") ? ' with { type: "json" }' : "";
    return `import * as m${index} from "${name}"${attribute};\n`;
  });
  return `${lines.join("")}export const all = [${importable.map((_, index) => `m${index}`)}];\n`;
}

function configName({ resolution, lib }: Setting): string {
  return `tsconfig.${resolution}.${lib}.json`;
}

/** Run each example by its `start` script, and the module with all exports, against the mock. */
async function runAll(parent: string): Promise<string[][]> {
  const load = createRequire(join(parent, "mock-in-tests", "/"));
  // The installed copy has the types of the package in the workspace.
  const { startMockDis } = (await import(
    pathToFileURL(load.resolve("@dis-openapi/mock")).href
  )) as typeof import("@dis-openapi/mock");
  const keys = { ak: "AKOFTHEEXAMPLES", sk: "secret-key-of-the-examples" };
  const mock = await startMockDis({ accessKeys: [keys] });
  const env = {
    PATH: process.env.PATH,
    DIS_ENDPOINT: mock.endpoint,
    HUAWEICLOUD_SDK_AK: keys.ak,
    HUAWEICLOUD_SDK_SK: keys.sk,
    HUAWEICLOUD_SDK_PROJECT_ID: "0123456789abcdef0123456789abcdef",
  };
  const runOne = async (name: string, call: string, ...args: string[]) => {
    const options = { cwd: join(parent, name), env };
    const { code, stdout, stderr } = await during(`${name}: ${[call, ...args].join(" ")}`, () =>
      run(call, args, options),
    );
    return code === 0 ? { stdout, problem: undefined } : { stdout, problem: stdout + stderr };
  };
  try {
    const runExample = async ({ name, prints }: Example) => {
      const all = await runOne(name, process.execPath, "out/every-export.js");
      const start = await runOne(name, "npm", "start", "--silent");
      const problem = start.problem ?? (await wrongPrint(name, prints, start.stdout));
      return [
        name,
        note(`${name}/out/every-export.js`, all.problem ?? (all.stdout || undefined)),
        note(`${name}/npm start`, problem),
      ];
    };
    return await Promise.all(examples.map((example) => limit(() => runExample(example))));
  } finally {
    await mock.close();
  }
}

async function wrongPrint(
  name: string,
  prints: Example["prints"],
  printed: string,
): Promise<string | undefined> {
  if (prints instanceof RegExp) return prints.test(printed) ? undefined : printed;
  const file = `examples/${name}/${prints}`;
  const text = await readFile(new URL(file, root), "utf8");
  return wrongOutput({ file, line: 1, text }, printed.split("\n").slice(0, -1));
}

function note(where: string, problem: string | undefined): "ok" | "FAILED" {
  if (problem === undefined) {
    passed++;
    return "ok";
  }
  problems.push({ where, text: problem.trim().split("\n").slice(0, 20).join("\n") });
  return "FAILED";
}
