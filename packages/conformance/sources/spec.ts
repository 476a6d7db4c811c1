import type { Content, Response, Spec } from "../../../openapi/openapi.d.cts";
import { operationsOf, resolve } from "../../../scripts/generate/lib/spec.ts";
import { type Statements, statementsOf } from "./api.ts";

export interface Modelled {
  readonly operationId: string;
  readonly statements: Statements;
}

/** Return what the spec says of its operations, by each name that a source has for one. */
export function modelledIn(spec: Spec): ReadonlyMap<string, Modelled> {
  const schemas = spec.components?.schemas ?? {};
  return new Map(
    operationsOf(spec).flatMap(({ path, method, operation, parameters }) => {
      const { operationId, requestBody, responses, "x-aliases": aliases = [] } = operation;
      const request = requestBody && resolve<Content>(spec, "requestBodies", requestBody);
      const succeeded = Object.entries(responses)
        .filter(([status]) => status.startsWith("2"))
        .map(([, response]) => schemaOf(resolve<Response>(spec, "responses", response)));
      const statements = statementsOf(
        {
          method,
          path,
          parameters,
          request: request && schemaOf(request),
          response: succeeded.find((schema) => schema !== undefined),
        },
        schemas,
      );
      // Sources begin the name of the same operation with a capital.
      const official = operationId.charAt(0).toUpperCase() + operationId.slice(1);
      return [official, ...aliases].map((name) => [name, { operationId, statements }] as const);
    }),
  );
}

function schemaOf({ content = {} }: Content) {
  return Object.values(content)[0]?.schema;
}
