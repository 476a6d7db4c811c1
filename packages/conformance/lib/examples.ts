import type { Example, Operation, Response, Spec } from "../../../openapi/openapi.d.cts";
import { resolve } from "../../../scripts/generate/lib/spec.ts";

/** The examples of all JSON responses of an operation, by name. */
export function examplesOf(spec: Spec, operation: Operation): Map<string, unknown> {
  const responses = Object.values(operation.responses).map((node) =>
    resolve<Response>(spec, "responses", node),
  );
  const named = responses.flatMap(({ content = {} }) =>
    Object.entries(content["application/json"]?.examples ?? {}),
  );
  return new Map(
    named.map(([name, node]) => [name, resolve<Example>(spec, "examples", node).value]),
  );
}
