import { parseArgs } from "node:util";
import { suggest } from "./check-options.js";
import type { Example } from "./examples.js";
import { at } from "./json.js";
import { createMock } from "./mock.js";
import { type Operation, openOperations, successesOf } from "./operations.js";
import type { AccessKey, MockDis, MockRules } from "./options.js";
import { listen } from "./server.js";
import { loadSpecs } from "./spec.js";

/** Keeps secret keys out of the command line, which other users of the machine can read. */
const keysVariable = "DIS_MOCK_ACCESS_KEYS";

const help = `Usage: dis-mock [options]

Respond like Huawei Cloud's Data Ingestion Service and its IAM, from the examples
of their OpenAPI descriptions. Print which checks are on, then a line for each
request.

  --port <number>       port to listen on, 0 for a free one (default: 4010)
  --host <name>         address to listen on (default: 127.0.0.1)
  --access-key <AK:SK>  accept only this access key, and verify signatures with its
                        secret key; may be repeated (default: the keys in
                        ${keysVariable}, separated by commas; without any, a
                        well-formed signature is accepted and not verified)
  --help, -h            show this text
`;

const options = {
  port: { type: "string", default: "4010" },
  host: { type: "string", default: "127.0.0.1" },
  "access-key": { type: "string", multiple: true },
  help: { type: "boolean", short: "h", default: false },
} as const;

interface World {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Run the command. The server is there if it runs; otherwise there is an exit code. */
export async function main(
  args: readonly string[],
  { stdout, stderr, env }: World,
): Promise<{ exitCode?: number; server?: MockDis }> {
  const refuse = (message: string, exitCode: number) => {
    stderr.write(`dis-mock: ${message}\n`);
    return { exitCode };
  };
  let values: ReturnType<typeof readOptions>;
  try {
    values = readOptions(args, env);
  } catch (error) {
    return refuse(`${explain(error)} (see --help)`, 2);
  }
  if (values.help) {
    stdout.write(help);
    return { exitCode: 0 };
  }
  const { host, rules } = values;
  const port = Number(values.port);
  const operations = await openOperations(loadSpecs());
  const log = (line: string) => stdout.write(`${line}\n`);
  try {
    const server = await listen(createMock(operations, rules), { host, port, log });
    stdout.write(welcome(operations, server.endpoint, rules));
    return { server };
  } catch (error) {
    return refuse(whyNot(error, host, port), 1);
  }
}

/** @throws Error when an option is unknown or has a wrong value. */
function readOptions(args: readonly string[], env: World["env"]) {
  const { values } = parseArgs({ args: [...args], options });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65535) {
    throw new Error("`--port` must be 0 to 65535");
  }
  if (values.host === "") throw new Error("`--host` must be an address or a host name");
  const given = values["access-key"];
  const keys = given ?? env[keysVariable]?.split(",") ?? [];
  const accessKeys = keys.map((text): AccessKey => {
    const [, ak, sk] = /^([^\s,:]+):([^\s,]+)$/.exec(text) ?? [];
    // The message does not show the text, which may hold a secret.
    if (ak === undefined || sk === undefined) {
      throw new Error(
        given
          ? "`--access-key` must be AK:SK, an access key and its secret key"
          : `${keysVariable} must be AK:SK, or several of these separated by commas`,
      );
    }
    return { ak, sk };
  });
  const rules: MockRules = accessKeys.length > 0 ? { accessKeys } : {};
  return { ...values, rules };
}

/** Return what is wrong with the options, in one line, without a value, which may be a secret. */
function explain(error: unknown): string {
  const { code, message } = Object(error);
  const [, argument = ""] = /'([^']*)'/.exec(message) ?? [];
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const hint = suggest(argument.replace(/^-+/, ""), Object.keys(options))?.replace("`", "`--");
    return `unknown option \`${argument}\`${hint ? `; ${hint}` : ""}`;
  }
  if (code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") {
    return "unexpected argument; each value follows an option";
  }
  if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") {
    const [name] = argument.replace(/^-h, /, "").split(/[ =]/, 1);
    return name === "--help" ? "`--help` takes no value" : `\`${name}\` needs a value`;
  }
  return String(message);
}

function whyNot(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return `port ${port} of ${host} is in use; choose another with --port, or 0 for a free one`;
  }
  if (code === "EACCES") {
    return `no permission to listen on port ${port}; choose another with --port`;
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `${host} is not an address of this machine; choose another with --host`;
  }
  return error instanceof Error ? error.message : String(error);
}

function welcome(
  operations: readonly Operation[],
  endpoint: string,
  { accessKeys }: MockRules,
): string {
  const shown = operations
    .filter(({ "x-resource": action }) => action?.action === "show")
    .flatMap((operation) => successesOf(operation).map((example) => ({ operation, example })));
  const paths = shown.map(({ operation, example }) => pathTo(operation, example));
  const lines = shown.map(
    ({ operation, example }) => `  ${labelOf(operation, example).padEnd(32)}  ${example.name}`,
  );
  const names = operations.map(
    ({ operationId, examples }) => `  ${operationId}: ${[...examples.keys()].join(", ")}`,
  );
  const signatures = accessKeys
    ? `checked against ${accessKeys.length} access key${accessKeys.length === 1 ? "" : "s"}`
    : "not checked, any well-formed one is accepted (see --access-key)";
  return `The mock of DIS and its IAM listens on ${endpoint}. Press Ctrl-C to stop it. Try:

  curl -i -H "X-Auth-Token: any" ${endpoint}${paths[0]}

Checks:

  credentials: required
  signatures: ${signatures}
  tokens: not checked, any well-formed one is accepted
  users of IAM: not checked, any name and password get a token
  requests: checked against the spec
  responses: checked against the spec

Tasks, as stream/task, with the example of the spec that each comes from:

${lines.join("\n")}

Examples that the header "Prefer: example=NAME" selects:

${names.join("\n")}

`;
}

/** Return the path of an operation with the values that an example has, or the parameters' own. */
function pathTo({ path, parameters }: Operation, { value }: Example): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(at(value, name) ?? parameters.find((parameter) => parameter.name === name)?.example),
  );
}

/** Return the parts of the path that identify an example, such as `stream/task`. */
function labelOf({ parameters }: Operation, { value }: Example): string {
  return parameters
    .filter((parameter) => parameter.in === "path" && !parameter["x-project"])
    .map(({ name }) => at(value, name))
    .join("/");
}
