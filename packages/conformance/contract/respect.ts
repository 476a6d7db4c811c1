import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { parse } from "yaml";
import { operationsOf, readSpec, readSpecs, root } from "../../../scripts/generate/lib/spec.ts";
import { capture } from "../../../scripts/generate/lib/tools.ts";
import { exampleWorkflows } from "./examples.ts";

const folder = new URL("openapi/workflows/", root);

/** The parts of an Arazzo description that are read here. */
interface Arazzo {
  readonly workflows: readonly {
    readonly workflowId: string;
    readonly steps: readonly { readonly stepId: string; readonly operationId: string }[];
  }[];
}

/** A workflow of an Arazzo file. */
export interface Workflow {
  readonly file: string;
  readonly id: string;
  readonly steps: readonly string[];
  /** Whether it only gets from DIS. A token of IAM changes nothing. */
  readonly isReadOnly: boolean;
  /** The workflow as JSON, to search in. */
  readonly text: string;
}

/** Read all workflows, in the order of their files. */
export async function readWorkflows(): Promise<Workflow[]> {
  const reading = operationsOf(await readSpec("openapi"))
    .filter(({ method }) => method === "GET")
    .map(({ operation }) => `$sourceDescriptions.dis.${operation.operationId}`);
  const isReading = ({ operationId }: { readonly operationId: string }) =>
    operationId.startsWith("$sourceDescriptions.iam.") || reading.includes(operationId);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".arazzo.yaml")).sort();
  const read = files.map(async (file): Promise<[string, Arazzo]> => {
    // Safe: lint validates every file against Arazzo.
    return [file, parse(await readFile(new URL(file, folder), "utf8")) as Arazzo];
  });
  const all = [...(await Promise.all(read)), [generated, await examples()] as const];
  return all.flatMap(([file, { workflows }]) =>
    workflows.map((workflow) => ({
      file,
      id: workflow.workflowId,
      steps: workflow.steps.map(({ stepId }) => stepId),
      isReadOnly: workflow.steps.every(isReading),
      text: JSON.stringify(workflow),
    })),
  );
}

/** The file of the workflows that no file in the folder has. */
const generated = "examples generated from the spec";
const examples = async () => exampleWorkflows(await readSpecs());

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
  /** A `goto` is a workflow among the steps. */
  readonly executedSteps: readonly (ExecutedStep | ExecutedWorkflow)[];
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
    const temporary = join(scratch, "examples.arazzo.json");
    await writeFile(temporary, JSON.stringify(await examples()));
    const pathOf = (file: string) => (file === generated ? temporary : file);
    const failure = await capture(
      "redocly",
      [
        "respect",
        ...new Set(workflows.map(({ file }) => pathOf(file))),
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
      outcomesOf(workflow, files[pathOf(workflow.file)]?.executedWorkflows ?? []),
    );
    if (failure && outcomes.every(({ problems }) => problems.length === 0)) throw failure;
    return outcomes;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function stepsOf({ executedSteps }: ExecutedWorkflow): ExecutedStep[] {
  return executedSteps.flatMap((each) => ("executedSteps" in each ? stepsOf(each) : each));
}

/** Name of the check of a step's own success criteria. */
const criterion = "success criteria check";

function outcomesOf(workflow: Workflow, executed: readonly ExecutedWorkflow[]): StepOutcome[] {
  const done = executed.filter(({ workflowId }) => workflowId === workflow.id).flatMap(stepsOf);
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
