import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { build } from "esbuild";
import { installTool, nodeProgram, nodeVersions } from "../../lib/install.ts";
import { type Ended, run } from "../../lib/run.ts";
import { launch } from "../browser/browser.ts";
import type { Outcome, Setting } from "./suite/suite.ts";

/**
 * The tested versions: the newest whose binaries for Linux and macOS are all in the registry. For
 * Chromium, the installed one.
 */
const versions = {
  bun: "1.4.5",
  deno: "2.9.5",
  workerd: "1.20261023.1",
};

export interface Runtime {
  readonly name: string;
  /** Install the runtime. @throws Error when it is not available on this machine. */
  prepare(): Promise<Ready>;
}

export interface Ready {
  readonly version: string;
  /**
   * Run the suite in a project that contains the packages and the suite as JavaScript.
   *
   * @throws Error when the runtime did not complete the suite.
   */
  run(project: string, setting: Setting): Promise<Outcome[]>;
}

/** Longest run of the suite, in milliseconds. */
const limitMs = 120_000;

const { platform, arch } = process;

export const runtimes: readonly Runtime[] = [
  ...nodeVersions.map((version) => node(version)),
  {
    name: "Bun",
    async prepare() {
      const cpu = arch === "arm64" ? "aarch64" : arch;
      const program = await tool(`@oven/bun-${platform}-${cpu}`, versions.bun, "bin/bun");
      return { version: versions.bun, run: suiteOf(program, "run") };
    },
  },
  {
    name: "Deno",
    async prepare() {
      const libc = platform === "linux" ? "-glibc" : "";
      const program = await tool(`@deno/${platform}-${arch}${libc}`, versions.deno, "deno");
      // Allow only the network, because the client needs nothing else.
      const flags = ["run", "--no-lock", "--no-prompt", "--allow-net=127.0.0.1"];
      return { version: versions.deno, run: suiteOf(program, ...flags) };
    },
  },
  { name: "workerd", prepare: prepareWorkerd },
  { name: "Chromium", prepare: prepareChromium },
];

function node(version: string): Runtime {
  const name = `Node ${version.split(".")[0]}`;
  return {
    name,
    async prepare() {
      const program = await nodeProgram(version);
      const runSuite = suiteOf(program);
      return {
        version,
        async run(project, setting) {
          return [...(await runSuite(project, setting)), await required(program, project, setting)];
        },
      };
    },
  };
}

/** Require the ES modules from a CommonJS program, which must print no warning. */
async function required(program: string, project: string, setting: Setting): Promise<Outcome> {
  const check = "can be required by CommonJS";
  const args = ["require.cjs", setting.mock, setting.token];
  const { stdout, stderr } = await execute(program, args, project);
  if (stdout === "newtask\n" && stderr === "") return { check };
  return { check, problem: stdout + stderr };
}

async function prepareWorkerd(): Promise<Ready> {
  const cpu = arch === "x64" ? "64" : arch;
  const name = `@cloudflare/workerd-${platform}-${cpu}`;
  const program = await tool(name, versions.workerd, "bin/workerd");
  return {
    version: versions.workerd,
    async run(project, setting) {
      writeFileSync(join(project, "worker.bundle.js"), await bundle(project, "worker.js", "esm"));
      writeFileSync(join(project, "setting.json"), JSON.stringify(setting));
      writeFileSync(join(project, "workerd.capnp"), workerdConfig);
      return outcomes(await execute(program, ["test", "workerd.capnp"], project));
    },
  };
}

// By default, a worker may reach only public addresses.
const workerdConfig = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    ( name = "suite",
      worker = (
        modules = [ ( name = "worker.js", esModule = embed "worker.bundle.js" ) ],
        bindings = [ ( name = "SETTING", json = embed "setting.json" ) ],
        compatibilityDate = "2025-01-01",
      ) ),
    ( name = "internet", network = ( allow = [ "private", "local" ] ) ),
  ],
);
`;

async function prepareChromium(): Promise<Ready> {
  const browser = await launch();
  const version = browser.version();
  await browser.close();
  return {
    version,
    async run(project, setting) {
      const code = await bundle(project, "suite.js", "iife");
      // The page has its own origin, so that every request crosses origins. WebCrypto needs a secure
      // context, such as "localhost".
      const server = createServer((_request, response) => {
        response.setHeader("Content-Type", "text/html").end("<!doctype html><title>Suite</title>");
      });
      await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
      const address = server.address();
      const port = typeof address === "object" ? address?.port : undefined;
      const browser = await launch();
      try {
        const page = await browser.newPage();
        await page.goto(`http://localhost:${port}/`);
        await page.addScriptTag({ content: code });
        const run = `suite.runSuite(${JSON.stringify(setting)})`;
        return await within(limitMs, page.evaluate<Outcome[]>(run));
      } finally {
        await browser.close();
        server.close();
      }
    },
  };
}

/** Return the path of a program in an npm package. */
async function tool(name: string, version: string, path: string): Promise<string> {
  return join(await installTool(name, version), path);
}

/** Run the suite on a runtime that resolves npm packages itself. */
function suiteOf(program: string, ...flags: string[]): Ready["run"] {
  return async (project, setting) =>
    outcomes(await execute(program, [...flags, "main.js", JSON.stringify(setting)], project));
}

/** Run without this environment, because the client reads none. */
function execute(program: string, args: string[], cwd: string) {
  return run(program, args, { cwd, timeoutMs: limitMs, env: { HOME: cwd, NO_COLOR: "1" } });
}

function outcomes({ code, stdout, stderr }: Ended): Outcome[] {
  const line = stdout.split("\n").find((text) => text.startsWith("["));
  if (line === undefined) throw new Error(`exit code ${code}: ${stdout}${stderr}`);
  // Safe: the suite printed it.
  const all = JSON.parse(line) as Outcome[];
  // Something left running keeps a program alive until the time limit.
  const problem = code === 0 ? undefined : stderr || `exit code ${code}`;
  return problem === undefined ? all : [...all, { check: "exits by itself", problem }];
}

/** Bundle the packages into one file, for runtimes that do not resolve npm packages. */
async function bundle(project: string, file: string, format: "esm" | "iife"): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: project,
    entryPoints: [file],
    bundle: true,
    format,
    globalName: "suite",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${ms} ms`)), ms);
  });
  return Promise.race([promise, alarm]).finally(() => clearTimeout(timer));
}
