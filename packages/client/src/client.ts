import { provide } from "./auth.js";
import { type Call, send, startCall } from "./call.js";
import { check, withDefaults } from "./check.js";
import type { OperationDescriptor } from "./descriptor.js";
import { DisConfigError } from "./errors.js";
import { type Operations, operations } from "./generated/operations.js";
import type { CallOptions, WithResponse } from "./operation.js";
import { checkOptions, type DisClientOptions, projectRule, timeRules } from "./options.js";
import { createRaw, type RawClient } from "./raw.js";
import { createTransport, within } from "./transport.js";

/** Every operation of the spec by its name, and `raw`. */
export type DisClient = Operations & {
  /**
   * The openapi-fetch client on the same transport, for those who prefer `{ data, error, response }`.
   * It skips the patterns of the spec, but not the safety checks.
   * @example
   * ```ts
   * const { data, error, response } = await dis.raw.GET(
   *   "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}",
   *   { params: { path: { project_id: projectId, ...params } } },
   * );
   * console.log(response.status, data?.state, error); //=> 200 RUNNING undefined
   * ```
   */
  readonly raw: RawClient;
};

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
  const config = checkOptions(options);
  const client = { config, transport: createTransport(config) };
  const { base, auth, projectId } = config;

  async function projectOf(call: Call): Promise<string> {
    if (projectId === undefined) {
      throw new DisConfigError("projectId is missing: pass it to createDisClient", call);
    }
    if (typeof projectId === "string") return projectId;
    const found = await within(call, Number.POSITIVE_INFINITY, (signal) =>
      provide("projectId", projectId, { ...call, signal }),
    );
    check("projectId", found, projectRule(), call);
    return found;
  }

  const bind = (operationId: string, operation: OperationDescriptor) => {
    const project = operation.parameters.find((parameter) => parameter.project)?.name;
    const withResponse = async (
      params: Readonly<Record<string, unknown>> = {},
      { signal, headers, ...times }: CallOptions = {},
    ): Promise<WithResponse<unknown>> => {
      const { timeoutMs, totalTimeoutMs } = config;
      const limits = withDefaults(
        "",
        times,
        timeRules,
        { timeoutMs, totalTimeoutMs },
        { operationId },
      );
      const call = startCall(operationId, client, limits, { auth, signal });
      if (project) {
        call.projectId = String(params[project] ?? (await projectOf(call)));
        params = { ...params, [project]: call.projectId };
      }
      const { data, response } = await send(call, operation, params, base, headers);
      return { data, response, requestId: call.requestId, attempts: call.attempts };
    };
    return Object.assign(
      async (...args: Parameters<typeof withResponse>) => (await withResponse(...args)).data,
      { withResponse },
    );
  };

  const named = Object.fromEntries(
    Object.entries(operations).map(([id, operation]) => [id, bind(id, operation)]),
  );
  // `Operations` and `operations` are written by one generator from one spec: the same names, with
  // the parameters and the bodies that the descriptors make the runtime take and give.
  return { ...(named as unknown as Operations), raw: createRaw(client) };
}
