import type { paths } from "@dis-openapi/types";
import createClient, { type Client } from "openapi-fetch";
import { Call } from "./call.js";
import { configs, type DisClient } from "./client.js";
import type { OperationDescriptor } from "./descriptor.js";
import { DisConfigError } from "./errors.js";
import { operations } from "./generated/operations.js";
import { checkUrl } from "./request.js";
import { transport } from "./transport.js";

/** The openapi-fetch client of this API: `{ data, error, response }` instead of errors thrown. */
export type RawClient = Client<paths>;

// A signal reaches a body only while the Request that carries it is still referenced (Node 22 and
// later), and nothing else references those that openapi-fetch creates.
const inFlight = new Set<Request>();

/**
 * Return openapi-fetch's client on the transport of a client of this package: its time limits, retries,
 * credentials and safety checks apply, but not the patterns of the parameters. A failed response is the
 * `error`; every other error rejects, as in the named operations.
 *
 * @throws DisConfigError for anything but a client that `createDisClient` returned.
 * @example
 * ```ts
 * import { rawClient } from "@dis-openapi/client/raw";
 *
 * const { data, error, response } = await rawClient(dis).GET(
 *   "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}",
 *   { params: { path: { project_id: projectId, ...params } } },
 * );
 * console.log(response.status, data?.state, error); //=> 200 RUNNING undefined
 * ```
 */
export function rawClient(dis: DisClient): RawClient {
  const config = configs.get(dis);
  if (!config) throw new DisConfigError("rawClient takes a client that createDisClient returned");
  const { base, auth, region, timeoutMs, totalTimeoutMs } = config;

  // Sees the address before a URL parser does, and returns real Requests.
  function CheckedRequest(url: string, init: RequestInit): Request {
    checkUrl(url, base);
    return new Request(url, init);
  }
  CheckedRequest.prototype = Request.prototype;

  const client = createClient<paths>({
    baseUrl: base,
    redirect: "manual",
    // openapi-fetch calls it with `new` and these two arguments, and uses `instanceof` with it.
    Request: CheckedRequest as unknown as typeof Request,
    fetch: async (request) => {
      const { url, method, headers, signal } = request;
      // Once more: a middleware may have put another request in its place.
      checkUrl(url, base);
      const { operationId, projectId } = identify(method, url.slice(base.length));
      inFlight.add(request);
      try {
        const body = new Uint8Array(await request.arrayBuffer());
        const call = new Call(operationId, { auth, region, signal, timeoutMs, totalTimeoutMs });
        call.projectId = projectId;
        const { response, text } = await transport(config, call, {
          method,
          url,
          headers,
          body: body.length > 0 ? body : undefined,
        });
        return withBody(response, text);
      } catch (reason) {
        // openapi-fetch swallows what is falsy, such as the reason of `abort(null)`.
        throw reason || new Aborted(reason);
      } finally {
        inFlight.delete(request);
      }
    },
  });
  // The same methods, which reject with the reason itself.
  return Object.fromEntries(
    Object.entries(client).map(([name, method]: [string, (...args: never[]) => unknown]) => [
      name,
      (...args: never[]) => {
        const result = method(...args);
        if (!(result instanceof Promise)) return result;
        return result.catch((thrown) => {
          throw thrown instanceof Aborted ? thrown.reason : thrown;
        });
      },
    ]),
  ) as unknown as RawClient;
}

class Aborted {
  constructor(readonly reason: unknown) {}
}

/** Return a response with a text in place of its body, which has been read. */
function withBody({ status, statusText, headers, ok }: Response, text: string): Response {
  try {
    return new Response(text || null, { status, statusText, headers });
  } catch {
    // A status beyond 599, a status text that is not Latin, or a body on a 205: no constructor takes them.
    const of = (value: unknown) => ({ value });
    return Object.defineProperties(new Response(text || null, { headers }), {
      status: of(status),
      statusText: of(statusText),
      ok: of(ok),
    });
  }
}

/** Return the operation of an address, and the project in it. */
function identify(method: string, address: string): { operationId: string; projectId?: string } {
  for (const [operationId, operation] of Object.entries<OperationDescriptor>(operations)) {
    const pattern = operation.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    const found = new RegExp(`^${pattern}(\\?|$)`).exec(address);
    if (found && operation.method === method) {
      const project = operation.parameters.find((parameter) => parameter.project);
      const projectId = found.groups?.[project?.name ?? ""];
      return { operationId, ...(projectId && { projectId }) };
    }
  }
  return { operationId: method };
}
