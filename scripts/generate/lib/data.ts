import type { Annotated, Schema, Server, Spec } from "../../../openapi/openapi.d.cts";
import { headersOf, operationsOf } from "./spec.ts";

/** Return, for each type of destination, the field that describes it, and its other spelling. */
export function destinations(spec: Spec): Record<string, { field: string; alias?: string }> {
  const fields = Object.values(spec.components?.schemas ?? {}).flatMap(propertiesOf);
  const found: Record<string, { field: string; alias?: string }> = {};
  for (const [field, { "x-destination-type": type, "x-alias-of": aliasOf }] of fields) {
    if (type === undefined || aliasOf !== undefined) continue;
    if (found[type] !== undefined) {
      throw new Error(
        `${field} and ${found[type].field} both have x-destination-type: ${type}. Remove one, or add x-alias-of.`,
      );
    }
    const [alias] = fields.find(([, other]) => other["x-alias-of"] === field) ?? [];
    found[type] = { field, ...(alias !== undefined && { alias }) };
  }
  return found;
}

/** Return the servers of the service, each with the IAM server for the same regions. */
export function servers(dis: Spec, iam: Spec): { dis: string; iam: string; regions: string[] }[] {
  return (dis.servers ?? []).map((server) => {
    const regions = regionsOf(server);
    const partner = iam.servers?.find((other) => {
      const known = regionsOf(other);
      return regions.every((region) => known.includes(region));
    });
    if (partner === undefined) {
      throw new Error(`openapi/iam.yaml must have a server for all regions of ${server.url}.`);
    }
    return { dis: server.url, iam: partner.url, regions };
  });
}

function regionsOf({ url, variables }: Server): string[] {
  const { region, ...others } = variables ?? {};
  if (region?.enum === undefined || Object.keys(others).length > 0) {
    throw new Error(`The server ${url} needs one variable, "region", with an enum.`);
  }
  return region.enum;
}

/** Return the names of the fields, parameters and headers whose values are secrets. */
export function sensitive(specs: Spec[]): string[] {
  return [...new Set(specs.flatMap(sensitiveIn))].sort();
}

function sensitiveIn(spec: Spec): string[] {
  const { schemas = {}, securitySchemes = {} } = spec.components ?? {};
  const parameters = operationsOf(spec).flatMap((operation) => operation.parameters);
  const named: [string | undefined, Annotated][] = [
    ...Object.values(schemas).flatMap(propertiesOf),
    ...[...parameters, ...Object.values(securitySchemes)].map(
      (node): [string | undefined, Annotated] => [node.name, node],
    ),
    ...headersOf(spec),
  ];
  return named.flatMap(([name, node]) => (node["x-sensitive"] === true ? (name ?? []) : []));
}

/** Return the codes of each class, with their aliases. */
export function codeClasses(spec: Spec): Record<string, string[]> {
  const classes: Record<string, string[]> = {};
  for (const { class: name, code, aliases = [] } of spec["x-error-codes"] ?? []) {
    if (name === undefined) continue;
    classes[name] ??= [];
    classes[name].push(code, ...aliases);
  }
  return classes;
}

/** Return the meaning of each code. An alias has an entry of its own. */
export function errorCodes(spec: Spec) {
  const entries = (spec["x-error-codes"] ?? []).flatMap(
    ({ code, aliases = [], source: _, ...entry }) =>
      [code, ...aliases].map((key) => [key, entry] as const),
  );
  const codes = Object.fromEntries(entries);
  if (Object.keys(codes).length < entries.length) {
    const twice = entries.find(([key, entry]) => codes[key] !== entry);
    throw new Error(`openapi/error-codes.yaml lists ${twice?.[0]} twice. Remove one.`);
  }
  return codes;
}

/** Return the operation of each waiter, the field it watches, and the values that end the wait. */
export function waiters(spec: Spec) {
  return Object.fromEntries(
    operationsOf(spec).flatMap(({ operation }) => {
      const { "x-waiters": all = [], operationId } = operation;
      return all.map(({ name, ...waiter }) => [name, { operation: operationId, ...waiter }]);
    }),
  );
}

/** Return the properties of a schema and of its inline parts. */
function propertiesOf(schema: Schema): [string, Schema][] {
  const { properties = {}, items, anyOf = [], oneOf = [], allOf = [] } = schema;
  return [
    ...Object.entries(properties),
    ...[
      ...Object.values(properties),
      ...[items ?? []].flat(),
      ...anyOf,
      ...oneOf,
      ...allOf,
    ].flatMap(propertiesOf),
  ];
}
