/**
 * Run one suite on every supported runtime. The suite imports the packed packages; the packed mock
 * runs in this process.
 */
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { markdownTable } from "markdown-table";
import { parseOptions } from "../../../../scripts/generate/lib/options.ts";
import { root } from "../../../../scripts/generate/lib/spec.ts";
import { install } from "../../lib/install.ts";
import { withPacked } from "../../lib/pack.ts";
import { during } from "../../lib/progress.ts";
import { together } from "../../lib/report.ts";
import { type Exchange, FaultServer, head } from "../faults/fault-server.ts";
import { type Ready, type Runtime, runtimes } from "./runtimes.ts";
import type { Misbehaviour, Outcome } from "./suite/suite.ts";

const { "require-all": requireAll = false } = parseOptions(
  `Run one suite with the packed packages on every runtime: Node, Bun, Deno, workerd and Chromium.
Downloads the runtimes that are not in the cache. Skips a runtime that is not available.

--require-all  fail if anything was skipped`,
  "npm run test:runtimes -- [--require-all]",
  { "require-all": { type: "boolean" } },
);

const started = performance.now();
const rows = await withPacked(async (packed) => {
  const project = packed.folder;
  const [ready] = await Promise.all([
    Promise.all(runtimes.map(prepare)),
    install(project, { type: "module" }, packed.tarballs, packed),
    compileSuite(project),
  ]);
  const done: Row[] = [];
  // One after the other, because time-outs on a busy machine would not be the client's fault.
  for (const [index, { name }] of runtimes.entries()) {
    const state = ready[index] ?? "";
    done.push(
      typeof state === "string" ? { name, missing: state } : await row(name, state, project),
    );
  }
  return done;
});
report(rows, Math.round((performance.now() - started) / 1_000));

interface Row {
  readonly name: string;
  /** Why the runtime is not available. */
  readonly missing?: string;
  readonly version?: string;
  readonly outcomes?: readonly Outcome[];
}

/** Return the runtime, or why it is not available. */
function prepare(runtime: Runtime): Promise<Ready | string> {
  return during(`installing ${runtime.name}`, runtime.prepare).catch(messageOf);
}

/** Strip the types of the suite. `npm run check` type-checks it. */
async function compileSuite(project: string): Promise<void> {
  const suite = new URL("packages/conformance/consumers/runtimes/suite/", root);
  for (const file of ["suite.ts", "main.ts", "worker.ts", "require.cts"]) {
    const format = file.endsWith(".cts") ? "cjs" : "esm";
    const source = await readFile(new URL(file, suite), "utf8");
    const { code } = await transform(source, { loader: "ts", format, target: "es2022" });
    await writeFile(join(project, file.replace(/ts$/, "js")), code);
  }
}

async function row(name: string, { version, run }: Ready, project: string): Promise<Row> {
  const credentials = { ak: "AKOFTHESUITE", sk: "secret-key", token: "token", user: "user" };
  const password = "password";
  const { ak, sk, token, user } = credentials;
  // Safe: the installed copy has the types of the package in the workspace.
  const { startMockDis } = (await import(
    pathToFileURL(createRequire(join(project, "/")).resolve("@dis-openapi/mock")).href
  )) as typeof import("@dis-openapi/mock");
  const mock = await startMockDis({
    accessKeys: [{ ak, sk }],
    tokens: [token],
    users: [{ name: user, password }],
    scripts: { "orders-to-obs": ["STARTING", "STARTING", "RUNNING"] },
  });
  const faulty: FaultServer = await FaultServer.start((exchange) =>
    misbehave(exchange, faulty, mock.endpoint),
  );
  try {
    const setting = { ...credentials, password, mock: mock.endpoint, faulty: faulty.origin };
    return { name, version, outcomes: await during(name, () => run(project, setting)) };
  } catch (error) {
    return { name, version, outcomes: [{ check: "runs to the end", problem: messageOf(error) }] };
  } finally {
    await faulty.close();
    await mock.close();
  }
}

function misbehave(
  { method, path, headers, reply, write, hold }: Exchange,
  server: FaultServer,
  mock: string,
): void {
  const cors = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "X-Auth-Token, User-Agent",
  };
  const behaviours: Record<Misbehaviour, () => void> = {
    silent: hold,
    stalled() {
      write(head(200, { ...cors, "Content-Type": "application/json", "Content-Length": "1000" }));
      write('{ "task_name": "new');
      hold();
    },
    moved: () => reply(302, "", { ...cors, Location: `${mock}${path}` }),
    open: () => reply(200, { state: `${server.held}` }, cors),
    agent: () => reply(200, { state: headers["user-agent"] }, cors),
  };
  const stream = path.split("/")[4] ?? "";
  if (method === "OPTIONS") reply(204, "", cors);
  // Safe: the key was looked up.
  else if (stream in behaviours) behaviours[stream as Misbehaviour]();
  else reply(404, "", cors);
}

function report(rows: readonly Row[], seconds: number): void {
  const lines = rows.map(({ name, version = "", outcomes = [], missing }) => {
    const failed = outcomes.filter(({ problem }) => problem !== undefined).length;
    const counts = missing ? ["skipped"] : [`${outcomes.length - failed}`, `${failed}`];
    return [name, version, ...counts];
  });
  console.log(markdownTable([["Runtime", "Version", "Passed", "Failed"], ...lines]));
  for (const { name, missing } of rows) {
    if (missing) console.log(`skipped ${name}: ${missing}`);
  }
  const problems = rows.flatMap(({ name, outcomes = [] }) =>
    outcomes.flatMap(({ check, problem }) =>
      problem === undefined ? [] : [{ where: name, text: `${check}: ${problem}` }],
    ),
  );
  console.log(together(problems));
  const passed = rows.flatMap(({ outcomes = [] }) => outcomes).length - problems.length;
  const skipped = rows.filter(({ missing }) => missing).length;
  console.log(`${seconds} s`);
  console.log(`${passed} passed, ${problems.length} failed, ${skipped} skipped`);
  if (problems.length > 0 || (requireAll && skipped > 0)) process.exitCode = 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : `${error}`;
}
