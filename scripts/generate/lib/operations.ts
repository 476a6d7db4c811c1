import type {
  Content,
  Operation,
  Parameter,
  Response,
  Schema,
  Spec,
} from "../../../openapi/openapi.d.cts";
import { comment } from "./comment.ts";
import { jsdoc } from "./jsdoc.ts";
import { type OperationEntry, operationsOf, parseRef, resolve } from "./spec.ts";

/** Note that a type is imported, and return its name. */
type Name = (type: string) => string;

/** TypeScript that {@link literal} prints as it is. */
class Code {
  constructor(readonly text: string) {}
}

/**
 * Make the constant with what the runtime needs to know about each operation, after a constant for each
 * parameter that several operations share.
 */
export function makeDescriptors(spec: Spec, constant: string): string {
  const problems: string[] = [];
  const uses = new Map<string, { name: string; count: number }>();
  const described = operationsOf(spec).map((entry) => {
    problems.push(...collisions(entry));
    const parameters = entry.parameters.map((parameter) => {
      const at = `${entry.operation.operationId}: the parameter ${parameter.name}`;
      const text = literal(
        describe(spec, parameter, (problem) => problems.push(`${at} ${problem}`)),
      );
      const use = uses.get(text) ?? { name: parameter.name, count: 0 };
      uses.set(text, { ...use, count: use.count + 1 });
      return text;
    });
    return { ...entry, parameters };
  });
  if (problems.length > 0) throw new Error(problems.join("\n"));

  const shared = new Map<string, string>();
  for (const [text, { name, count }] of uses) {
    const isFree = propertyName(name) === name && ![...shared.values()].includes(name);
    if (count > 1 && isFree) shared.set(text, name);
  }
  const descriptors = Object.fromEntries(
    described.map(({ method, path, operation, parameters }) => [
      operation.operationId,
      {
        operationId: operation.operationId,
        method,
        path,
        parameters: parameters.map((text) => new Code(shared.get(text) ?? text)),
        body: bodyOf(spec, operation),
        empty: emptyOf(spec, operation),
        idempotent: operation["x-idempotent"],
      },
    ]),
  );
  return [
    ...[...shared].map(
      ([text, name]) => `const ${name} = ${text} as const satisfies ParameterDescriptor;\n`,
    ),
    `export const ${constant} = ${literal(descriptors)} as const satisfies Record<string, OperationDescriptor>;\n`,
  ].join("\n");
}

function bodyOf(spec: Spec, { requestBody }: Operation): string | undefined {
  if (requestBody === undefined) return undefined;
  const { required } = resolve<Content>(spec, "requestBodies", requestBody);
  return required === true ? "required" : "optional";
}

/** Return the 2xx statuses without content, or true when no success has any. */
function emptyOf(spec: Spec, { responses }: Operation): true | number[] | undefined {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith("2"));
  const empty = successes.filter(
    ([, node]) => resolve<Response>(spec, "responses", node).content === undefined,
  );
  if (empty.length === 0) return undefined;
  return empty.length === successes.length || empty.map(([status]) => Number(status));
}

/** Make an interface with a concrete signature for each operation, and their parameter types. */
export function makeSignatures(spec: Spec): { code: string; imports: string[] } {
  const imports = new Set<string>();
  const name: Name = (type) => {
    imports.add(type);
    return type;
  };
  const parts = operationsOf(spec).map((entry) => {
    const { operation, parameters } = entry;
    const { operationId: id } = operation;
    const result = resultType(spec, operation, name);
    const body =
      operation.requestBody && resolve<Content>(spec, "requestBodies", operation.requestBody);
    const fields = [
      ...parameters.map((parameter) => ({
        name: parameter.name,
        required: isRequired(parameter) && parameter["x-project"] !== true,
        type: typeOf(parameter.schema, `the parameter ${parameter.name} of ${id}`, name),
        text: comment(
          parameter["x-project"] === true ? ofClient(parameter) : parameter,
          schemaOf(spec, parameter.schema),
        ),
        deprecated: parameter.deprecated,
      })),
      ...[body ?? []].flat().map((content) => {
        const schema = schemaOf(spec, jsonOf(content) ?? {});
        return {
          name: "body",
          required: content.required === true,
          type: typeOf(jsonOf(content), `the request body of ${id}`, name),
          // The description of the schema says more.
          text: comment({ ...content, ...schema }, schema),
          deprecated: false,
        };
      }),
    ];
    const paramsName = `${id.charAt(0).toUpperCase()}${id.slice(1)}Params`;
    const params = `params${fields.some(({ required }) => required) ? "" : "?"}: ${paramsName}`;
    return {
      params: [
        jsdoc([`The parameters of {@link Operations.${id}}.`]),
        `export interface ${paramsName} {\n`,
        ...fields.map(({ name: key, required, type, text, deprecated }) =>
          [
            jsdoc([text, deprecated === true ? "@deprecated" : ""], "  "),
            `  ${propertyName(key)}${required ? "" : "?"}: ${type};\n`,
          ].join(""),
        ),
        "}\n",
      ].join(""),
      operation: [
        jsdoc(
          [
            comment({
              ...operation,
              description: operation.description ?? operation.summary ?? "",
            }),
            operation.deprecated === true ? "@deprecated" : "",
          ],
          "  ",
        ),
        `  ${id}: {\n`,
        `    (${params}, options?: CallOptions): Promise<${result}>;\n`,
        "    /** The same call, with the response beside the decoded body. */\n",
        `    withResponse(${params}, options?: CallOptions): Promise<WithResponse<${result}>>;\n`,
        "  };\n",
      ].join(""),
    };
  });
  return {
    code: [
      ...parts.map(({ params }) => `${params}\n`),
      "/** The operations of the service. */\n",
      "export interface Operations {\n",
      parts.map(({ operation }) => operation).join("\n"),
      "}\n",
    ].join(""),
    imports: [...imports].sort(),
  };
}

