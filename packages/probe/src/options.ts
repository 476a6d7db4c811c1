import { parseArgs } from "node:util";
import { type DisClientOptions, fromEnv, token } from "@dis-openapi/client";
import { closestMatch } from "leven";
import { breaches } from "./breaches.js";
import type { Task } from "./query.js";
import { reads } from "./spec.js";

export const help = `Usage: dis-probe (--region <id> | --endpoint <url>) --task <stream>/<task> [options]

Query dump tasks of Huawei Cloud's Data Ingestion Service, compare the responses
with the OpenAPI description and write a Markdown report to stdout. The report is
made to be posted: it withholds values, ids and names of yours. Read it first. The
probe only reads: it sends no other method than GET. Besides the given tasks, it queries what their streams
have, and a task that does not exist, to see the error.

  --region <id>         region of the service
  --endpoint <url>      address of the service, for a region that is not listed
  --project <id>        project (default: HUAWEICLOUD_SDK_PROJECT_ID)
  --task <stream/task>  dump task to query; may be repeated
  --with-values         show values too, except secrets; do not post such a report
  --help, -h            show this text

Credentials come from the environment: a token in DIS_AUTH_TOKEN, or keys in
HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK (HUAWEICLOUD_SDK_SECURITY_TOKEN).

Exit code: 0 if every query was sent and got a response that is no refusal; 1 if one
was refused, got no response or was not sent (the report names it and covers the
others); 2 if an option is wrong or missing.
`;

export interface Options {
  readonly client: DisClientOptions;
  readonly tasks: readonly Task[];
  readonly withValues: boolean;
  /** Credentials, no part of which may be shown. */
  readonly secrets: readonly string[];
  /** Names and ids from the command line. */
  readonly names: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Read the command line and the environment; undefined for `--help`.
 *
 * @throws Error with one line about a wrong or missing option, which never shows a value.
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
  if (!region && !endpoint) throw new Error("`--region` or `--endpoint` is missing");
  if (region && endpoint) throw new Error("`--region` and `--endpoint` exclude each other");
  if (!project) throw new Error("`--project` is missing; or set HUAWEICLOUD_SDK_PROJECT_ID");
  if (given.length === 0) throw new Error("`--task <stream>/<task>` is missing");
  const tasks = given.map((text): Task => {
    const [stream_name, task_name, ...rest] = text.split("/");
    if (!stream_name || !task_name || rest.length > 0) {
      throw new Error("`--task` must be <stream>/<task>");
    }
    const task = { stream_name, task_name };
    for (const [key, value] of Object.entries(task)) {
      const parameters = reads.flatMap(({ parameters }) => parameters);
      const parameter = parameters.find(({ name }) => name === key);
      const [breach] = parameter ? breaches(parameter.schema, value) : [];
      if (breach) throw new Error(`\`--task\`: ${key} must satisfy ${breach}`);
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

const flags = {
  region: { type: "string" },
  endpoint: { type: "string" },
  project: { type: "string" },
  task: { type: "string", multiple: true },
  "with-values": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags }).values;
  } catch (error) {
    throw new Error(explain(Object(error)));
  }
}

/** Return what is wrong with the options, without an argument, which may be a secret. */
function explain({ code, message }: { code?: unknown; message?: unknown }): string {
  const [, name = ""] = /'(?:-\w, )?(--?[\w-]+)/.exec(String(message)) ?? [];
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const word = name.replace(/^-+/, "");
    // Two edits make anything of a very short name.
    const maxDistance = word.length > 3 ? 2 : 1;
    const match = closestMatch(word, Object.keys(flags), { maxDistance });
    return `unknown option \`${name}\`${match ? `; did you mean \`--${match}\`?` : ""}`;
  }
  if (code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") {
    return "unexpected argument; each value follows an option";
  }
  return name === "--help" || name === "--with-values"
    ? `\`${name}\` takes no value`
    : `\`${name}\` needs a value`;
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
    throw new Error("`--endpoint` must be a URL, such as https://dis.cn-north-4.myhuaweicloud.com");
  }
}
