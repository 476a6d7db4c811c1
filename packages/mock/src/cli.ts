#!/usr/bin/env node
import { parseArgs } from "node:util";
import { taskOf } from "./behaviours.js";
import type { Example } from "./examples.js";
import { at } from "./json.js";
import { createMock } from "./mock.js";
import { type Operation, openOperations, successesOf } from "./operations.js";
import type { MockDis } from "./options.js";
import { listen } from "./server.js";
import { loadSpecs } from "./spec.js";

const help = `Usage: dis-mock [options]

Answers as Huawei Cloud's Data Ingestion Service and its IAM do, from the
examples of their OpenAPI descriptions. Any well-formed credentials will do.

  --port <number>  port to listen on (default 4010; 0 for a free one)
  --host <name>    address to listen on (default 127.0.0.1)
  --help           show this text
`;

process.exitCode = await main();

async function main(): Promise<number | undefined> {
  const options = readOptions();
  if (typeof options === "string") {
    console.error(`dis-mock: ${options} (--help lists the options)`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  const { host, port } = options;
  const operations = await openOperations(loadSpecs());
  let server: MockDis;
  try {
    server = await listen(createMock(operations), { host, port });
  } catch (error) {
    console.error(`dis-mock: ${whyNot(error, host, port)}`);
    return 1;
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void server.close());
  }
  process.stdout.write(welcome(operations, server.endpoint));
  return undefined;
}

/** The options, or what is wrong with them. */
function readOptions(): { host: string; port: number; help: boolean } | string {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "4010" },
        host: { type: "string", default: "127.0.0.1" },
        help: { type: "boolean", default: false },
      },
    });
    const { host, port, help } = values;
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
      return `--port takes a number from 0 to 65535, not "${port}"`;
    }
    if (host === "") return "--host takes an address or a host name";
    return { host, port: Number(port), help };
  } catch (error) {
    // Node's explanation may go on, with advice about positional arguments; the first line says it.
    return error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? "") : String(error);
  }
}

function whyNot(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return `port ${port} of ${host} is taken; choose another with --port, or 0 for a free one`;
  }
  if (code === "EACCES")
    return `port ${port} needs rights that you lack; choose another with --port`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return `${host} is not an address of this machine; choose another with --host`;
  }
  return error instanceof Error ? error.message : String(error);
}

function welcome(operations: readonly Operation[], endpoint: string): string {
  const tasks = operations.flatMap((operation) =>
    successesOf(operation)
      .filter(({ value }) => at(value, "task_name") !== undefined)
      .map((example) => ({ operation, example })),
  );
  const paths = tasks.map(({ operation, example }) => pathTo(operation, example));
  const lines = tasks.map(({ example }) => `  ${taskOf(example).padEnd(32)}  ${example.name}`);
  const names = operations.map(
    ({ operationId, examples }) => `  ${operationId}: ${[...examples.keys()].join(", ")}`,
  );
  return `The mock of DIS and its IAM listens on ${endpoint}. Ctrl-C stops it. Try

  curl -i -H "X-Auth-Token: any" ${endpoint}${paths[0]}

It knows these tasks (stream/task), each an example of the spec:

${lines.join("\n")}

The header "Prefer: example=NAME" picks any of these:

${names.join("\n")}
`;
}

/** The path of an operation, with the values that an example names, or else the parameters' own. */
function pathTo({ path, parameters }: Operation, { value }: Example): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    String(at(value, name) ?? parameters.find((parameter) => parameter.name === name)?.example),
  );
}
