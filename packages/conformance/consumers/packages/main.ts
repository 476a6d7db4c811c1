/**
 * The packages as their users get them: each program of examples/ installs them from the tarballs
 * that npm packs, type-checks under every supported TypeScript, and runs against the mock. So do
 * the samples of the documentation, as one more program; but they run in packages/e2e, except those
 * that need a package which is installed here only.
 */
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { type AddressInfo, connect } from "node:net";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseOptions } from "../../../../scripts/generate/lib/options.ts";
import { readSpec, root } from "../../../../scripts/generate/lib/spec.ts";
import { run } from "../../../../scripts/generate/lib/tools.ts";
import { command } from "../../../../scripts/lib/command.ts";
import { type Packed, withPacked } from "../../../../scripts/lib/pack.ts";
import { type Problem, table, together } from "../../../../scripts/lib/report.ts";
import {
  allSamples,
  environment,
  foreign,
  foreignImports,
  given,
  inPlace,
  known,
  programName,
  programsOf,
  sampleOptions,
  wrongIn,
} from "../../../e2e/test/support/samples.ts";
import { install, installTool } from "../../lib/install.ts";

parseOptions(
  `Installs the packed packages into the programs of examples/, type-checks these and the samples of
the documentation under every supported TypeScript, and runs them against the mock. Fetches the
compilers when they are not in the cache.`,
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
  readonly runs: readonly Run[];
}

/** One run of what an example was compiled to, in its folder "out". */
interface Run {
  /** Arguments of Node. */
  readonly args: readonly string[];
  /** What is wrong with what it printed; undefined when nothing is. */
  readonly wrong: (printed: string) => string | undefined;
}

/** A run that prints what its source says: see the samples. */
async function faithful(file: string, args: readonly string[], source?: string): Promise<Run> {
  const code = source ?? (await readFile(new URL(file, root), "utf8"));
  const sample = { file, line: 1, language: "ts", code };
  return { args, wrong: (printed) => wrongIn(sample, printed) };
}

const { info } = await readSpec("openapi");

/** The user of the library. */
const anywhere = `
  import { token } from "@dis-openapi/client";
  import { report, requestIdOf } from "../../../../scripts/out/index.js";
  const projectId = process.env.HUAWEICLOUD_SDK_PROJECT_ID;
  const options = { endpoint: process.env.DIS_ENDPOINT, projectId, auth: token("any-token") };
  for (const line of await report(options, "newstream", "newtask")) console.log(line);
  //=> by the description ${info.version} of ${info.title}
  //=> newtask is RUNNING
  //=> to the bucket obsbucket
  for (const line of await report(options, "newstream", "unknown")) console.log(line);
  //=> by the description ${info.version} of ${info.title}
  //=> no such task
  console.log(await requestIdOf(options, projectId, "newstream", "newtask")); //=> …
`;

const nodenext: Setting = { resolution: "nodenext", lib: "node" };

const samples = allSamples().filter(({ language }) => language === "ts");

const examples: readonly Example[] = [
  {
    name: "query-with-keys",
    settings: [nodenext],
    runs: [await faithful("examples/query-with-keys/index.ts", ["out/index.js"])],
  },
  {
    name: "anywhere",
    settings: [
      { resolution: "bundler", lib: "dom" },
      { resolution: "bundler", lib: "node" },
      { resolution: "nodenext", lib: "dom" },
      nodenext,
    ],
    runs: [
      await faithful("the user of anywhere", ["--input-type=module", "--eval", anywhere], anywhere),
    ],
  },
  {
    name: "types-only",
    settings: [
      { resolution: "bundler", lib: "es2022" },
      { resolution: "nodenext", lib: "es2022" },
    ],
    runs: [await faithful("examples/types-only/index.ts", ["out/index.js"])],
  },
  {
    name: "mock-in-tests",
    settings: [{ resolution: "bundler", lib: "node" }, nodenext],
    // The rest of what a test prints is how long it took.
    runs: [
      {
        args: ["out/index.test.js"],
        wrong: (printed) => (/ pass 2\n.* fail 0\n/s.test(printed) ? undefined : printed),
      },
    ],
  },
  {
    name: "probe-report",
    settings: [nodenext],
    runs: [await faithful("examples/probe-report/index.ts", ["out/index.js"])],
  },
  {
    name: "commonjs",
    settings: [nodenext],
    // CommonJS that imports an ES module compiles from 5.8 on.
    without: ["5.4.5"],
    runs: [await faithful("examples/commonjs/index.ts", ["out/index.js"])],
  },
  {
    name: "samples",
    settings: [nodenext],
    runs: samples
      .filter((sample) => foreignImports(sample).length > 0)
      .map((sample) => ({
        args: ["--import", "./out/given.js", `out/${programName(sample).replace(/ts$/, "js")}`],
        wrong: (printed) => wrongIn(sample, printed),
      })),
  },
];

