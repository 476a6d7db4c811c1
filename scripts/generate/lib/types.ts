import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import type { Header, Response, Schema, Spec } from "../../../openapi/openapi.d.cts";
import { comment } from "./comment.ts";
import { meaningsOf, openValues } from "./enumerations.ts";
import { operationsOf, parseRef, resolve } from "./spec.ts";

/** Make the types of a bundled spec: `paths`, `components`, `operations` and one per schema. */
export async function makeTypes(spec: Spec): Promise<string> {
  const nodes = await openapiTS(JSON.stringify(prepare(spec)), {
    defaultNonNullable: false,
    silent: true,
    // Safe: our type has the keywords of JSON Schema that openapi-typescript's lacks.
    transform: (schema) => openEnumeration(schema as Schema),
  });
  return tidy(
    astToString(
      nodes
        .filter(isUsed)
        .map(clean)
        .flatMap((node) => nameSchemas(node, spec)),
    ),
  );
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
 * Return the spec with the text of each comment as a title, which openapi-typescript prints first and
 * without a tag, and without what it would add to it. Headers are inlined, since it would make them
 * required behind a `$ref`.
 */
function prepare(original: Spec): Spec {
  const spec = structuredClone(original);
  const { schemas = {}, parameters = {}, headers = {}, responses = {} } = spec.components ?? {};
  for (const schema of Object.values(schemas)) describe(schema);
  for (const node of [...Object.values(parameters), ...Object.values(headers)]) {
    node.description = comment(node, node.schema);
  }
  for (const { operation } of operationsOf(spec)) {
    operation.description = comment(operation);
    for (const response of Object.values(operation.responses)) inlineHeaders(response);
  }
  for (const response of Object.values(responses)) inlineHeaders(response);
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
    schema.title = comment(schema, merged);
    // The branches of a union have a `const`. openapi-typescript would replace its comment.
    for (const key of ["description", "format", "default", "discriminator"] as const) {
      delete schema[key];
    }
    // The example of an object repeats what the comments on its fields show, and one of an
    // enumeration what the list of its values does.
    const shown = Object.keys(meaningsOf(merged)).length === 0;
    schema.examples = (schema.examples ?? [])
      .filter((example) => shown && typeof example !== "object")
      .map((example) => JSON.stringify(example));
  }

  function inlineHeaders(node: Response | { $ref: string }) {
    if ("$ref" in node) return;
    for (const [name, header] of Object.entries(node.headers ?? {})) {
      if (node.headers) node.headers[name] = resolve<Header>(spec, "headers", header);
    }
  }
}

/** Return whether a node is one of ours: openapi-typescript adds empty types such as `webhooks`. */
function isUsed(node: ts.Node): boolean {
  // The helper that it adds for `required` beside `allOf`.
  return !ts.isTypeAliasDeclaration(node) || node.name.text === "WithRequired";
}

/**
 * Refer to schemas by their names, and leave out index signatures that allow anything, as those of
 * response headers do.
 */
function clean(node: ts.Node): ts.Node {
  const { transformed } = ts.transform(node, [
    (context) =>
      function visit(child): ts.Node {
        const name = ts.isIndexedAccessTypeNode(child) ? referred(child) : undefined;
        if (name !== undefined) return ts.factory.createTypeReferenceNode(name);
        const seen = ts.visitEachChild(child, visit, context);
        if (!ts.isTypeLiteralNode(seen)) return seen;
        return ts.factory.updateTypeLiteralNode(
          seen,
          ts.factory.createNodeArray(seen.members.filter((member) => !isOpen(member))),
        );
      },
  ]);
  return transformed[0] ?? node;
}

/** Return `Thing` for `components["schemas"]["Thing"]`. */
function referred({ objectType, indexType }: ts.IndexedAccessTypeNode): string | undefined {
  const isSchema =
    ts.isIndexedAccessTypeNode(objectType) &&
    textOf(objectType.indexType) === "schemas" &&
    ts.isTypeReferenceNode(objectType.objectType) &&
    textOf(objectType.objectType.typeName) === "components";
  return isSchema ? textOf(indexType) : undefined;
}

function textOf(node: ts.Node): string | undefined {
  const named = ts.isLiteralTypeNode(node) ? node.literal : node;
  return ts.isStringLiteral(named) || ts.isIdentifier(named) ? named.text : undefined;
}

