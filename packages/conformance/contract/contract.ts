import {
  type Auth,
  createDisClient,
  DisConfigError,
  fromEnv,
  isAuthError,
  token,
} from "@dis-openapi/client";
import { describeError } from "@dis-openapi/client/codes";
import { iamPassword } from "@dis-openapi/client/iam";
import { markdownTable } from "markdown-table";
import { placeholders, startForwarder } from "../lib/forwarder.ts";
import { together } from "../lib/report.ts";
import { readWorkflows, respect, type StepOutcome, type Workflow } from "./respect.ts";

export interface Target {
  readonly endpoint: string;
  readonly "iam-endpoint"?: string | undefined;
  readonly project: string;
  readonly stream: string;
  readonly task: string;
  /** Run the workflows that change something, too. */
  readonly "allow-writes"?: boolean | undefined;
}

/** The endpoint cannot be tested. The message is one line. */
export class ContractError extends Error {}

export interface Report {
  readonly text: string;
  readonly failed: boolean;
}

/**
 * Run the workflows in openapi/workflows against an endpoint. What runs them sees no secret: see
 * lib/forwarder.ts.
 *
 * @throws DisConfigError when an option or a variable is wrong; ContractError when the endpoint
 * cannot be reached or refuses the credentials.
 */
export async function runContract(target: Target, env: NodeJS.ProcessEnv): Promise<Report> {
  const {
    endpoint,
    project: projectId,
    stream,
    task,
    "allow-writes": allowWrites = false,
  } = target;
  const user = userOf(env);
  const fixedAuth = authOf(env, user);
  // Checks the address before the first request.
  createDisClient({ endpoint, projectId, auth: token("unused") });

  const home = await fetch(endpoint, { redirect: "manual" }).catch((error: Error) => error);
  if (home instanceof Error) {
    throw new ContractError(`${endpoint} cannot be reached: ${home.cause ?? home}`);
  }
  const isMock = home.headers.has("x-mock-note");
  const iamEndpoint = target["iam-endpoint"] ?? (isMock ? endpoint : undefined);
  const plan = planOf(await readWorkflows(), { isMock, iamEndpoint, user, allowWrites });
  const auth = await accepted(target, fixedAuth ?? authOfUser(user, iamEndpoint));

  const forwarder = await startForwarder({
    endpoint,
    iamEndpoint,
    projectId,
    auth,
    password: user?.password,
  });
  try {
    const outcomes = await respect(
      plan.flatMap(({ workflow, skipped }) => (skipped === undefined ? [workflow] : [])),
      { dis: forwarder.endpoint, ...(forwarder.iamEndpoint && { iam: forwarder.iamEndpoint }) },
      {
        ...placeholders,
        project: projectId,
        stream,
        task,
        user: user?.user ?? "",
        domain: user?.domain ?? "",
      },
    );
    return reportOf(`Contract of ${endpoint}${isMock ? ", a mock" : ""}`, plan, outcomes);
  } finally {
    await forwarder.close();
  }
}

interface User {
  readonly domain: string;
  readonly user: string;
  readonly password: string;
}

const userVariables = "DIS_IAM_DOMAIN, DIS_IAM_USER and DIS_IAM_PASSWORD";

function userOf(env: NodeJS.ProcessEnv): User | undefined {
  const { DIS_IAM_DOMAIN: domain, DIS_IAM_USER: user, DIS_IAM_PASSWORD: password } = env;
  if (domain && user && password) return { domain, user, password };
  if (domain || user || password) throw new DisConfigError(`Set all of ${userVariables}`);
  return undefined;
}

/** Return the token or the keys of the environment, or undefined when it has only a user. */
function authOf(env: NodeJS.ProcessEnv, user: User | undefined): Auth | undefined {
  if (env.DIS_AUTH_TOKEN) return token(env.DIS_AUTH_TOKEN);
  if (env.HUAWEICLOUD_SDK_AK || env.HUAWEICLOUD_SDK_SK) return fromEnv(env).auth;
  if (user) return undefined;
  throw new DisConfigError(
    `No credentials: set DIS_AUTH_TOKEN, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or ${userVariables}`,
  );
}

function authOfUser(user: User | undefined, endpoint: string | undefined): Auth {
  if (user && endpoint) return iamPassword({ ...user, endpoint });
  throw new DisConfigError("A user needs a token of IAM: pass --iam-endpoint");
}

/**
 * Make one call with the credentials, because a few wrong signatures lock a key, and return what
 * authenticates further requests. The call also corrects the clock of a signature.
 *
 * @throws ContractError when they are refused.
 */
async function accepted({ endpoint, project, stream, task }: Target, auth: Auth): Promise<Auth> {
  let sent: string | null = null;
  const dis = createDisClient({
    endpoint,
    projectId: project,
    auth,
    retry: false,
    fetch: (url, init) => {
      if (`${url}`.startsWith(endpoint)) sent = new Headers(init?.headers).get("x-auth-token");
      return fetch(url, init);
    },
  });
  try {
    await dis.showTransferTask({ stream_name: stream, task_name: task });
  } catch (error) {
    if (error instanceof DisConfigError) throw error;
    if (isAuthError(error)) {
      throw new ContractError(`${endpoint} refuses the credentials: ${describeError(error)}`);
    }
    // The workflows report every other error.
  }
  return sent === null ? auth : token(sent);
}

interface Plan {
  readonly workflow: Workflow;
  /** Why the workflow cannot be run; undefined when it can. */
  readonly skipped: string | undefined;
}

interface Circumstances {
  readonly isMock: boolean;
  readonly iamEndpoint: string | undefined;
  readonly user: User | undefined;
  readonly allowWrites: boolean;
}

export function planOf(
  workflows: readonly Workflow[],
  { isMock, iamEndpoint, user, allowWrites }: Circumstances,
): Plan[] {
  return workflows.map((workflow) => {
    const { text, isReadOnly } = workflow;
    const skipped =
      text.includes('"Prefer"') && !isMock
        ? "only a mock returns an example on request"
        : text.includes("$sourceDescriptions.iam.") && !iamEndpoint
          ? "pass --iam-endpoint"
          : text.includes("$inputs.password") && !user
            ? `set ${userVariables}`
            : !isReadOnly && !allowWrites
              ? "it changes dump tasks: pass --allow-writes"
              : undefined;
    return { workflow, skipped };
  });
}

function reportOf(title: string, plan: readonly Plan[], outcomes: readonly StepOutcome[]): Report {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const rows = plan.map(({ workflow, skipped }) => {
    const own = outcomes.filter((outcome) => outcome.workflow === workflow);
    const counts = [
      sum(own.map(({ runs }) => runs)),
      sum(own.map(({ checks }) => checks)),
      sum(own.map(({ problems }) => problems.length)),
    ];
    return [workflow.id, ...(skipped === undefined ? counts.map(String) : ["skipped"])];
  });
  const skips = plan.flatMap(({ workflow, skipped }) =>
    skipped === undefined ? [] : [{ where: workflow.id, text: `skipped: ${skipped}` }],
  );
  const problems = outcomes.flatMap(({ workflow, step, problems }) =>
    problems.map((text) => ({ where: `${workflow.id}/${step}`, text })),
  );
  const checks = sum(outcomes.map((outcome) => outcome.checks));
  const text = [
    `${title}\n`,
    markdownTable([["Workflow", "Requests", "Checks", "Failed"], ...rows]),
    together([...skips, ...problems]),
    `${checks} checks, ${problems.length} failed; ${skips.length} of ${plan.length} workflows skipped`,
  ].join("\n");
  return { text, failed: problems.length > 0 };
}