const started = performance.now();
const problems: Problem[] = [];
let passed = 0;

const folders = await readdir(new URL("examples/", root), { withFileTypes: true });
for (const { name } of folders.filter((entry) => entry.isDirectory())) {
  const isRun = examples.some((example) => example.name === name);
  note(`examples/${name}/listed`, isRun ? undefined : "no run here is of this example");
}

if ((await run("turbo", ["run", "build", "--output-logs=errors-only"])) !== 0) process.exit(1);

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
        return note(where, ended.code === 0 ? undefined : inPlace(ended.stdout + ended.stderr));
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

/** Makes the project of an example, installs what it asks for, and adds what it is checked with. */
async function prepare({ name, settings }: Example, packed: Packed): Promise<void> {
  const folder = join(packed.folder, name);
  const isSamples = name === "samples";
  const source = isSamples ? samplesProject(packed) : await copyExample(name, folder);
  const { type, wanted } = source;
  await install(folder, type, wanted, packed);
  if (isSamples) {
    const programs = { "given.ts": given(), ...programsOf(samples) };
    for (const [file, code] of Object.entries(programs)) await writeFile(join(folder, file), code);
  }
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
        ...(isSamples && sampleOptions),
      },
      files,
    };
    await writeFile(join(folder, configName(setting)), JSON.stringify(config));
  }
}

interface Source {
  readonly type: "module" | "commonjs";
  /** Ranges by the names of the packages. */
  readonly wanted: Readonly<Record<string, string>>;
}

/** Copies an example as it is in the repository. */
async function copyExample(name: string, folder: string): Promise<Source> {
  const source = fileURLToPath(new URL(`examples/${name}`, root));
  await cp(source, folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  // As it is in the repository.
  const { type, dependencies, devDependencies } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  ) as {
    type: Source["type"];
    dependencies: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  return { type, wanted: { ...dependencies, ...devDependencies } };
}

/** What the samples may use. */
function samplesProject({ tarballs }: Packed): Source {
  return { type: "module", wanted: { ...tarballs, ...foreign, "@types/node": "20.19.43" } };
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
  const mock = await startMockDis(known);
  const proxy = await startProxy();
  const env = { ...environment(mock.endpoint), HTTPS_PROXY: proxy.url };
  try {
    const rows = await inParallel(
      examples.map(({ name, runs }) => async () => {
        const cwd = join(parent, name);
        const all: Run = {
          args: ["out/every-export.js"],
          wrong: (printed) => printed || undefined,
        };
        const cells: string[] = [];
        for (const { args, wrong } of [all, ...runs]) {
          const { code, stdout, stderr } = await command(process.execPath, args, { cwd, env });
          const problem = code === 0 ? wrong(stdout) : stdout + stderr;
          cells.push(note(`${name}/run ${args.at(-1)}`, problem));
        }
        return [name, cells.join(" ")];
      }),
    );
    const isUsed = proxy.asked.includes(new URL(mock.endpoint).host);
    return [...rows, ["proxy", note("proxy", isUsed ? undefined : "nothing went through it")]];
  } finally {
    await proxy.close();
    await mock.close();
  }
}

/** A proxy, and the hosts that it was asked to connect to. */
async function startProxy() {
  const asked: string[] = [];
  const server = createServer().on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    const { hostname, port } = new URL(`http://${url}`);
    const target = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(target).pipe(socket);
    });
    target.on("error", () => socket.destroy());
    socket.on("error", () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Of a server that listens on a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => new Promise<unknown>((resolve) => server.close(resolve)),
  };
}

function note(where: string, problem: string | undefined): "ok" | "FAILED" {
  if (problem === undefined) {
    passed++;
    return "ok";
  }
  problems.push({ where, text: problem.trim().split("\n").slice(0, 20).join("\n") });
  return "FAILED";
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
