/**
 * Asks an endpoint everything that the workflows in openapi/workflows ask, and holds the answers
 * against the contract. What runs the workflows sees no secret: see lib/forwarder.ts.
 */

import { fail, parseOptions } from "../../../scripts/generate/lib/options.ts";
import { table, together } from "../../../scripts/lib/report.ts";
import type { Auth } from "../../client/src/auth.ts";
import { isAuthError } from "../../client/src/classify.ts";
import { createDisClient } from "../../client/src/client.ts";
import { describeError } from "../../client/src/codes.ts";
import { fromEnv } from "../../client/src/env.ts";
import { DisConfigError } from "../../client/src/errors.ts";
import { iamPassword } from "../../client/src/iam.ts";
import { token } from "../../client/src/token.ts";
import { checkBase } from "../../client/src/url.ts";
import { standIns, startForwarder } from "../lib/forwarder.ts";
import { readWorkflows, respect, type StepOutcome, type Workflow } from "./respect.ts";

const options = parseOptions(
  `Runs the workflows in openapi/workflows against an endpoint, with a task that exists there, and
holds status, content type and body of every answer against the contract. Nothing is changed there.
Against a mock all workflows are run; those that another endpoint cannot be asked are skipped.

Credentials come from the environment: a token in DIS_AUTH_TOKEN; or else keys in
HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK and, if they are temporary, HUAWEICLOUD_SDK_SECURITY_TOKEN;
or else a user in DIS_IAM_DOMAIN, DIS_IAM_USER and DIS_IAM_PASSWORD. With a user, the way from a
password to the task is run as well.`,
  "npm run contract -- --endpoint URL [--iam-endpoint URL] --project P --stream S --task T",
  {
    endpoint: { type: "string" },
    "iam-endpoint": { type: "string" },
    project: { type: "string" },
    stream: { type: "string" },
    task: { type: "string" },
  },
);

const userVariables = "DIS_IAM_DOMAIN, DIS_IAM_USER and DIS_IAM_PASSWORD";

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof DisConfigError)) throw error;
  fail(error.message);
}

async function main(): Promise<number> {
  const { endpoint = "", project = "", stream = "", task = "" } = options;
  const missing = Object.entries({ endpoint, project, stream, task })
    .filter(([, value]) => value === "")
    .map(([name]) => `--${name}`);
  if (missing.length > 0) fail(`${missing.join(" and ")} must be given (see --help)`);
  const base = checkBase("--endpoint", endpoint, false);
  const { user, authFor } = credentials(process.env);

  const home = await fetch(base, { redirect: "manual" }).catch((error: Error) => error);
  if (home instanceof Error) {
    console.error(`error: ${base} cannot be reached: ${home.cause ?? home}`);
    return 1;
  }
  const isMock = home.headers.has("x-mock-note");
  const iamEndpoint = options["iam-endpoint"] ?? (isMock ? base : undefined);

  /** Why a workflow cannot be run here. */
  function whyNot({ text }: Workflow): string | undefined {
    if (text.includes('"Prefer"') && !isMock) return "only a mock answers as it is told to";
    if (text.includes("$sourceDescriptions.iam.") && !iamEndpoint) return "give --iam-endpoint";
    if (text.includes("$inputs.password") && !user) return `set ${userVariables}`;
    return undefined;
  }
  const plan = (await readWorkflows()).map((workflow) => ({ workflow, reason: whyNot(workflow) }));

  const auth = authFor(iamEndpoint);
  // Before all else and once: a few wrong signatures lock a key. A clock that is off is learned here.
  const refusal = await createDisClient({ endpoint: base, projectId: project, auth, retry: false })
    .showTransferTask({ stream_name: stream, task_name: task })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  if (refusal instanceof DisConfigError) throw refusal;
  if (isAuthError(refusal)) {
    console.error(`error: ${base} refuses the credentials: ${describeError(refusal)}`);
    return 1;
  }
  const forwarder = await startForwarder({
    endpoint: base,
    iamEndpoint,
    projectId: project,
    auth,
    password: user?.password,
  });
  try {
    const outcomes = await respect(
      plan.flatMap(({ workflow, reason }) => (reason === undefined ? [workflow] : [])),
      { dis: forwarder.endpoint, ...(forwarder.iamEndpoint && { iam: forwarder.iamEndpoint }) },
      { ...standIns, project, stream, task, user: user?.user ?? "", domain: user?.domain ?? "" },
    );
    console.log(`The contract, asked of ${base}${isMock ? ", a mock" : ""}\n`);
    return report(plan, outcomes);
  } finally {
    forwarder.close();
  }
}

interface User {
  readonly domain: string;
  readonly user: string;
  readonly password: string;
}

/** The credentials that the environment holds; those of a user need the address of IAM. */
function credentials({
  DIS_AUTH_TOKEN,
  HUAWEICLOUD_SDK_AK,
  HUAWEICLOUD_SDK_SK,
  DIS_IAM_DOMAIN: domain,
  DIS_IAM_USER: name,
  DIS_IAM_PASSWORD: password,
}: NodeJS.ProcessEnv): {
  readonly user: User | undefined;
  readonly authFor: (iamEndpoint: string | undefined) => Auth;
} {
  const user = domain && name && password ? { domain, user: name, password } : undefined;
  if (!user && (domain || name || password)) fail(`set all of ${userVariables}`);
  if (DIS_AUTH_TOKEN) {
    const auth = token(DIS_AUTH_TOKEN);
    return { user, authFor: () => auth };
  }
  if (HUAWEICLOUD_SDK_AK || HUAWEICLOUD_SDK_SK) {
    const { auth } = fromEnv(process.env);
    return { user, authFor: () => auth };
  }
  if (!user) {
    fail(
      `no credentials: set DIS_AUTH_TOKEN, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or ${userVariables}`,
    );
  }
  return {
    user,
    authFor: (endpoint) =>
      endpoint
        ? iamPassword({ ...user, endpoint })
        : fail("a user needs IAM for a token: give --iam-endpoint"),
  };
}

/** Prints what came of it, and gives the exit code. */
function report(
  plan: readonly { readonly workflow: Workflow; readonly reason: string | undefined }[],
  outcomes: readonly StepOutcome[],
): number {
  const rows = plan.map(({ workflow, reason }) => {
    const own = outcomes.filter((outcome) => outcome.workflow === workflow);
    const counts = [
      own.reduce((sum, { runs }) => sum + runs, 0),
      own.reduce((sum, { checks }) => sum + checks, 0),
      own.reduce((sum, { problems }) => sum + problems.length, 0),
    ];
    return [workflow.id, ...(reason === undefined ? counts.map(String) : ["skipped"])];
  });
  console.log(table(["Workflow", "Requests", "Checks", "Failed"], rows));
  const skipped = plan.flatMap(({ workflow, reason }) =>
    reason === undefined ? [] : [{ where: workflow.id, text: `skipped: ${reason}` }],
  );
  const problems = outcomes.flatMap(({ workflow, step, problems }) =>
    problems.map((text) => ({ where: `${workflow.id}/${step}`, text })),
  );
  console.log(together([...skipped, ...problems]));
  const checks = outcomes.reduce((sum, outcome) => sum + outcome.checks, 0);
  console.log(
    `${checks} checks, ${problems.length} failed; ${skipped.length} of ${plan.length} workflows skipped`,
  );
  return problems.length === 0 ? 0 : 1;
}
