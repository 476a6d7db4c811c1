import openapiTS, { addJSDocComment, astToString } from "openapi-typescript";
import ts from "typescript";
import type { Header, Response, Schema, Spec } from "../../../openapi/openapi.d.ts";
import { openValues } from "./enumerations.ts";
import { operationsOf, parseRef, resolve } from "./spec.ts";

/** The types of a bundled spec: `paths`, `components`, `operations`, and an alias for each schema. */
export async function makeTypes(spec: Spec): Promise<string> {
  const prepared = prepare(spec);
  const nodes = await openapiTS(JSON.stringify(prepared), {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    rootTypesKeepCasing: true,
    defaultNonNullable: false,
    silent: true,
    // Its own type of a schema does not know the keywords of JSON Schema; ours does.
    transform: (schema) => openEnumeration(schema as Schema),
  });
  return tidy(astToString(nodes.flatMap((node) => mend(node, prepared))));
}

/** Keeps the literals for completion, and takes any string. */
function openEnumeration(schema: Schema): ts.TypeNode | undefined {
  const values = openValues(schema);
  if (values === undefined) return undefined;
  const { factory } = ts;
  return factory.createUnionTypeNode([
    ...values.map((value) => factory.createLiteralTypeNode(factory.createStringLiteral(value))),
    factory.createParenthesizedType(
      factory.createIntersectionTypeNode([
        factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
        factory.createTypeLiteralNode([]),
      ]),
    ),
  ]);
}

/**
 * The spec with all that openapi-typescript does not write into the comments moved to where it
 * does: constraints, those behind a `$ref` too, go into the text, and the text into the title, which
 * comes first and without a tag. Headers lose their `$ref`, behind which it takes them as required.
 */
function prepare(original: Spec): Spec {
  const spec = structuredClone(original);
  const schemas = spec.components?.schemas ?? {};
  for (const schema of Object.values(schemas)) describe(schema);
  for (const parameter of Object.values(spec.components?.parameters ?? {})) {
    parameter.description = paragraphs(parameter.description, constraints(parameter.schema));
  }
  for (const { operation } of operationsOf(spec)) {
    for (const response of Object.values(operation.responses)) inlineHeaders(response);
  }
  for (const response of Object.values(spec.components?.responses ?? {})) inlineHeaders(response);
  return spec;

  function describe(schema: Schema) {
    const target = schema.$ref === undefined ? {} : (schemas[parseRef(schema.$ref).name] ?? {});
    const whole = { ...(target.properties === undefined ? target : {}), ...schema };
    for (const part of [
      ...Object.values(schema.properties ?? {}),
      ...[schema.items ?? [], schema.anyOf ?? [], schema.oneOf ?? [], schema.allOf ?? []].flat(),
    ]) {
      describe(part);
    }
    const text = paragraphs(schema.description, valueList(schema), constraints(whole));
    if (text !== "") schema.title = text;
    delete schema.description;
    if (whole.default !== undefined) schema.default = JSON.stringify(whole.default);
    if (schema.examples !== undefined) {
      // The example of an object repeats what the comments on its fields show.
      schema.examples = schema.examples
        .filter((example) => typeof example !== "object")
        .map((example) => JSON.stringify(example));
    }
  }

  function inlineHeaders(node: Response | { $ref: string }) {
    if ("$ref" in node) return;
    for (const [name, header] of Object.entries(node.headers ?? {})) {
      if (node.headers) node.headers[name] = resolve<Header>(spec, "headers", header);
    }
  }
}

function paragraphs(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

function valueList(schema: Schema): string {
  const { "x-enumDescriptions": meanings = {} } = schema.anyOf?.[0] ?? schema;
  return Object.entries(meanings)
    .map(([value, meaning]) => `- \`${JSON.stringify(value)}\`: ${meaning}`)
    .join("\n");
}

function constraints(schema: Schema): string {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = schema;
  return [
    span("Range", minimum, maximum),
    span("Length", minLength, maxLength, " characters"),
    span("Entries", minItems, maxItems),
    pattern === undefined ? "" : `Pattern: \`${pattern}\`.`,
  ]
    .filter((text) => text !== "")
    .join(" ");
}

function span(what: string, from: number | undefined, to: number | undefined, unit = ""): string {
  if (from === undefined && to === undefined) return "";
  if (to === undefined) return `${what}: at least ${from}${unit}.`;
  return `${what}: ${from === undefined ? "at most " : `${from} to `}${to}${unit}.`;
}

/**
 * Leaves out what says nothing (`webhooks`, `$defs`, aliases of components that are no schemas)
 * and the index signature that every set of response headers gets, and gives the aliases the
 * comment of their schema.
 */
function mend(node: ts.Node, spec: Spec): ts.Node[] {
  if (ts.isTypeAliasDeclaration(node)) {
    const name = node.name.text;
    const schema = spec.components?.schemas?.[name];
    const isSchema = ts.isTypeReferenceNode(node.type) && aliased(node.type) === name;
    if (schema === undefined || !isSchema) return [];
    addJSDocComment(schema as Parameters<typeof addJSDocComment>[0], node as never);
    return [node];
  }
  const { transformed } = ts.transform(node, [
    (context) =>
      function visit(child): ts.Node {
        const seen = ts.visitEachChild(child, visit, context);
        if (!ts.isTypeLiteralNode(seen)) return seen;
        return ts.factory.updateTypeLiteralNode(
          seen,
          ts.factory.createNodeArray(
            seen.members.filter((member) => !ts.isIndexSignatureDeclaration(member)),
          ),
        );
      },
  ]);
  return transformed;
}

/** The schema that an alias names. openapi-typescript puts the whole path into one identifier. */
function aliased(type: ts.TypeReferenceNode): string | undefined {
  const text = ts.isIdentifier(type.typeName) ? type.typeName.text : "";
  return /^components\['schemas'\]\['(.+)'\]$/.exec(text)?.[1];
}

/** Inside comments, an indent of five spaces would make code blocks of what follows a blank line. */
function tidy(code: string): string {
  return code.replace(/^( +\*| \*) {5}/gm, "$1 ").replace(/[ \t]+$/gm, "");
}
