import { provide } from "./auth/auth.js";
import { type Answer, Call } from "./call.js";
import {
  check,
  type Filled,
  ofType,
  positive,
  type Rule,
  readOptions,
  signalRule,
  type Table,
} from "./check.js";
import { type Config, checkBase, checkOptions } from "./config.js";
import type { OperationDescriptor } from "./descriptor.js";
import { DisConfigError } from "./errors.js";
import { type Operations, operations } from "./generated/operations.js";
import type { CallOptions, WithResponse } from "./operation.js";
import type { DisClientOptions } from "./options.js";
import { buildRequest, checkParameters, checkProject } from "./request.js";
import { transport, within } from "./transport.js";

/** Every operation of the spec by its name. */
export type DisClient = Operations;

/** The configuration of each client, for the entries that send without an operation. */
export const configs = new WeakMap<DisClient, Config>();

type Params = Readonly<Record<string, unknown>>;

const headersRule: Rule = [
  "an object with a text for each name",
  (headers) => Object(headers) === headers && !(Symbol.iterator in Object(headers)),
];

/** Send a request to `base` and return the complete response. @throws for a failed one too. */
async function send(
  config: Config,
  call: Call,
  operation: OperationDescriptor,
  params: Params,
  base: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const sorted = checkParameters(operation, params, call);
  const project = operation.parameters.find((parameter) => parameter.project);
  if (project) {
    const id = params[project.name] ?? (await projectOf(config, call));
    call.projectId = `${id}`;
    sorted[project.in][project.name] = id;
  }
  const request = buildRequest(operation, sorted, { body: params.body, headers }, base, call);
  const answer = await transport(config, call, request);
  if (answer.error) throw answer.error;
  return answer;
}

async function projectOf(config: Config, call: Call): Promise<string> {
  const { projectId, request, region, auth } = config;
  if (typeof projectId === "string") return projectId;
  if (projectId === undefined) {
    throw new DisConfigError("projectId is missing: pass it to createDisClient", call);
  }
  const found = await within(call, (signal) =>
    provide("projectId", projectId, {
      operationId: call.operationId,
      region,
      auth,
      signal,
      request,
    }),
  );
  checkProject(found, call);
  return found;
}

/** Make the function by which an authentication or a provider sends requests of its own. */
function requestOf(config: () => Config): Config["request"] {
  return async (operation, params, { endpoint, secrets, signal, auth, region }) => {
    const { iamEndpoint, allowHttp, timeoutMs, totalTimeoutMs } = config();
    if (!endpoint && !iamEndpoint) {
      throw new DisConfigError("the client has no region: pass the endpoint of IAM", operation);
    }
    const base = checkBase("endpoint", endpoint || iamEndpoint, allowHttp);
    const own = { signal, auth, region: region ?? config().region, timeoutMs, totalTimeoutMs };
    const call = new Call(operation.operationId, own, secrets);
    return resultOf(call, await send(config(), call, operation, params, base));
  };
}

const resultOf = (call: Call, { data, response }: Answer): WithResponse<unknown> => ({
  data,
  response,
  requestId: call.requestId,
  attempts: call.attempts,
});

function bind(config: Config, operation: OperationDescriptor) {
  const { auth, region, base } = config;
  const table: Table<Filled<CallOptions, "signal" | "headers">> = {
    signal: [signalRule, undefined],
    headers: [headersRule, undefined],
    timeoutMs: [positive, config.timeoutMs],
    totalTimeoutMs: [positive, config.totalTimeoutMs],
  };
  const defaults = readOptions("", {}, table);
  const start = async (params: Params = {}, options?: CallOptions) => {
    check("params", params, ofType("object"), operation);
    const { headers, ...limits } =
      options === undefined ? defaults : readOptions("", options, table, operation);
    const call = new Call(operation.operationId, { auth, region, ...limits });
    return { call, answer: await send(config, call, operation, params, base, headers) };
  };
  return Object.assign(
    async (...args: Parameters<typeof start>) => (await start(...args)).answer.data,
    {
      withResponse: async (...args: Parameters<typeof start>) => {
        const { call, answer } = await start(...args);
        return resultOf(call, answer);
      },
    },
  );
}

/**
 * Create a client for DIS. It reads no environment, logs nothing, and connects to nothing before the
 * first call.
 *
 * @throws DisConfigError for an option that is missing, unknown or wrong. The operations reject with
 *   DisConfigError, DisConnectionError, DisTimeoutError, DisResponseError or DisParseError, or with
 *   the `reason` of the caller's signal.
 * @example
 * ```ts
 * import { createDisClient, token } from "@dis-openapi/client";
 *
 * const dis = createDisClient({
 *   region: "cn-north-4",
 *   projectId: "0123456789abcdef0123456789abcdef",
 *   auth: token(process.env.TOKEN ?? ""),
 * });
 * const task = await dis.showTransferTask({ stream_name: "newstream", task_name: "newtask" });
 * console.log(task.state); //=> RUNNING
 * ```
 */
export function createDisClient(options: DisClientOptions): DisClient {
  const config: Config = { ...checkOptions(options), request: requestOf(() => config) };
  const named = Object.fromEntries(
    Object.entries(operations).map(([id, operation]) => [id, bind(config, operation)]),
  );
  // `Operations` and `operations` are written by one generator from one spec: the same names, with
  // the parameters and the bodies that the descriptors make the runtime take and return.
  const client = named as unknown as DisClient;
  configs.set(client, config);
  return client;
}
