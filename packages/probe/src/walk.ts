import type { Schema } from "@dis-openapi/spec/openapi.json";
import { isRecord } from "./json.js";
import { isSensitive } from "./redaction.js";
import { child, follow, type Place, partsOf, valuesOf } from "./spec.js";

/** A value that the spec describes. */
export interface Sighting {
  readonly response: number;
  /** The field that evidence for it belongs to; the schema itself for the body. */
  readonly field: Place;
  readonly value: unknown;
  /** With their references resolved; more than one if the spec joins some. */
  readonly schemas: readonly Schema[];
  /** The values that the spec lists for it, and where. */
  readonly listed: { readonly values: readonly unknown[]; readonly at: Place } | undefined;
  /** Whether it is an item of the field's list. */
  readonly item: boolean;
  readonly sensitive: boolean;
}

/** An object that the spec describes; one for each schema that the spec joins to describe it. */
export interface ObjectSeen {
  readonly response: number;
  /** Where its schema is. */
  readonly at: Place;
  readonly schema: Schema;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Something that the spec does not describe: a key of an object, or a body of another shape. */
export interface Stray {
  readonly response: number;
  /** The schema of the object; the response for a body. */
  readonly at: Place;
  /** The schema that lacks the key, or that the body does not match. */
  readonly schema: Schema;
  /** Undefined for a body. */
  readonly key: string | undefined;
  readonly value: unknown;
  readonly sensitive: boolean;
}

export interface Seen {
  readonly values: Sighting[];
  readonly objects: ObjectSeen[];
  readonly strays: Stray[];
}

/** Match each part of a body with the part of the schema that describes it. */
export function walk(
  body: unknown,
  root: Schema,
  rootAt: Place,
  response: number,
  seen: Seen,
): void {
  visit(body, root, rootAt, undefined, false, false);

  function visit(
    value: unknown,
    unresolved: Schema,
    unresolvedAt: Place,
    owner: Place | undefined,
    item: boolean,
    sensitive: boolean,
  ): void {
    const { node: schema, at } = follow(unresolved, unresolvedAt);
    const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].filter(({ $ref }) => $ref);
    const branch = branches.find((one) => isOfShape(value, follow(one, at).node));
    if (branch) {
      visit(value, branch, at, owner, item, sensitive);
      return;
    }
    const parts = partsOf(schema, at);
    const schemas = parts.map(({ node }) => node);
    const isBody = owner === undefined;
    const isRequired = schemas.some(({ required }) => required);
    const isOfShapes = schemas.every((one) => isOfShape(value, one));
    if (branches.length > 0 || (isBody && isRequired && !isOfShapes)) {
      const body = { at: unresolvedAt, schema: unresolved, key: undefined };
      seen.strays.push({ ...body, response, value, sensitive });
      return;
    }
    const field = owner ?? at;
    const listed = parts.flatMap((part) => valuesOf(part.node, part.at) ?? [])[0];
    seen.values.push({ response, field, value, schemas, listed, item, sensitive });
    const objects = parts.filter(({ node }) => node.properties);
    const [first] = objects;
    if (isRecord(value) && first) {
      for (const part of objects) {
        seen.objects.push({ response, at: part.at, schema: part.node, value });
      }
      for (const [key, inner] of Object.entries(value)) {
        const part = objects.find(({ node }) => Object.hasOwn(node.properties ?? {}, key));
        const property = part?.node.properties?.[key];
        const secret = sensitive || isSensitive(key);
        if (part && property) {
          const place = child(part.at, "properties", key);
          visit(inner, property, place, place, false, secret);
        } else {
          const { node, at } = first;
          seen.strays.push({ response, at, schema: node, key, value: inner, sensitive: secret });
        }
      }
    }
    const list = parts.find(({ node }) => node.items);
    if (Array.isArray(value) && list?.node.items) {
      for (const inner of value) {
        visit(inner, list.node.items, child(list.at, "items"), field, true, sensitive);
      }
    }
  }
}

/** Whether a value is an object with the keys that a schema requires. */
function isOfShape(value: unknown, { required = [] }: Schema): boolean {
  return isRecord(value) && required.every((key) => Object.hasOwn(value, key));
}
