import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { parse } from "yaml";
import { root } from "../../../scripts/generate/lib/spec.ts";
import { capture } from "../../../scripts/generate/lib/tools.ts";

const folder = new URL("openapi/workflows/", root);

/** The parts of an Arazzo description that are read here. */
interface Arazzo {
  readonly workflows: readonly {
    readonly workflowId: string;
    readonly steps: readonly { readonly stepId: string }[];
  }[];
}

/** A workflow as it stands in its file. */
export interface Workflow {
  readonly file: string;
  readonly id: string;
  readonly steps: readonly string[];
  /** The whole of it, to be searched. */
  readonly text: string;
}

/** All workflows there are, in the order of their files. */
export async function readWorkflows(): Promise<Workflow[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".arazzo.yaml")).sort();
  const read = files.map(async (file) => {
    // Lint holds every one of them against Arazzo.
    const { workflows } = parse(await readFile(new URL(file, folder), "utf8")) as Arazzo;
    return workflows.map((workflow) => ({
      file,
      id: workflow.workflowId,
      steps: workflow.steps.map(({ stepId }) => stepId),
      text: JSON.stringify(workflow),
    }));
  });
  return (await Promise.all(read)).flat();
}

/** What became of a step of a workflow. */
export interface StepOutcome {
  readonly workflow: Workflow;
  readonly step: string;
  /** How often it was run: more than once when it waits for something. */
  readonly runs: number;
  readonly checks: number;
  readonly problems: readonly string[];
}

/** What `respect` reports of a run, as far as it is read here. */
interface Report {
  readonly files: Readonly<
    Record<string, { readonly executedWorkflows: readonly ExecutedWorkflow[] }>
  >;
}

interface ExecutedWorkflow {
  readonly workflowId: string;
  readonly executedSteps: readonly ExecutedStep[];
}

interface ExecutedStep {
  readonly stepId: string;
  readonly checks: readonly {
    readonly name: string;
    readonly passed: boolean;
    readonly message: string;
    /** What a criterion demands. */
    readonly condition?: string;
  }[];
}

/**
 * Runs workflows with `redocly respect`, all in one process, since to start it takes the most time.
 *
 * @param servers addresses by the names of the source descriptions.
 * @param inputs of all workflows. Other processes can see them.
 * @throws Error with what it said when it failed and the report does not say why.
 */
export async function respect(
  workflows: readonly Workflow[],
  servers: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>>,
): Promise<StepOutcome[]> {
  const scratch = await mkdtemp(join(tmpdir(), "dis-openapi-respect-"));
  try {
    const report = join(scratch, "report.json");
    const failure = await capture(
      "redocly",
      [
        "respect",
        ...new Set(workflows.map(({ file }) => file)),
        ...workflows.flatMap(({ id }) => ["--workflow", id]),
        ...Object.entries(servers).flatMap(([name, url]) => ["--server", `${name}=${url}`]),
        `--input=${JSON.stringify(inputs)}`,
        `--json-output=${report}`,
      ],
      { cwd: folder },
    ).catch((error: unknown) => error);
    const text = await readFile(report, "utf8").catch(() => {
      throw failure;
    });
    // The pinned version writes it so; where another does not, steps were not run, as far as
    // anybody can tell, and that is a problem.
    const { files } = JSON.parse(text) as Report;
    const outcomes = workflows.flatMap((workflow) =>
      outcomesOf(workflow, files[workflow.file]?.executedWorkflows ?? []),
    );
    if (failure && outcomes.every(({ problems }) => problems.length === 0)) throw failure;
    return outcomes;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The name of a check of what a step demands by itself. */
const criterion = "success criteria check";

function outcomesOf(workflow: Workflow, executed: readonly ExecutedWorkflow[]): StepOutcome[] {
  const done = executed
    .filter(({ workflowId }) => workflowId === workflow.id)
    .flatMap(({ executedSteps }) => executedSteps);
  return workflow.steps.map((step) => {
    const runs = done.filter(({ stepId }) => stepId === step);
    const checks = runs.flatMap((run) =>
      // A step that waits fails what it waits for, until it is run for the last time. All else has
      // to be right each time.
      run.checks.filter(({ name }) => name !== criterion || run === runs.at(-1)),
    );
    const problems = checks
      .filter(({ passed }) => !passed)
      .map((check) =>
        check.name === criterion
          ? `not met: ${check.condition}`
          : `${check.name}: ${stripVTControlCharacters(check.message).trim()}`,
      );
    return {
      workflow,
      step,
      runs: runs.length,
      checks: checks.length,
      problems: checks.length === 0 ? ["not run"] : problems,
    };
  });
}
