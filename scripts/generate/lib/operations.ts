import type {
  Content,
  Operation,
  Parameter,
  Response,
  Schema,
  Spec,
} from "../../../openapi/openapi.d.cts";
import { jsdoc } from "./jsdoc.ts";
import { type OperationEntry, operationsOf, parseRef, resolve } from "./spec.ts";

/** Note that a type is imported, and return its name. */
type Name = (type: string) => string;

/** Make the constant with what the runtime needs to know about each operation. */
export function makeDescriptors(spec: Spec, constant: string): string {
  const descriptors = Object.fromEntries(
    operationsOf(spec).map((entry) => {
      const { method, path, operation, parameters } = entry;
      refuseCollisions(entry);
      return [
        operation.operationId,
        {
          method,
          path,
          parameters: parameters.map((parameter) => describe(spec, parameter)),
          ...(operation.requestBody !== undefined && { body: true }),
        },
      ];
    }),
  );
  return `export const ${constant} = ${literal(descriptors)} as const satisfies Record<string, OperationDescriptor>;\n`;
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
        text: parameter.description,
        deprecated: parameter.deprecated,
      })),
      ...[body ?? []].flat().map((content) => ({
        name: "body",
        required: content.required === true,
        type: typeOf(jsonOf(content), `the request body of ${id}`, name),
        text: content.description,
        deprecated: false,
      })),
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
            `${[operation.summary, operation.description].filter(Boolean).join("\n\n")}\n`,
            ...fields.map(({ name: key, text }) => `@param params.${key} ${firstParagraph(text)}`),
            operation.deprecated === true ? "@deprecated" : "",
          ],
          "  ",
          "\n",
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

/** Callers pass all parameters and the body in one object, so refuse equal names. */
function refuseCollisions({ operation, parameters }: OperationEntry): void {
  const places = new Map<string, string>();
  if (operation.requestBody !== undefined) places.set("body", "the request body");
  for (const parameter of parameters) {
    if (parameter.in === "cookie") {
      throw new Error(
        `${operation.operationId}: cookie parameters such as ${parameter.name} are not supported.`,
      );
    }
    const other = places.get(parameter.name);
    if (other !== undefined) {
      throw new Error(
        `${operation.operationId}: the ${parameter.in} parameter ${parameter.name} collides with ${other}. The client takes all of them by name in one object.`,
      );
    }
    places.set(parameter.name, `the ${parameter.in} parameter of the same name`);
  }
}

function isRequired(parameter: Parameter): boolean {
  return parameter.in === "path" || parameter.required === true;
}

function describe(spec: Spec, parameter: Parameter) {
  const { pattern, minLength, maxLength } = resolve<Schema>(
    spec,
    "schemas",
    // Safe: `resolve` checks whether there is a `$ref`.
    parameter.schema as Schema & { $ref: string },
  );
  return {
    name: parameter.name,
    in: parameter.in,
    ...(isRequired(parameter) && { required: true }),
    ...(parameter["x-project"] === true && { project: true }),
    // `literal` leaves out keys without a value.
    pattern,
    minLength,
    maxLength,
  };
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

function firstParagraph(text = ""): string {
  return text.split("\n\n")[0]?.replaceAll("\n", " ") ?? "";
}
