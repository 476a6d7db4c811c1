import { fileURLToPath } from "node:url";
import type {
  Content,
  ErrorCode,
  Example,
  Operation,
  Response,
  Spec,
} from "../../../openapi/openapi.d.cts";
import {
  type OperationEntry,
  operationsOf,
  resolve,
  root,
  type Specs,
} from "../../../scripts/generate/lib/spec.ts";

/**
 * Make an Arazzo description that requests every example of a response from a mock: the header Prefer
 * selects an example by its name, which is the name of the step. A step checks the status, the content
 * type and the error code. Files in openapi/workflows say more of some.
 */
export function exampleWorkflows(specs: Specs) {
  const { "x-error-codes": codes = [] } = specs.openapi;
  const url = (name: string) => fileURLToPath(new URL(`openapi/${name}.yaml`, root));
  return {
    arazzo: "1.0.1",
    info: { title: "Every example of a response", version: "1.0.0" },
    sourceDescriptions: [
      { name: "dis", type: "openapi", url: url("openapi") },
      { name: "iam", type: "openapi", url: url("iam") },
    ],
    workflows: [
      ...workflowsOf(specs.openapi, "dis", codes),
      ...workflowsOf(specs.iam, "iam", codes),
    ],
  };
}

/** Make a workflow for each status of each operation, since the first failure ends a workflow. */
function workflowsOf(spec: Spec, name: string, codes: readonly ErrorCode[]) {
  return operationsOf(spec).flatMap((entry) => {
    const { operationId, summary, responses } = entry.operation;
    return Object.entries(responses).flatMap(([status, node]) => {
      const examples = examplesOf(spec, resolve<Response>(spec, "responses", node));
      const steps = examples.map(([example, value]) => ({
        stepId: example,
        operationId: `$sourceDescriptions.${name}.${operationId}`,
        parameters: parametersOf(spec, entry, example),
        requestBody: bodyOf(spec, entry.operation),
        successCriteria: [
          ...criteriaOf(codes, status, value),
          // `respect` does not check the content type of a status that only the default response
          // covers, nor notice a missing one.
          {
            context: "$response.header.content-type",
            condition: "^application/json *(;|$)",
            type: "regex",
          },
        ],
      }));
      const inputs = {
        type: "object",
        properties: { token: { type: "string", format: "password" } },
      };
      const workflowId = `${operationId}_${status}`;
      return steps.length === 0 ? [] : { workflowId, summary, inputs, steps };
    });
  });
}

function examplesOf(spec: Spec, { content = {} }: Content): [name: string, value: unknown][] {
  return Object.entries(content["application/json"]?.examples ?? {}).map(([name, node]) => [
    name,
    resolve<Example>(spec, "examples", node).value,
  ]);
}

/** Return the required parameters with their examples, a token if one is needed, and the example's name. */
function parametersOf(spec: Spec, { operation, parameters }: OperationEntry, example: string) {
  const { security = spec.security ?? [] } = operation;
  const token = spec.components?.securitySchemes?.token;
  return [
    ...(security.length > 0 && token
      ? [{ name: token.name, in: "header", value: "$inputs.token" }]
      : []),
    ...parameters
      .filter(({ required }) => required)
      .map(({ name, in: place, example: value }) => ({ name, in: place, value })),
    { name: "Prefer", in: "header", value: `example=${example}` },
  ];
}

function bodyOf(spec: Spec, { requestBody }: Operation) {
  if (requestBody === undefined) return undefined;
  const [first] = examplesOf(spec, resolve<Content>(spec, "requestBodies", requestBody));
  return first && { contentType: "application/json", payload: first[1] };
}

/** Return the conditions that the status, and the code of an error, are those of an example. */
function criteriaOf(codes: readonly ErrorCode[], key: string, value: unknown) {
  const [found] = Object.entries(Object(value)).flatMap(([field, code]) =>
    codes
      .filter((entry) => entry.code === code || entry.aliases?.some((alias) => alias === code))
      .map(({ status }) => ({ field, code, status })),
  );
  const status = key === "default" ? found?.status[0] : key;
  if (status === undefined) {
    throw new Error(
      `An example of a default response has no code of openapi/error-codes.yaml: ${JSON.stringify(value)}`,
    );
  }
  return [
    { condition: `$statusCode == ${status}` },
    ...(found ? [{ condition: `$response.body#/${found.field} == "${found.code}"` }] : []),
  ];
}
