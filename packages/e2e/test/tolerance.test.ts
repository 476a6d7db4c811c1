import { deepStrictEqual } from "node:assert/strict";
import {
  createDisClient,
  destinationOf,
  partitionsOf,
  type ShowTransferTaskResponse,
  token,
} from "@dis-openapi/client";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { perturb, perturbations } from "./support/perturb.js";
import { at, bundle, fixture, isObject, type Json, type JsonObject } from "./support/spec.js";
import { valid } from "./support/valid.js";

const openapi = bundle("openapi");
const pointer = "#/components/schemas/ShowTransferTaskResponse";
const response: JsonObject = { $ref: pointer };
const projectId = "0123456789abcdef0123456789abcdef";
const params = { stream_name: "newstream", task_name: "newtask" };

function fieldsOf(schema: string): [name: string, field: JsonObject][] {
  const properties = at(openapi, `#/components/schemas/${schema}/properties`);
  return Object.entries(isObject(properties) ? properties : {}).flatMap(([name, field]) =>
    isObject(field) ? [[name, field]] : [],
  );
}

/** The names of the description of each type of destination: the documented one first. */
const descriptions = new Map<string, string[]>();
for (const [name, field] of fieldsOf("ShowTransferTaskResponse")) {
  const { "x-destination-type": type, "x-alias-of": documented } = field;
  if (typeof type !== "string") continue;
  const others = descriptions.get(type) ?? [];
  descriptions.set(type, documented === undefined ? [name, ...others] : [...others, name]);
}

/** The first that is there: `null` says that there is none. */
function first(values: readonly (Json | undefined)[]): Json | undefined {
  return values.find((value) => value !== undefined && value !== null);
}

/** What the destination of a task has to be, whichever of several it is when none is named. */
function checkDestination(task: JsonObject): void {
  // What came over the wire, whatever it is, is what the client calls a task.
  const found = destinationOf(task as ShowTransferTaskResponse);
  const objectsOf = (type: string) =>
    (descriptions.get(type) ?? []).map((name) => task[name]).filter(isObject);
  const hasValue = (object: JsonObject) => first(Object.values(object)) !== undefined;

  const named = task.destination_type || undefined;
  const present = [...descriptions.keys()].filter((type) => objectsOf(type).length > 0);
  const filled = present.filter((type) => objectsOf(type).some(hasValue));
  if (typeof named === "string" && !descriptions.has(named)) {
    deepStrictEqual(found, { type: "UNKNOWN", destination_type: named });
    return;
  }
  const candidates = named === undefined ? (filled.length > 0 ? filled : present) : [named];
  if (candidates.length === 0) {
    expect(found).toBeUndefined();
    return;
  }
  expect(candidates).toContain(found?.type);
  const objects = objectsOf(found?.type ?? "");
  const keys = [...new Set(objects.flatMap(Object.keys))];
  const expected = keys.flatMap((key) => {
    // Not what an object inherits: any name may have come.
    const value =
      first(objects.map((each) => (Object.hasOwn(each, key) ? each[key] : null))) ?? null;
    if (key !== "retry_duration") return [[key, value]];
    return /^\d+$/.test(`${value}`) ? [[key, Number(value)]] : [];
  });
  deepStrictEqual(found, { type: found?.type, description: Object.fromEntries(expected) });
}

function checkPartitions(task: JsonObject): void {
  const found = partitionsOf(task as ShowTransferTaskResponse);
  const entries = Array.isArray(task.partitions) ? task.partitions.filter(isObject) : [];
  const [alias, name] = fieldsOf("PartitionResult").flatMap(([other, field]) =>
    field["x-alias-of"] === undefined ? [] : [other, `${field["x-alias-of"]}`],
  );
  deepStrictEqual(
    found,
    entries.map((entry) => ({
      id: first([entry[`${name}`], entry[`${alias}`]]) ?? entry[`${alias}`],
      state: entry.state,
      status: entry.status,
      discard: entry.discard,
      last_transfer_offset: entry.last_transfer_offset,
      last_transfer_timestamp: entry.last_transfer_timestamp,
      source: entry,
    })),
  );
}

