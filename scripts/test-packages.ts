/**
 * The packages as their users get them: each program of examples/ installs them from the tarballs
 * that npm packs, type-checks under every supported TypeScript, and runs against the mock.
 */
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { command } from "./lib/command.ts";
import { install, installTool } from "./lib/install.ts";
import { parseOptions } from "./lib/options.ts";
import { type Packed, withPacked } from "./lib/pack.ts";
import { type Problem, table, together } from "./lib/report.ts";
import { root } from "./lib/spec.ts";
import { run } from "./lib/tools.ts";

parseOptions(
  `Installs the packed packages into the programs of examples/, type-checks these under every
supported TypeScript, and runs them against the mock. Fetches the compilers when they are not in
the cache.`,
  "npm run test:packages",
);

/** The floor, which the declarations of openapi-fetch set, and the newest of each later line. */
const compilers = ["5.4.5", "5.9.3", "6.0.3", "7.0.2"] as const;

/** The compiler whose JavaScript is run, as it makes it with the last of an example's settings. */
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
  /** What it is checked with. */
  readonly settings: readonly Setting[];
  /** Compilers that cannot compile it, whatever the packages are. */
  readonly without?: readonly (typeof compilers)[number][];
  /** Arguments of the Node that runs what it was compiled to, in the folder "out". */
  readonly args: readonly string[];
  readonly prints: RegExp;
}

/** The user of the library. */
const anywhere = `
  import { token } from "@dis-openapi/client";
  import { report, requestIdOf } from "./out/index.js";
  const projectId = process.env.HUAWEICLOUD_SDK_PROJECT_ID;
  const options = { endpoint: process.env.DIS_ENDPOINT, projectId, auth: token("any-token") };
  console.log(await report(options, "newstream", "newtask"));
  console.log(await report(options, "newstream", "unknown"));
  console.log(await requestIdOf(options, projectId, "newstream", "newtask"));
`;

const examples: readonly Example[] = [
  {
    name: "query-with-keys",
    settings: [{ resolution: "nodenext", lib: "node" }],
    args: ["out/index.js"],
    prints: /^newtask is RUNNING\nto obsbucket\nshardId-0000000000 up to 289897\n$/,
  },
  {
    name: "anywhere",
    settings: [
      { resolution: "bundler", lib: "dom" },
      { resolution: "bundler", lib: "node" },
      { resolution: "nodenext", lib: "dom" },
      { resolution: "nodenext", lib: "node" },
    ],
    args: ["--input-type=module", "--eval", anywhere],
    prints:
      /newtask is RUNNING[\s\S]+to the bucket obsbucket[\s\S]+no such task[\s\S]+\n[0-9a-f]{32}\n$/,
  },
  {
    name: "types-only",
    settings: [
      { resolution: "bundler", lib: "es2022" },
      { resolution: "nodenext", lib: "es2022" },
    ],
    args: ["out/index.js"],
    prints: /^$/,
  },
  {
    name: "mock-in-tests",
    settings: [
      { resolution: "bundler", lib: "node" },
      { resolution: "nodenext", lib: "node" },
    ],
    args: ["out/index.test.js"],
    prints: / pass 2\n/,
  },
  {
    name: "commonjs",
    settings: [{ resolution: "nodenext", lib: "node" }],
    // CommonJS that imports an ES module compiles from 5.8 on.
    without: ["5.4.5"],
    args: ["out/index.js"],
    prints: /^newtask is RUNNING\n$/,
  },
];

if ((await run("turbo", ["run", "build", "--output-logs=errors-only"])) !== 0) process.exit(1);

const started = performance.now();
const problems: Problem[] = [];
let passed = 0;

