import type { Content, Response, Schema, Spec } from "../../../openapi/openapi.d.cts";
import type { CaseResult } from "../../../scripts/generate/lib/results.ts";
import {
  type OperationEntry,
  operationsOf,
  parseRef,
  resolve,
} from "../../../scripts/generate/lib/spec.ts";
import { examplesOf } from "../lib/examples.ts";

/** Names of the cases in which the request is wrong. */
const tamperings = {
  signature: "a digit of the signature changed",
  path: "the path changed",
  body: "the body changed",
  clock: "the clock 16 minutes off",
  key: "an unknown key",
};

/** A request of an operation, in the spec's words. */
export interface Call {
  readonly operationId: string;
  /** Name of the operation in the official SDKs. */
  readonly sdkName: string;
  readonly method: string;
  readonly path: string;
  /** The example values of the required parameters but the project. */
  readonly params: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One response that every reader receives. */
export interface Case {
  readonly kind: CaseResult["kind"];
  readonly name: string;
  readonly call: Call;
  /** Name of the example that the mock returns, and the value that must arrive. */
  readonly example: string;
  readonly value: unknown;
  /** How the body differs from the example's. */
  readonly rewrite?: (body: unknown) => unknown;
  readonly tampering?: keyof typeof tamperings;
}

/**
 * Return every example of a response; fields that may be a number or a string, as both; every example
 * of a request whose response has no body; every example of the look-up of a project; and requests
 * that must be refused.
 */
export function casesOf(dis: Spec, iam: Spec): Case[] {
  const show = entryOf(dis, "showTransferTask");
  const operations = [
    show,
    ...operationsOf(dis).filter(({ operation }) => operation !== show.operation),
  ];
  // Operations share their errors: each is read once.
  const responses = new Map<string, Case>();
  for (const entry of operations) {
    for (const each of responsesOf(dis, entry)) {
      if (!responses.has(each.name)) responses.set(each.name, each);
    }
  }
  const refused = responses.get("GatewayUnauthorized");
  if (refused === undefined) throw new Error("The spec has no example GatewayUnauthorized.");
  const queries = [...responses.values()];
  const changes = operations.flatMap((entry) => changesOf(dis, entry));
  // One that the SDKs have, which is why it has their name.
  const withBody = changes.find(({ call }) => call.body && call.sdkName !== call.operationId);
  return [
    ...queries,
    ...otherTypes(dis, queries),
    ...changes,
    ...responsesOf(iam, entryOf(iam, "listProjects")).map((each) => ({
      ...each,
      kind: "lookup" as const,
      call: refused.call,
    })),
    ...Object.entries(tamperings).map(([tampering, name]) => ({
      ...refused,
      ...(tampering === "body" && withBody && { call: withBody.call }),
      kind: "refusal" as const,
      name,
      // Safe: the keys of a constant are its own.
      tampering: tampering as keyof typeof tamperings,
    })),
  ];
}

export function entryOf(spec: Spec, operationId: string): OperationEntry {
  const found = operationsOf(spec).find(({ operation }) => operation.operationId === operationId);
  if (found === undefined) throw new Error(`The spec has no operation ${operationId}.`);
  return found;
}

function responsesOf(spec: Spec, entry: OperationEntry): Case[] {
  const [first] = callsOf(spec, entry);
  return [...examplesOf(spec, entry.operation)].flatMap(([name, value]) =>
    first ? { kind: "query" as const, name, call: first.call, example: name, value } : [],
  );
}

/** Return a case for each example of a request whose success has no body. */
function changesOf(spec: Spec, entry: OperationEntry): Case[] {
  const [status] =
    Object.entries(entry.operation.responses).find(
      ([status, node]) =>
        status.startsWith("2") && !resolve<Response>(spec, "responses", node).content,
    ) ?? [];
  if (status === undefined) return [];
  // The mock names an example without a body by its status.
  return callsOf(spec, entry).map(({ name, call }) => ({
    kind: "change" as const,
    name,
    call,
    example: status,
    value: undefined,
  }));
}

/** Return a call for each example of the request body; one for an operation without a body. */
function callsOf(
  spec: Spec,
  { path, method, operation, parameters }: OperationEntry,
): { name: string; call: Call }[] {
  const { operationId, requestBody, "x-aliases": aliases = [] } = operation;
  const required = parameters.filter((each) => each.required && !each["x-project"]);
  const params = Object.fromEntries(required.map(({ name, example }) => [name, `${example}`]));
  const call = { operationId, sdkName: operationId, method, path, params };
  const body = requestBody && resolve<Content>(spec, "requestBodies", requestBody);
  const examples = Object.entries(body?.content?.["application/json"]?.examples ?? {});
  if (examples.length === 0) return [{ name: operationId, call }];
  return examples.map(([name, node]) => {
    const { value } = resolve(spec, "examples", node);
    return { name, call: { ...call, sdkName: closest(name, aliases) ?? operationId, body: value } };
  });
}

/** Return the name that begins most like an example: CreateObsTransferTask for CreateObsText. */
function closest(example: string, names: readonly string[]): string | undefined {
  const lengthOf = (name: string) => {
    const [one, other] = [name.toLowerCase(), example.toLowerCase()];
    return [...one].findIndex((letter, index) => letter !== other[index]);
  };
  return [...names].sort((one, other) => lengthOf(other) - lengthOf(one))[0];
}

/**
 * Return the examples with their number-or-string fields in the other type, as far as no example
 * before shows the field in that type.
 */
function otherTypes(spec: Spec, examples: readonly Case[]): Case[] {
  const fields = numbersOrStrings(spec);
  const seen = new Set(examples.flatMap(({ value }) => uses(value, fields)));
  return examples.flatMap(({ name, call, value }) => {
    const other = flip(value, fields);
    const found = uses(other, fields).filter((use) => !seen.has(use));
    if (found.length === 0) return [];
    for (const use of found) seen.add(use);
    const shown = new Set(found.map((use) => use.replace(/^.*\./, "")));
    return {
      kind: "query" as const,
      name: `${name} with ${[...shown].join(", ")}`,
      call,
      example: name,
      value: other,
      rewrite: (body: unknown) => flip(body, fields),
    };
  });
}

/** Names of the fields whose schema has both types. */
function numbersOrStrings(spec: Spec): Set<string> {
  const schemas = Object.values(spec.components?.schemas ?? {});
  const named = schemas.flatMap(({ properties = {} }) => Object.entries(properties));
  return new Set(named.filter(([, schema]) => hasBoth(spec, schema)).map(([name]) => name));
}

function hasBoth(spec: Spec, schema: Schema): boolean {
  const { $ref, type } = schema;
  if ($ref !== undefined) {
    const target = spec.components?.schemas?.[parseRef($ref).name];
    return target !== undefined && hasBoth(spec, target);
  }
  return Array.isArray(type) && type.includes("integer") && type.includes("string");
}

/** Return each use of such a field: its path and its type. */
function uses(value: unknown, fields: ReadonlySet<string>, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    fields.has(key)
      ? `${path}.${key} as ${typeof inner === "number" ? "integer" : "string"}`
      : uses(inner, fields, `${path}.${key}`),
  );
}

function flip(value: unknown, fields: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((entry) => flip(entry, fields));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (!fields.has(key)) return [key, flip(inner, fields)];
      return [key, typeof inner === "number" ? String(inner) : Number(inner)];
    }),
  );
}
