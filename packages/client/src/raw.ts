import type { paths } from "@dis-openapi/types";
import createClient, { type Client } from "openapi-fetch";
import { type Internals, startCall } from "./call.js";
import type { OperationDescriptor } from "./descriptor.js";
import { operations } from "./generated/operations.js";
import { checkUrl } from "./url.js";

/** The openapi-fetch client of this API: `{ data, error, response }` instead of errors thrown. */
export type RawClient = Client<paths>;

// A signal reaches a body only while the Request that carries it is still referenced (Node 22 and
// later), and nothing else references those that openapi-fetch creates.
const inFlight = new Set<Request>();

/**
 * openapi-fetch on the transport of the client: its time limits, retries, credentials and safety
 * checks apply, but not the patterns of the parameters. A failed response is its
 * `error`; every other error rejects, as in the named operations.
 */
export function createRaw(client: Internals): RawClient {
  const { base, auth } = client.config;

  // Sees the address before a URL parser does, and returns real Requests.
  function CheckedRequest(url: string, init: RequestInit): Request {
    checkUrl(url, base);
    return new Request(url, init);
  }
  CheckedRequest.prototype = Request.prototype;

  return createClient<paths>({
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
        const call = startCall(operationId, client, client.config, { projectId, auth, signal });
        const { response, text } = await client.transport(call, {
          method,
          url,
          headers,
          body: body.length > 0 ? body : undefined,
        });
        return new Response(text || null, response);
      } finally {
        inFlight.delete(request);
      }
    },
  });
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
