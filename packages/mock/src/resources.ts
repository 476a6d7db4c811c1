import { randomBytes } from "node:crypto";
import type { Resource, ResourceAction, Schema } from "@dis-openapi/spec/openapi.json";
import type { Choice, OperationRequest } from "./choice.js";
import type { Example } from "./examples.js";
import { tokensOf, valuesAt, withValueAt } from "./expression.js";
import { isRecord } from "./json.js";
import { type Operation, successesOf } from "./operations.js";
import type { MockRules } from "./options.js";
import { masked, propertiesOf } from "./schema.js";

type Fields = Readonly<Record<string, unknown>>;

/** A record of a resource. */
interface Entry {
  fields: Fields;
  /** The example whose status and headers are sent with it. */
  readonly example: Example;
}

/** The records of one project, by the name of the resource. */
type Records = Map<string, Entry[]>;

/** What one operation does to one resource. */
interface Step {
  readonly operation: Operation;
  readonly action: ResourceAction;
  readonly resource: Resource;
  readonly parent: { readonly name: string; readonly resource: Resource } | undefined;
  readonly request: OperationRequest;
  readonly records: Records;
}

/** Carries out what the operations do to resources, and keeps their records. */
export class Resources {
  /** By the id of the project. */
  readonly #projects = new Map<string, Records>();
  readonly #shown = new Map<string, number>();

  constructor(
    readonly operations: readonly Operation[],
    readonly rules: Pick<MockRules, "state" | "scripts">,
    readonly now: () => number,
  ) {}

  /** Carry out what an operation does to its resource; undefined if it has none. */
  handle(operation: Operation, request: OperationRequest): Choice | undefined {
    const action = operation["x-resource"];
    const resource = action && operation.resources[action.name];
    if (!action || !resource) return undefined;
    const project = operation.parameters.find((parameter) => parameter["x-project"])?.name ?? "";
    const id = request.params[project] ?? "";
    const records = this.#projects.get(id) ?? this.#initialRecords();
    this.#projects.set(id, records);
    const parent = parentOf(resource, operation);
    const step: Step = { operation, action, resource, parent, request, records };

    if (parent) {
      const { key, errors } = parent.resource;
      const known = (records.get(parent.name) ?? []).map(({ fields }) => fields[key]);
      if (!known.includes(request.params[key])) {
        return refuse(step, errors.missing, `known ${key}: ${known.join(", ")}`);
      }
    }
    const [word] = action.action.startsWith("$")
      ? valuesAt(action.action, request)
      : [action.action];
    switch (word) {
      case "list":
        return this.#list(step);
      case "create":
        return this.#create(step);
      case "show":
      case "update":
      case "start":
      case "stop":
      case "delete":
        return this.#change(step, word);
      default:
        throw new Error(`${operation.operationId} has the unknown x-resource action ${word}`);
    }
  }

  #list(step: Step): Choice | undefined {
    const { action, resource, request, operation } = step;
    const template = successesOf(operation)[0];
    if (!template || action.items === undefined) return undefined;
    const all = entriesOf(step);
    const [after] = action.after ? valuesAt(action.after, request) : [];
    const [size = defaultOf(step, action.limit)] = action.limit
      ? valuesAt(action.limit, request)
      : [];
    const start = 1 + all.findIndex(({ fields }) => fields[resource.key] === after);
    const page = all.slice(start, typeof size === "number" ? start + size : undefined);
    const item = tokensOf(action.items, "$response.body#").reduce(
      (schema: Schema | undefined, token) => propertiesOf(schema)[token],
      schemaOf(operation, template),
    )?.items;
    const names = Object.keys(propertiesOf(item));
    const items = page.map(({ fields }) =>
      pick(this.#scripted(resource, fields, 0), (key) => names.includes(key)),
    );
    const body = withValueAt(template.value, action.items, items);
    const value = action.total ? withValueAt(body, action.total, all.length) : body;
    return { ...template, value };
  }

