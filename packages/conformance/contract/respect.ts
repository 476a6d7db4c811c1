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

/** A workflow of an Arazzo file. */
export interface Workflow {
  readonly file: string;
  readonly id: string;
  readonly steps: readonly string[];
  /** The workflow as JSON, to search in. */
  readonly text: string;
}

/** Read all workflows, in the order of their files. */
export async function readWorkflows(): Promise<Workflow[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".arazzo.yaml")).sort();
  const read = files.map(async (file) => {
    // Safe: lint validates every file against Arazzo.
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

/** The result of one step of a workflow. */
export interface StepOutcome {
  readonly workflow: Workflow;
  readonly step: string;
  /** More than one when the step waits for something. */
  readonly runs: number;
  readonly checks: number;
  readonly problems: readonly string[];
}

/** The parts of the report of `redocly respect` that are read here. */
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
    /** The condition of a success criterion. */
    readonly condition?: string;
  }[];
}

/**
 * Run workflows with `redocly respect`, in one process because its start takes most of the time.
 *
 * @param servers addresses by the names of the source descriptions.
 * @param inputs inputs of all workflows. Other processes can see them.
 * @throws Error with the tool's output when it failed and the report does not say why.
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
    ).then(
      () => undefined,
      (error: unknown) => error,
    );
    const text = await readFile(report, "utf8").catch(() => {
      throw failure;
    });
    // Safe for the pinned version. With a report of another shape, steps count as not run, which
    // is a failure.
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

/** Name of the check of a step's own success criteria. */
const criterion = "success criteria check";

function outcomesOf(workflow: Workflow, executed: readonly ExecutedWorkflow[]): StepOutcome[] {
  const done = executed
    .filter(({ workflowId }) => workflowId === workflow.id)
    .flatMap(({ executedSteps }) => executedSteps);
  return workflow.steps.map((step) => {
    const runs = done.filter(({ stepId }) => stepId === step);
    const checks = runs.flatMap((run) =>
      // A step that waits fails its criteria until its last run; the other checks must pass each time.
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