/** Sends a response through the client and its readers, all of which have to give all of it. */
async function check(task: Json): Promise<void> {
  const text = JSON.stringify(task);
  const hooked: unknown[] = [];
  const dis = createDisClient({
    endpoint: "https://dis.example",
    projectId,
    auth: token("any-token"),
    retry: false,
    fetch: async () => new Response(text),
    hooks: { onResponse: ({ body }) => hooked.push(body) },
  });
  const wire: JsonObject = JSON.parse(text);
  const decoded = await dis.showTransferTask(params);
  deepStrictEqual(decoded, wire);
  const path = "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}";
  const raw = await dis.raw.GET(path, { params: { path: { project_id: projectId, ...params } } });
  deepStrictEqual(raw.data, wire);
  expect(hooked).toHaveLength(2);
  checkDestination(wire);
  checkPartitions(wire);
  // Reading has changed nothing.
  deepStrictEqual(decoded, JSON.parse(text));
}

/** The examples of an answer with this status. */
function examplesOf(status: string): [name: string, value: Json][] {
  const operation =
    "#/paths/~1v2~1{project_id}~1streams~1{stream_name}~1transfer-tasks~1{task_name}/get";
  const names = at(openapi, `${operation}/responses/${status}/content/application~1json/examples`);
  return Object.keys(isObject(names) ? names : {}).map((name) => [
    name,
    at(openapi, `#/components/examples/${name}/value`) ?? null,
  ]);
}

const isValid = (() => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema(openapi, "openapi", undefined, false);
  return ajv.compile({ $ref: `openapi${pointer}` });
})();

/** The names of all fields that a schema has, those of its objects too. */
function allFields(schema: string, seen = new Set<string>()): Set<string> {
  for (const [name, field] of fieldsOf(schema)) {
    seen.add(name);
    const ref = [field.$ref, isObject(field.items) ? field.items.$ref : undefined].find(Boolean);
    if (typeof ref === "string") allFields(ref.replace("#/components/schemas/", ""), seen);
  }
  return seen;
}

function keysOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (!isObject(value)) return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(keysOf)];
}

describe("what is made from the schema", () => {
  const made = fc.sample(valid(openapi, response), { seed: 1, numRuns: 200 });

  it("is valid, and the client gives all of it", async () => {
    for (const task of made) {
      expect(isValid(task), JSON.stringify(isValid.errors)).toBe(true);
      await check(task);
    }
  });

  it("has every field of the schema somewhere", () => {
    const known = [...allFields("ShowTransferTaskResponse")];
    expect(known.length).toBeGreaterThan(70);
    const keys = new Set(made.flatMap(keysOf));
    expect(known.filter((name) => !keys.has(name))).toEqual([]);
  });
});

/** Responses that somebody has seen, and those that the spec shows. */
const seeds: [name: string, seed: Json][] = [
  ...["captured-a", "captured-b", "captured-c", "captured-d", "seed-response"].map(
    (name): [string, Json] => [name, fixture(name)],
  ),
  ...examplesOf("200"),
];

/** What the responses start from, and how many are made of each. */
const bases: [name: string, base: fc.Arbitrary<Json>, runs: number][] = [
  ["made from the schema", valid(openapi, response), 400],
  ...seeds.map(([name, seed]): [string, fc.Arbitrary<Json>, number] => [
    name,
    fc.constant(seed),
    50,
  ]),
];

// To make these smaller takes minutes and gigabytes; the seed that is printed makes them again.
const bounded = { endOnFailure: true };

describe("what differs from the schema is given whole:", () => {
  it.each(bases)("%s", async (_, base, numRuns) => {
    await fc.assert(
      fc.asyncProperty(base, fc.gen(), async (task, g) => {
        await check(perturb(task, response, { document: openapi, g }));
      }),
      { numRuns, ...bounded },
    );
  });

  it.each(Object.keys(perturbations))("only %s", async (name) => {
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(valid(openapi, response), fc.gen(), async (task, g) => {
        const other = perturbations[name]?.(task, response, { document: openapi, g }) ?? null;
        if (JSON.stringify(other) !== JSON.stringify(task)) changed++;
        await check(other);
      }),
      bounded,
    );
    expect(changed).toBeGreaterThan(5);
  });
});
