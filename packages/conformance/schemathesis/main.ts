/**
 * Schemathesis against the mock: it makes up requests from the specs, right ones and wrong ones, and
 * holds every answer against them. What it must accept, and why, is in deviations.py.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseOptions } from "../../../scripts/generate/lib/options.ts";
import { specNames } from "../../../scripts/generate/lib/spec.ts";
import { run } from "../../../scripts/generate/lib/tools.ts";
import { command } from "../../../scripts/lib/command.ts";
import { type Problem, table, together } from "../../../scripts/lib/report.ts";
import { accessKey } from "../../client/src/access-key.ts";
import { standIns, startForwarder } from "../lib/forwarder.ts";
import { cache } from "../lib/install.ts";
import { pythonWith } from "../lib/python.ts";

const { "require-all": requireAll = false } = parseOptions(
  `Runs Schemathesis against the mock with both specs, with every check and in every phase: with a
token, with signed requests and without credentials. Fetches it from PyPI when it is not in the
cache. Without Python it is skipped; with --require-all that is a failure.`,
  "npm run test:schemathesis -- [--require-all]",
  { "require-all": { type: "boolean" } },
);

const folder = new URL("./", import.meta.url);
// Plainly invented, and all that the mock accepts.
const token = "token-of-this-run";
const keys = { ak: "AKOFTHISRUN", sk: "secret-key-of-this-run" };

process.exitCode = await main();

async function main(): Promise<number> {
  const [python, built] = await Promise.all([
    pythonWith(new URL("requirements.txt", folder)).catch((error: Error) => error),
    run("turbo", ["run", "build", "--filter=@dis-openapi/mock", "--output-logs=errors-only"]),
  ]);
  if (built !== 0) return built;
  if (python instanceof Error) {
    console.error(`Schemathesis is skipped: ${python.message}`);
    return requireAll ? 1 : 0;
  }
  // Imported only now: it exists once it is built.
  const { startMockDis } = await import("@dis-openapi/mock");
  const mock = await startMockDis({ tokens: [token], accessKeys: [keys] });
  const forwarder = await startForwarder({
    endpoint: mock.endpoint,
    projectId: "0123456789abcdef0123456789abcdef",
    auth: accessKey(keys),
  });
  const trials: readonly Trial[] = specNames.flatMap((spec) => [
    { spec, credentials: "token", url: mock.endpoint, token },
    // It cannot sign: the forwarder does, wherever it finds the stand-in.
    { spec, credentials: "signature", url: forwarder.endpoint, token: standIns.token },
    { spec, credentials: "none", url: mock.endpoint },
  ]);
  try {
    const outcomes = new Map<Trial, Outcome>();
    const queue = [...trials];
    const worker = async () => {
      for (let trial = queue.shift(); trial; trial = queue.shift()) {
        outcomes.set(trial, await attempt(python, trial));
      }
    };
    await Promise.all([worker(), worker()]);
    return report(trials.flatMap((trial) => outcomes.get(trial) ?? []));
  } finally {
    forwarder.close();
    await mock.close();
  }
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
  /** Failures that are known deviations of the service. */
  readonly accepted: number;
  readonly problems: readonly string[];
}

/** What Schemathesis reports of a run, as far as it is read here. */
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
  const path = (name: string) => fileURLToPath(new URL(name, folder));
  try {
    const file = join(scratch, "report.json");
    const { code, stdout, stderr } = await command(
      "python3",
      [
        ...["-m", "schemathesis.cli", `--config-file=${path("schemathesis.toml")}`],
        ...["run", path(`../../../openapi/generated/${trial.spec}.yaml`), `--url=${trial.url}`],
        ...["--no-color", "--report=json", `--report-json-path=${file}`],
        ...(trial.token ? [`--header=X-Auth-Token:${trial.token}`] : []),
      ],
      {
        // Whatever it leaves behind is left here, or in the cache.
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
    // The format of the pinned version.
    const found = JSON.parse(text) as Report;
    return {
      trial,
      seconds: Math.round(found.running_time),
      cases: found.test_cases.generated,
      accepted: found.filtered,
      problems: [...problems, ...gaps(found, trial)],
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What was not tested, though nothing failed. */
function gaps({ complete, operations, phases, warnings }: Report, trial: Trial): string[] {
  const problems: string[] = [];
  if (!complete || operations.tested !== operations.total) {
    problems.push(`${operations.tested} of ${operations.total} operations were tested`);
  }
  for (const [phase, { status, skip_reason }] of Object.entries(phases)) {
    // No operation of a spec gives what another one takes.
    if (status === "skip" && !(phase === "stateful" && skip_reason === "not_applicable")) {
      problems.push(`the phase ${phase} was skipped: ${skip_reason}`);
    }
  }
  for (const [warning, subjects] of Object.entries(warnings)) {
    // That nothing but refusals comes back is the point of a run without credentials.
    if (subjects.length > 0 && !(warning === "missing_auth" && trial.token === undefined)) {
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
  console.log(table(["Spec", "Credentials", "Cases", "Deviations", "Failed", "Seconds"], rows));
  const problems: Problem[] = outcomes.flatMap(({ trial, problems }) =>
    problems.map((text) => ({ where: `${trial.spec}, credentials: ${trial.credentials}`, text })),
  );
  console.log(together(problems));
  const cases = outcomes.reduce((sum, outcome) => sum + outcome.cases, 0);
  console.log(`${cases} cases, ${problems.length} failed`);
  return problems.length === 0 ? 0 : 1;
}