/** Print a value as TypeScript, on one line where it fits. Leave out keys without a value. */
export function literal(value: unknown, indent = ""): string {
  if (value instanceof Code) return value.text.replaceAll("\n", `\n${indent}`);
  if (value instanceof RegExp) return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const [open, close, items] = Array.isArray(value)
    ? ["[", "]", value.map((item) => literal(item, deeper))]
    : [
        "{",
        "}",
        Object.entries(value)
          .filter(([, item]) => item !== undefined)
          .map(([key, item]) => `${propertyName(key)}: ${literal(item, deeper)}`),
      ];
  const space = open === "{" && items.length > 0 ? " " : "";
  const line = `${open}${space}${items.join(", ")}${space}${close}`;
  if (indent.length + line.length < 80 && !line.includes("\n")) return line;
  return `${open}\n${items.map((item) => `${deeper}${item},\n`).join("")}${indent}${close}`;
}

/** Callers pass all parameters and the body in one object, so equal names are a problem. */
function collisions({ operation, parameters }: OperationEntry): string[] {
  const places = new Map<string, string>();
  if (operation.requestBody !== undefined) places.set("body", "the request body");
  return parameters.flatMap((parameter) => {
    const other = places.get(parameter.name);
    places.set(parameter.name, `the ${parameter.in} parameter of the same name`);
    return other === undefined
      ? []
      : `${operation.operationId}: the ${parameter.in} parameter ${parameter.name} collides with ${other}. The client takes all of them by name in one object.`;
  });
}

function isRequired(parameter: Parameter): boolean {
  return parameter.in === "path" || parameter.required === true;
}

function describe(spec: Spec, parameter: Parameter, report: (problem: string) => void) {
  const whole = schemaOf(spec, parameter.schema);
  const isList = whole.type === "array";
  const { type, pattern, ...schema } = isList ? schemaOf(spec, whole.items ?? {}) : whole;
  if (parameter.in === "cookie") report("is a cookie, which the client cannot send.");
  if (isList && parameter.in !== "query") report("is a list, which only a query can hold.");
  if ((parameter.style ?? "form") !== "form" && parameter.in === "query") {
    report(`has the style ${parameter.style}; use form.`);
  }
  if (!/^(string|integer|number|boolean)$/.test(String(type))) {
    report("must have one of the types string, integer, number and boolean, or be a list of one.");
  }
  return {
    name: parameter.name,
    in: parameter.in,
    required: isRequired(parameter) || undefined,
    project: parameter["x-project"],
    type,
    list: isList ? (parameter.explode === false ? "comma" : "repeat") : undefined,
    enum: schema.enum,
    minimum: schema.minimum,
    maximum: schema.maximum,
    pattern: pattern === undefined ? undefined : new RegExp(pattern, "u"),
    minLength: schema.minLength,
    maxLength: schema.maxLength,
  };
}

/** Say that the client sends its own project when a call names none. */
function ofClient(parameter: Parameter): Parameter {
  const { description = "" } = parameter;
  return { ...parameter, description: `${description} Default: the client's \`projectId\`.` };
}

/** Return the schema that a reference leads to, or the schema itself. */
function schemaOf(spec: Spec, schema: Schema): Schema {
  // Safe: `resolve` checks whether there is a `$ref`.
  return resolve<Schema>(spec, "schemas", schema as Schema & { $ref: string });
}

/** Return the type of a call's result: the union of all successful bodies. */
function resultType(spec: Spec, { operationId, responses }: Operation, name: Name): string {
  const types = Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([status, node]) => {
      const response = resolve<Response>(spec, "responses", node);
      if (response.content === undefined) return "undefined";
      return typeOf(jsonOf(response), `the response ${status} of ${operationId}`, name);
    });
  if (types.length === 0) throw new Error(`${operationId} must have a 2xx response.`);
  return [...new Set(types)].join(" | ");
}

function jsonOf({ content = {} }: Content): Schema | undefined {
  return Object.entries(content).find(([type]) => /[/+]json\b/.test(type))?.[1].schema;
}

/** Return the type of a schema. Anything beyond lists of plain values needs a name in the spec. */
function typeOf(schema: Schema | undefined, what: string, name: Name): string {
  if (schema?.$ref !== undefined) return name(parseRef(schema.$ref).name);
  if (schema?.enum !== undefined)
    return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const types = [schema?.type ?? []].flat().map((type) => {
    if (type === "string" || type === "boolean") return type;
    if (type === "integer" || type === "number") return "number";
    if (type === "array") return `readonly (${typeOf(schema?.items, what, name)})[]`;
    return undefined;
  });
  if (types.length === 0 || types.includes(undefined)) {
    throw new Error(
      `The JSON schema of ${what} must be a component: move it to openapi/components/schemas.`,
    );
  }
  return types.join(" | ");
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