/** Declare each schema of `components` under its own name, which editors then show, after it. */
function nameSchemas(node: ts.Node, spec: Spec): ts.Node[] {
  if (!ts.isInterfaceDeclaration(node) || node.name.text !== "components") return [node];
  const { factory } = ts;
  const declared: ts.Node[] = [];
  const members = node.members.map((member) => {
    if (!isProperty(member) || textOf(member.name) !== "schemas") return member;
    if (!ts.isTypeLiteralNode(member.type)) return member;
    const names = member.type.members.map((schema) => {
      const name = textOf(schema.name ?? schema);
      if (!isProperty(schema) || name === undefined) return schema;
      declared.push(
        ts.setSyntheticLeadingComments(
          declaration(name, withoutOverridden(schema.type, spec)),
          ts.getSyntheticLeadingComments(schema),
        ),
      );
      const type = factory.createTypeReferenceNode(name);
      return factory.createPropertySignature(undefined, schema.name, undefined, type);
    });
    const type = factory.createTypeLiteralNode(names);
    return factory.createPropertySignature(undefined, member.name, undefined, type);
  });
  return [
    factory.createInterfaceDeclaration(node.modifiers, node.name, undefined, undefined, members),
    ...declared,
  ];
}

function isProperty(node: ts.TypeElement): node is ts.PropertySignature & { type: ts.TypeNode } {
  return ts.isPropertySignature(node) && node.type !== undefined;
}

function declaration(name: string, type: ts.TypeNode): ts.Node {
  const { factory } = ts;
  const modifiers = [factory.createToken(ts.SyntaxKind.ExportKeyword)];
  return ts.isTypeLiteralNode(type)
    ? factory.createInterfaceDeclaration(modifiers, name, undefined, undefined, type.members)
    : factory.createTypeAliasDeclaration(modifiers, name, undefined, type);
}

/**
 * Leave out of each part of an intersection the fields of a more specific part, since editors would
 * show the comments of both. The schema's own fields are the most specific, then the last part.
 */
function withoutOverridden(type: ts.TypeNode, spec: Spec): ts.TypeNode {
  if (!ts.isIntersectionTypeNode(type)) return type;
  const { factory } = ts;
  const parts = partsOf(type);
  const own = parts.filter(ts.isTypeLiteralNode);
  const others = parts.filter((part) => !ts.isTypeLiteralNode(part)).reverse();
  const seen = new Set<string>();
  const types = [...own, ...others].map((part) => {
    const fields = fieldsOf(part, spec);
    const overridden = fields.filter((field) => seen.has(field));
    for (const field of fields) seen.add(field);
    if (overridden.length === 0) return part;
    const names = overridden.map((field) =>
      factory.createLiteralTypeNode(factory.createStringLiteral(field)),
    );
    return factory.createTypeReferenceNode("Omit", [part, factory.createUnionTypeNode(names)]);
  });
  return factory.createIntersectionTypeNode(types);
}

function partsOf(type: ts.TypeNode): ts.TypeNode[] {
  if (ts.isParenthesizedTypeNode(type)) return partsOf(type.type);
  return ts.isIntersectionTypeNode(type) ? type.types.flatMap(partsOf) : [type];
}

function fieldsOf(type: ts.TypeNode, spec: Spec): string[] {
  if (ts.isTypeLiteralNode(type)) {
    return type.members.flatMap(({ name }) => (name && textOf(name)) ?? []);
  }
  if (!ts.isTypeReferenceNode(type)) return [];
  const [inner] = type.typeArguments ?? [];
  if (inner !== undefined) return fieldsOf(inner, spec);
  const fields = ({ properties = {}, allOf = [], $ref }: Schema): string[] => [
    ...Object.keys(properties),
    ...allOf.flatMap(fields),
    ...($ref === undefined ? [] : fields(spec.components?.schemas?.[parseRef($ref).name] ?? {})),
  ];
  return fields(spec.components?.schemas?.[textOf(type.typeName) ?? ""] ?? {});
}

/** Return whether a member says no more than that there may be other keys. */
function isOpen(member: ts.TypeElement): boolean {
  return (
    ts.isIndexSignatureDeclaration(member) && member.type.kind === ts.SyntaxKind.UnknownKeyword
  );
}

/**
 * Reduce the indent in comments, where five spaces would start a code block, and leave out tags that
 * repeat the type.
 */
function tidy(code: string): string {
  return code
    .replace(/^( +\*| \*) {5}/gm, "$1 ")
    .replace(/^ +\* @(constant|enum \{\w+\})\n/gm, "")
    .replace(/[ \t]+$/gm, "");
}
