import type { Schema } from "@dis-openapi/spec/openapi.json";
import { isRecord } from "./json.js";
import { isSensitive } from "./redaction.js";
import { child, follow, type Place, valuesOf } from "./spec.js";

/** A value that the spec describes. */
export interface Sighting {
  readonly response: number;
  /** The field that evidence for it belongs to; the schema itself for the body. */
  readonly field: Place;
  readonly value: unknown;
  /** With its reference resolved. */
  readonly schema: Schema;
  /** The values that the spec lists for it, and where. */
  readonly listed: { readonly values: readonly unknown[]; readonly at: Place } | undefined;
  /** Whether it is an item of the field's list. */
  readonly item: boolean;
  readonly sensitive: boolean;
}

/** An object that the spec describes. */
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
    const isBody = owner === undefined;
    if (branches.length > 0 || (isBody && schema.required && !isOfShape(value, schema))) {
      const body = { at: unresolvedAt, schema: unresolved, key: undefined };
      seen.strays.push({ ...body, response, value, sensitive });
      return;
    }
    const field = owner ?? at;
    const listed = valuesOf(schema, at);
    seen.values.push({ response, field, value, schema, listed, item, sensitive });
    if (isRecord(value) && schema.properties) {
      seen.objects.push({ response, at, schema, value });
      for (const [key, inner] of Object.entries(value)) {
        const property = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
        const secret = sensitive || isSensitive(key);
        if (property) {
          const place = child(at, "properties", key);
          visit(inner, property, place, place, false, secret);
        } else {
          seen.strays.push({ response, at, schema, key, value: inner, sensitive: secret });
        }
      }
    }
    if (Array.isArray(value) && schema.items) {
      for (const inner of value) {
        visit(inner, schema.items, child(at, "items"), field, true, sensitive);
      }
    }
  }
}

/** Whether a value is an object with the keys that a schema requires. */
function isOfShape(value: unknown, { required = [] }: Schema): boolean {
  return isRecord(value) && required.every((key) => Object.hasOwn(value, key));
}
