/**
 * Run Schemathesis against the mock: it generates valid and invalid requests from the specs and
 * validates every response. deviations.py lists what it must accept.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { accessKey } from "@dis-openapi/client";
import { startMockDis } from "@dis-openapi/mock";
import { markdownTable } from "markdown-table";
import pLimit from "p-limit";
import { parseOptions } from "../../../scripts/generate/lib/options.ts";
import { specNames } from "../../../scripts/generate/lib/spec.ts";
import { placeholders, startForwarder } from "../lib/forwarder.ts";
import { cache } from "../lib/install.ts";
import { during } from "../lib/progress.ts";
import { openProxy, type ProxiedRequest } from "../lib/proxy.ts";
import { pythonWith } from "../lib/python.ts";
import { type Problem, together } from "../lib/report.ts";
import { run } from "../lib/run.ts";

const { "require-all": requireAll = false } = parseOptions(
  `Run Schemathesis against the mock for both specs, with every check and in every phase: with a
token, with signed requests and without credentials. Downloads it from PyPI when it is not in the
cache. Skips it when Python is not installed.

--require-all  fail if it was skipped`,
  "npm run test:schemathesis -- [--require-all]",
  { "require-all": { type: "boolean" } },
);

// Invented; the mock accepts no others.
const token = "token-of-this-run";
const keys = { ak: "AKOFTHISRUN", sk: "secret-key-of-this-run" };

let projects = 0;

process.exitCode = await main();

async function main(): Promise<number> {
  const requirements = new URL("requirements.txt", import.meta.url);
  const python = await during("installing Schemathesis", () => pythonWith(requirements)).catch(
    (error: Error) => error,
  );
  if (python instanceof Error) {
    console.error(`skipped Schemathesis: ${python.message}`);
    return requireAll ? 1 : 0;
  }
  const mock = await startMockDis({ tokens: [token], accessKeys: [keys] });
  const forwarder = await startForwarder({
    endpoint: mock.endpoint,
    projectId: "0123456789abcdef0123456789abcdef",
    auth: accessKey(keys),
  });
  const trials: readonly Trial[] = specNames.flatMap((spec) => [
    { spec, credentials: "token", url: mock.endpoint, token },
    // Schemathesis cannot sign: the forwarder does where it finds the placeholder.
    { spec, credentials: "signature", url: forwarder.endpoint, token: placeholders.token },
    { spec, credentials: "none", url: mock.endpoint },
  ]);
  const limit = pLimit(2);
  try {
    const outcomes = await Promise.all(
      trials.map((trial) =>
        limit(() =>
          during(`${trial.spec}, credentials: ${trial.credentials}`, () => attempt(python, trial)),
        ),
      ),
    );
    return report(outcomes);
  } finally {
    await forwarder.close();
    await mock.close();
  }
}

/**
 * Send each request to a project of its own, with an id of the same length: what one creates or deletes
 * must not change the response to others. Only a query of what the last change deleted is for the same
 * one.
 */
function inNewProjects(): (request: ProxiedRequest) => ProxiedRequest {
  let deleted: { readonly target: string; readonly project: number } | undefined;
  return ({ method, target, ...rest }) => {
    projects += 1;
    const project = method === "GET" && target === deleted?.target ? deleted.project : projects;
    if (method !== "GET") deleted = method === "DELETE" ? { target, project } : undefined;
    const changed = target.replace(
      /(?<=^\/v2\/[a-zA-Z\d]{8,56})[a-zA-Z\d]{8}(?=\/)/,
      `${project}`.padStart(8, "0"),
    );
    return { method, target: changed, ...rest };
  };
}

interface Trial {
  readonly spec: string;
  readonly credentials: string;
  readonly url: string;
  readonly token?: string;
}

interface Outcome {
  readonly trial: Trial;
  readonly seconds: number;
  readonly cases: number;
  /** Number of failures that are known deviations of the service. */
  readonly accepted: number;
  readonly problems: readonly string[];
}

