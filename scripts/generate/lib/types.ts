import openapiTS, { addJSDocComment, astToString } from "openapi-typescript";
import ts from "typescript";
import type { Header, Response, Schema, Spec } from "../../../openapi/openapi.d.cts";
import { openValues } from "./enumerations.ts";
import { operationsOf, parseRef, resolve } from "./spec.ts";

/** Make the types of a bundled spec: `paths`, `components`, `operations` and an alias per schema. */
export async function makeTypes(spec: Spec): Promise<string> {
  const prepared = prepare(spec);
  const nodes = await openapiTS(JSON.stringify(prepared), {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    rootTypesKeepCasing: true,
    defaultNonNullable: false,
    silent: true,
    // Safe: our type has the keywords of JSON Schema that openapi-typescript's lacks.
    transform: (schema) => openEnumeration(schema as Schema),
  });
  return tidy(astToString(nodes.flatMap((node) => clean(node, prepared))));
}

/** Keep the literals for completion, and accept any string. */
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
 * Return the spec with what openapi-typescript would leave out of comments moved to where it reads:
 * constraints, also of a `$ref`'s target, go into the description, and the description into the
 * title, which it prints first and without a tag. Headers are inlined, since it would make them
 * required behind a `$ref`.
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
    const merged = { ...(target.properties === undefined ? target : {}), ...schema };
    for (const part of [
      ...Object.values(schema.properties ?? {}),
      ...[schema.items ?? [], schema.anyOf ?? [], schema.oneOf ?? [], schema.allOf ?? []].flat(),
    ]) {
      describe(part);
    }
    const text = paragraphs(schema.description, valueList(schema), constraints(merged));
    if (text !== "") schema.title = text;
    delete schema.description;
    // The branches of a union have a `const`. openapi-typescript would replace its comment.
    delete schema.discriminator;
    if (merged.default !== undefined) schema.default = JSON.stringify(merged.default);
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
 * Leave out empty types (`webhooks`, `$defs`), aliases of components other than schemas, and index
 * signatures that allow anything, as those of response headers do. Add the schema's comment to its alias.
 */
function clean(node: ts.Node, spec: Spec): ts.Node[] {
  if (ts.isTypeAliasDeclaration(node)) {
    const name = node.name.text;
    // The helper that openapi-typescript adds for `required` beside `allOf`.
    if (name === "WithRequired") return [node];
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
          ts.factory.createNodeArray(seen.members.filter((member) => !isOpen(member))),
        );
      },
  ]);
  return transformed;
}

/** Return whether a member says no more than that there may be other keys. */
function isOpen(member: ts.TypeElement): boolean {
  return (
    ts.isIndexSignatureDeclaration(member) && member.type.kind === ts.SyntaxKind.UnknownKeyword
  );
}

/** Return the schema that an alias names. openapi-typescript puts the path into one identifier. */
function aliased(type: ts.TypeReferenceNode): string | undefined {
  const text = ts.isIdentifier(type.typeName) ? type.typeName.text : "";
  return /^components\['schemas'\]\['(.+)'\]$/.exec(text)?.[1];
}

/** Reduce the indent in comments, where five spaces would start a code block. */
function tidy(code: string): string {
  return code.replace(/^( +\*| \*) {5}/gm, "$1 ").replace(/[ \t]+$/gm, "");
}