await withPacked(async (packed) => {
  const [tools] = await Promise.all([
    Promise.all(compilers.map((version) => installTool("typescript", version))),
    ...examples.map((example) => prepare(example, packed)),
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
  const cells = await inParallel(
    rows.flatMap(({ example, folder, setting }) =>
      compilers.map((version) => async () => {
        const { resolution, lib } = setting;
        if (example.without?.includes(version)) return "-";
        const isRun = version === emitter && setting === example.settings.at(-1);
        const output = isRun ? ["--outDir", "out"] : ["--noEmit"];
        const args = ["--project", configName(setting), "--pretty", "false", ...output];
        const ended = await command(process.execPath, [programs.get(version) ?? "", ...args], {
          cwd: folder,
        });
        const where = `${example.name}/${resolution}/${lib}/${version}`;
        return note(where, ended.code === 0, ended.stdout + ended.stderr);
      }),
    ),
  );
  const lines = rows.map(({ example: { name }, setting: { resolution, lib } }, index) => {
    const first = index * compilers.length;
    return [name, resolution, lib, ...cells.slice(first, first + compilers.length)];
  });
  console.log(table(["Type-checks", "Modules", "Lib", ...compilers], lines));

  const runs = await runAll(packed.folder);
  console.log(`\n${table(["Runs", `Node ${process.versions.node}`], runs)}`);
});

// In an order that does not depend on which of them ended first.
console.log(together(problems.sort((a, b) => a.where.localeCompare(b.where))));
console.log(`\n${Math.round((performance.now() - started) / 1_000)} s`);
console.log(`${passed} passed, ${problems.length} failed`);
if (problems.length > 0) process.exitCode = 1;

/** Copies an example, installs what it asks for, and adds what it is checked with. */
async function prepare({ name, settings }: Example, packed: Packed): Promise<void> {
  const folder = join(packed.folder, name);
  const source = fileURLToPath(new URL(`examples/${name}`, root));
  await cp(source, folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  // As it is in the repository.
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    type: "module" | "commonjs";
    dependencies: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies };
  await install(folder, manifest.type, wanted, packed);
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
      files,
    };
    await writeFile(join(folder, configName(setting)), JSON.stringify(config));
  }
}

/** A module that imports every export of the packages, so that none goes unchecked. */
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

/** Runs each example as it was compiled, and the module with all exports, against the mock. */
async function runAll(parent: string): Promise<string[][]> {
  const load = createRequire(join(parent, "mock-in-tests", "/"));
  // As npm installed it. Its types are those of the package in the workspace.
  const { startMockDis } = (await import(
    pathToFileURL(load.resolve("@dis-openapi/mock")).href
  )) as typeof import("@dis-openapi/mock");
  const keys = { ak: "AKOFANEXAMPLE", sk: "secret-key" };
  const mock = await startMockDis({ accessKeys: [keys] });
  const env = {
    DIS_ENDPOINT: mock.endpoint,
    HUAWEICLOUD_SDK_AK: keys.ak,
    HUAWEICLOUD_SDK_SK: keys.sk,
    HUAWEICLOUD_SDK_PROJECT_ID: "0123456789abcdef0123456789abcdef",
  };
  try {
    return await inParallel(
      examples.map(({ name, args, prints }) => async () => {
        const cwd = join(parent, name);
        const exported = await command(process.execPath, ["out/every-export.js"], { cwd, env });
        const ended = await command(process.execPath, args, { cwd, env });
        const isRight = exported.code === 0 && ended.code === 0 && prints.test(ended.stdout);
        const said = exported.stdout + exported.stderr + ended.stdout + ended.stderr;
        return [name, note(`${name}/run`, isRight, said)];
      }),
    );
  } finally {
    await mock.close();
  }
}

function note(where: string, isRight: boolean, said: string): "ok" | "FAILED" {
  if (isRight) passed++;
  else problems.push({ where, text: said.trim().split("\n").slice(0, 20).join("\n") });
  return isRight ? "ok" : "FAILED";
}

/** Runs the jobs, as many at once as there are cores; the results are in the jobs' order. */
async function inParallel<T>(jobs: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  const queue = jobs.entries();
  const worker = async () => {
    for (const [index, job] of queue) results[index] = await job();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}