  #create(step: Step): Choice | undefined {
    const { action, resource, parent, request, operation, records } = step;
    const [template] = successesOf(operation);
    const [key] = action.key ? valuesAt(action.key, request) : [];
    if (!template) return undefined;
    const entries = entriesOf(step);
    const { duplicate, limit } = resource.errors;
    if (duplicate && entries.some(({ fields }) => fields[resource.key] === key)) {
      return refuse(step, duplicate, "the key is in use", key);
    }
    if (limit && resource.limit !== undefined && entries.length >= resource.limit) {
      return refuse(step, limit, `at most ${resource.limit} are allowed`, key);
    }
    const shown = this.#shownBy(action.name);
    const fields = this.#completed(resource, {
      ...pick(request.params, (name) => name === parent?.resource.key),
      [resource.key]: key,
      ...this.#fromBody(step),
    });
    const example = (shown && successesOf(shown)[0]) ?? template;
    records.set(action.name, [...(records.get(action.name) ?? []), { fields, example }]);
    return template;
  }

  /** Carry out an action on the records that the request names: on all of them or none. */
  #change(step: Step, word: "show" | "update" | "start" | "stop" | "delete"): Choice | undefined {
    const { action, resource, request, operation, records } = step;
    const template = successesOf(operation)[0];
    if (!template || action.key === undefined) return undefined;
    const { by = resource.key } = action;
    const entries = entriesOf(step);
    const found: Entry[] = [];
    for (const key of valuesAt(action.key, request)) {
      const entry = entries.find(({ fields }) => fields[by] === key);
      if (!entry) {
        const known = entries.map(({ fields }) => fields[by]).join(", ");
        return refuse(step, resource.errors.missing, `known ${by}: ${known || "none"}`, key);
      }
      found.push(entry);
    }
    const [first] = found;
    if (word === "show" && first) {
      return { ...first.example, value: this.#scripted(resource, first.fields, 1) };
    }
    if (word === "delete") {
      const left = (records.get(action.name) ?? []).filter((entry) => !found.includes(entry));
      records.set(action.name, left);
    }
    for (const entry of found) {
      if (word === "update") entry.fields = { ...entry.fields, ...this.#fromBody(step) };
      if ((word === "start" || word === "stop") && resource.state) {
        const { field } = resource.state;
        entry.fields = { ...entry.fields, [field]: resource.state[word] };
      }
    }
    return template;
  }

  /** Return the fields of a record that a request body sets: those that its response has. */
  #fromBody({ action, request: { body } }: Step): Fields {
    const operation = this.#shownBy(action.name);
    const [template] = operation ? successesOf(operation) : [];
    if (!operation || !template || !isRecord(body)) return {};
    const properties = propertiesOf(schemaOf(operation, template));
    const renamed = Object.entries(body).map(([key, value]) => [
      action.fields?.[key] ?? key,
      value,
    ]);
    return Object.fromEntries(
      renamed.flatMap(([key, value]) =>
        typeof key === "string" && Object.hasOwn(properties, key)
          ? [[key, masked(value, properties[key])]]
          : [],
      ),
    );
  }

  /** Add the fields that the service makes up. */
  #completed({ id, created, state }: Resource, fields: Fields): Fields {
    return {
      ...(id && { [id.field]: newId(id.length) }),
      ...(created && { [created]: this.now() }),
      ...(state && { [state.field]: state.initial }),
      ...fields,
    };
  }

  /** Put the state of a script into a record, and move the script on by a number of requests. */
  #scripted({ key, state }: Resource, fields: Fields, requests: number): Fields {
    const { scripts = {} } = this.rules;
    const name = String(fields[key]);
    const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
    if (!script || !state) return fields;
    const shown = (this.#shown.get(name) ?? 0) + requests;
    this.#shown.set(name, shown);
    const index = Math.min(Math.max(shown - 1, 0), script.length - 1);
    return { ...fields, [state.field]: script[index] };
  }

  #shownBy(name: string): Operation | undefined {
    return this.operations.find(
      ({ "x-resource": action }) => action?.name === name && action.action === "show",
    );
  }

  /** Return the records of a project before its first request. */
  #initialRecords(): Records {
    const records: Records = new Map();
    for (const operation of this.operations) {
      const { "x-resource": action, resources } = operation;
      const resource = action && resources[action.name];
      if (action?.action !== "show" || !resource) continue;
      const examples = successesOf(operation);
      const [template] = examples;
      const given = this.rules.state?.[action.name];
      const entries = examples.flatMap((example) =>
        isRecord(example.value) ? [{ fields: example.value, example }] : [],
      );
      records.set(
        action.name,
        given && template
          ? given.map((fields) => ({
              fields: this.#completed(resource, fields),
              example: template,
            }))
          : entries,
      );
      // A parent exists if a record names it, or an example of the spec.
      const parent = parentOf(resource, operation);
      if (!parent || !template) continue;
      const { key } = parent.resource;
      const parents = this.rules.state?.[parent.name] ?? entries.map(({ fields }) => fields);
      const keys = [...parents, ...(given ?? [])].map((fields) => fields[key]);
      const old = records.get(parent.name) ?? [];
      records.set(parent.name, [
        ...old,
        ...[...new Set(keys)].map((value) => ({ fields: { [key]: value }, example: template })),
      ]);
    }
    return records;
  }
}

function parentOf({ parent }: Resource, { resources }: Operation): Step["parent"] {
  const resource = parent === undefined ? undefined : resources[parent];
  return parent !== undefined && resource ? { name: parent, resource } : undefined;
}

/** Return the records in the parent that the request names. */
function entriesOf({ action, parent, records, request: { params } }: Step): Entry[] {
  const all = records.get(action.name) ?? [];
  if (!parent) return all;
  const { key } = parent.resource;
  return all.filter(({ fields }) => fields[key] === params[key]);
}

function refuse({ resource, request }: Step, error: string, note: string, key?: unknown): Choice {
  const params = { ...request.params };
  if (typeof key === "string") params[resource.key] = key;
  return { error, note, params };
}

/** Return the default of the query parameter of an expression. */
function defaultOf({ operation }: Step, expression: string | undefined): unknown {
  return operation.parameters.find(({ name }) => expression === `$request.query.${name}`)?.schema
    .default;
}

function schemaOf({ responses }: Operation, { status }: Example): Schema | undefined {
  const response = responses[status] ?? responses[`${Math.floor(status / 100)}XX`];
  return response?.content?.["application/json"]?.schema;
}

function pick(fields: Fields, isWanted: (key: string) => boolean): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => isWanted(key)));
}

/** Return random letters and digits. */
function newId(length: number): string {
  const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from(randomBytes(length), (byte) => characters[byte % characters.length]).join("");
}