/** The parts of the report of Schemathesis that are read here. */
interface Report {
  readonly complete: boolean;
  readonly running_time: number;
  readonly operations: { readonly total: number; readonly tested: number };
  readonly phases: Readonly<Record<string, { status: string; skip_reason: string | null }>>;
  readonly test_cases: { readonly generated: number };
  readonly filtered: number;
  readonly warnings: Readonly<Record<string, readonly unknown[]>>;
}

async function attempt(python: Readonly<Record<string, string>>, trial: Trial): Promise<Outcome> {
  const scratch = await mkdtemp(join(tmpdir(), "dis-openapi-schemathesis-"));
  const front = await openProxy(trial.url, { onRequest: inNewProjects() });
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  try {
    const file = join(scratch, "report.json");
    const { code, stdout, stderr } = await run(
      "python3",
      [
        ...["-m", "schemathesis.cli", `--config-file=${path("schemathesis.toml")}`],
        ...[
          "run",
          path(`../../../openapi/generated/${trial.spec}.yaml`),
          `--url=${front.endpoint}`,
        ],
        ...["--no-color", "--report=json", `--report-json-path=${file}`],
        ...(trial.token ? [`--header=X-Auth-Token:${trial.token}`] : []),
      ],
      {
        // Every file that it leaves behind is here or in the cache.
        cwd: scratch,
        env: {
          ...process.env,
          ...python,
          PYTHONPATH: [path("."), python.PYTHONPATH].join(delimiter),
          PYTHONPYCACHEPREFIX: join(cache, "pycache"),
          NO_PROXY: "127.0.0.1",
        },
      },
    );
    const text = await readFile(file, "utf8").catch(() => undefined);
    const problems = code === 0 ? [] : [`${stdout}${stderr}`.trim()];
    if (text === undefined) {
      const nothing = "no report";
      return { trial, seconds: 0, cases: 0, accepted: 0, problems: [...problems, nothing] };
    }
    // Safe for the pinned version.
    const found = JSON.parse(text) as Report;
    return {
      trial,
      seconds: Math.round(found.running_time),
      cases: found.test_cases.generated,
      accepted: found.filtered,
      problems: [...problems, ...gaps(found, trial)],
    };
  } finally {
    await front.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Return what was not tested although nothing failed. */
function gaps({ complete, operations, phases, warnings }: Report, trial: Trial): string[] {
  const problems: string[] = [];
  if (!complete || operations.tested !== operations.total) {
    problems.push(`${operations.tested} of ${operations.total} operations were tested`);
  }
  for (const [phase, { status, skip_reason }] of Object.entries(phases)) {
    // No operation returns what another one takes.
    if (status === "skip" && !(phase === "stateful" && skip_reason === "not_applicable")) {
      problems.push(`the phase ${phase} was skipped: ${skip_reason}`);
    }
  }
  for (const [warning, subjects] of Object.entries(warnings)) {
    // A run without credentials must be refused everywhere.
    if (warning === "missing_auth" && trial.token === undefined) continue;
    // Most streams that are made up are missing, a 400 that deviations.py accepts by its code.
    if (warning === "validation_mismatch") continue;
    if (subjects.length > 0) {
      problems.push(`warning ${warning}: ${JSON.stringify(subjects)}`);
    }
  }
  return problems;
}

function report(outcomes: readonly Outcome[]): number {
  const rows = outcomes.map(({ trial, cases, accepted, problems, seconds }) => [
    trial.spec,
    trial.credentials,
    ...[cases, accepted, problems.length, seconds].map(String),
  ]);
  console.log(
    markdownTable([["Spec", "Credentials", "Cases", "Deviations", "Failed", "Seconds"], ...rows]),
  );
  const problems: Problem[] = outcomes.flatMap(({ trial, problems }) =>
    problems.map((text) => ({ where: `${trial.spec}, credentials: ${trial.credentials}`, text })),
  );
  console.log(together(problems));
  const cases = outcomes.reduce((sum, outcome) => sum + outcome.cases, 0);
  console.log(`${cases} cases, ${problems.length} failed`);
  return problems.length === 0 ? 0 : 1;
}
