import { parseArgs } from "node:util";
import { type DisClientOptions, fromEnv, token } from "@dis-openapi/client";
import type { Task } from "./ask.js";
import { breaches } from "./breaches.js";
import { operation } from "./spec.js";

export const help = `Usage: dis-probe (--region <id> | --endpoint <url>) --task <stream>/<task> [options]

Queries dump tasks of Huawei Cloud's Data Ingestion Service, compares the answers
with the OpenAPI description and writes a report in Markdown on stdout, fit to be
posted: no value, id or name of yours is in it. It only reads. Beside the tasks
given, it asks for one that does not exist, to see how that is refused.

  --region <id>         region of the service
  --endpoint <url>      address of the service, for a region that is not listed
  --project <id>        project (default: HUAWEICLOUD_SDK_PROJECT_ID)
  --task <stream/task>  dump task to query; may be repeated
  --with-values         show values too, except secrets: for yourself, not to be posted
  --help, -h            show this text

Credentials come from the environment: a token in DIS_AUTH_TOKEN, or keys in
HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK (HUAWEICLOUD_SDK_SECURITY_TOKEN).

Exit code: 0 when every call was answered, whatever the report says; 1 when one
got no answer (the report covers the others); 2 when an option is wrong or
missing.
`;

export interface Options {
  readonly client: DisClientOptions;
  readonly tasks: readonly Task[];
  readonly withValues: boolean;
  /** Credentials, of which no piece may be shown. */
  readonly secrets: readonly string[];
  /** Names and ids from the command. */
  readonly names: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the command line and the environment; undefined when only help is wanted.
 *
 * @throws Error that says in one line what is wrong or missing, and never shows a value.
 */
export function readOptions(args: readonly string[], env: Environment): Options | undefined {
  const {
    region,
    endpoint,
    task: given = [],
    help,
    "with-values": withValues,
    ...more
  } = parse(args);
  if (help) return undefined;
  const project = more.project || env.HUAWEICLOUD_SDK_PROJECT_ID;
  if (!region === !endpoint) throw new Error("give --region or --endpoint, and not both");
  if (!project) throw new Error("give --project, or set HUAWEICLOUD_SDK_PROJECT_ID");
  if (given.length === 0) throw new Error("give --task <stream>/<task>, at least once");
  const tasks = given.map((text): Task => {
    const [stream_name, task_name, ...rest] = text.split("/");
    if (!stream_name || !task_name || rest.length > 0) {
      throw new Error("--task takes the name of a stream and of a task, with a slash between them");
    }
    const task = { stream_name, task_name };
    for (const [key, value] of Object.entries(task)) {
      const parameter = operation.parameters.find(({ name }) => name === key);
      const [breach] = parameter ? breaches(parameter.schema, value) : [];
      if (breach) throw new Error(`--task: ${key} breaks the limit ${breach}`);
    }
    return task;
  });
  const names = ["AK", "SK", "SECURITY_TOKEN"].map((name) => `HUAWEICLOUD_SDK_${name}`);
  const secrets = ["DIS_AUTH_TOKEN", ...names].flatMap((name) => env[name] || []);
  return {
    client: { region, endpoint, projectId: project, auth: authFrom(env) },
    tasks,
    withValues,
    secrets,
    names: [
      project,
      ...tasks.flatMap(({ stream_name, task_name }) => [stream_name, task_name]),
      ...(endpoint ? [endpoint, hostOf(endpoint)] : []),
    ],
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        region: { type: "string" },
        endpoint: { type: "string" },
        project: { type: "string" },
        task: { type: "string", multiple: true },
        "with-values": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return values;
  } catch (error) {
    const { code, message } = Object(error);
    // Node would quote the argument, which may be anything, and go on with advice.
    throw new Error(
      code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL"
        ? "there is an argument that belongs to no option"
        : String(message).split(/\. |\n/)[0],
    );
  }
}

function authFrom(env: Environment): DisClientOptions["auth"] {
  if (env.DIS_AUTH_TOKEN) return token(env.DIS_AUTH_TOKEN);
  try {
    return fromEnv(env).auth;
  } catch (error) {
    throw new Error(`${Object(error).message}, or a token as DIS_AUTH_TOKEN`);
  }
}

function hostOf(endpoint: string): string {
  try {
    return new URL(endpoint).hostname;
  } catch {
    throw new Error("--endpoint must be an address");
  }
}
