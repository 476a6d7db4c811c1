import { deepStrictEqual } from "node:assert/strict";
import {
  createDisClient,
  destinationOf,
  partitionsOf,
  type ShowTransferTaskResponse,
  token,
} from "@dis-openapi/client";
import { rawClient } from "@dis-openapi/client/raw";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { expect, test } from "vitest";
import { perturb, perturbations } from "./support/perturb.js";
import {
  at,
  bundle,
  capturedResponses,
  entries,
  examples,
  get,
  isObject,
  type Json,
  type JsonObject,
  json,
  operations,
} from "./support/spec.js";
import { valid } from "./support/valid.js";

/** Runs of a property: few in `npm test`, many in `npm run test:deep`. */
const isDeep = process.env.MODE === "deep";
const runs = (few: number, many: number) => (isDeep ? many : few);

const openapi = bundle("openapi");
const taskPointer = "#/components/schemas/ShowTransferTaskResponse";
const projectId = "0123456789abcdef0123456789abcdef";
const params = { stream_name: "newstream", task_name: "newtask" };

function fieldsOf(schema: string): [name: string, field: Json][] {
  return entries(at(openapi, `#/components/schemas/${schema}/properties`));
}

/** The fields that describe each type of destination: the documented spelling first. */
const descriptions = new Map<string, string[]>();
for (const [name, field] of fieldsOf("ShowTransferTaskResponse")) {
  const type = get(field, "x-destination-type");
  if (typeof type !== "string") continue;
  const others = descriptions.get(type) ?? [];
  const isAlias = get(field, "x-alias-of") !== undefined;
  descriptions.set(type, isAlias ? [...others, name] : [name, ...others]);
}

/** Return the first value that is neither absent nor null. */
function first(values: readonly (Json | undefined)[]): Json | undefined {
  return values.find((value) => value !== undefined && value !== null);
}

/** Check the destination of a task. Without `destination_type`, any that the task has is right. */
function checkDestination(task: JsonObject): void {
  // The client types whatever the server sent as a task.
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
    // Own keys only: the server may have sent any name, such as "toString".
    const own = objects.map((each) => (Object.hasOwn(each, key) ? each[key] : null));
    const value = first(own) ?? null;
    if (key !== "retry_duration") return [[key, value]];
    return /^\d+$/.test(`${value}`) ? [[key, Number(value)]] : [];
  });
  deepStrictEqual(found, { type: found?.type, description: Object.fromEntries(expected) });
}

function checkPartitions(task: JsonObject): void {
  const found = partitionsOf(task as ShowTransferTaskResponse); // As in checkDestination.
  const partitions = Array.isArray(task.partitions) ? task.partitions.filter(isObject) : [];
  const [alias, name] = fieldsOf("PartitionResult").flatMap(([other, field]) => {
    const documented = get(field, "x-alias-of");
    return documented === undefined ? [] : [other, `${documented}`];
  });
  deepStrictEqual(
    found,
    partitions.map((partition) => ({
      id: first([partition[`${name}`], partition[`${alias}`]]) ?? partition[`${alias}`],
      state: partition.state,
      status: partition.status,
      discard: partition.discard,
      last_transfer_offset: partition.last_transfer_offset,
      last_transfer_timestamp: partition.last_transfer_timestamp,
      source: partition,
    })),
  );
}

/** Send a response to the client, and check that each of its ways to read it loses nothing. */
async function checkNothingIsLost(task: Json): Promise<void> {
  const body = JSON.stringify(task);
  const hooked: unknown[] = [];
  const dis = createDisClient({
    endpoint: "https://dis.example",
    projectId,
    auth: token("any-token"),
    retry: false,
    fetch: async () => new Response(body),
    hooks: { onResponse: ({ body }) => hooked.push(body) },
  });
  const wire: JsonObject = JSON.parse(body);
  const decoded = await dis.showTransferTask(params);
  deepStrictEqual(decoded, wire);
  const path = "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}";
  const raw = await rawClient(dis).GET(path, {
    params: { path: { project_id: projectId, ...params } },
  });
  deepStrictEqual(raw.data, wire);
  expect(hooked).toHaveLength(2);
  checkDestination(wire);
  checkPartitions(wire);
  deepStrictEqual(decoded, JSON.parse(body), "a reader changed the task");
}

/** Return the names of all fields of a schema, with those of the schemas that it refers to. */
function allFields(schema: string, seen = new Set<string>()): Set<string> {
  for (const [name, field] of fieldsOf(schema)) {
    seen.add(name);
    const ref = get(field, "$ref") ?? get(get(field, "items"), "$ref");
    if (typeof ref === "string") allFields(ref.replace("#/components/schemas/", ""), seen);
  }
  return seen;
}

function keysOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  return entries(value).flatMap(([key, each]) => [key, ...keysOf(each)]);
}

const tasks = valid(openapi, { $ref: taskPointer });

test("the generated tasks are valid, use every field of the schema, and lose nothing", async () => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema(openapi, "openapi", undefined, false);
  const isValid = ajv.compile({ $ref: `openapi${taskPointer}` });

  const generated = fc.sample(tasks, { seed: 1, numRuns: 200 });
  for (const task of generated) {
    expect(isValid(task), JSON.stringify(isValid.errors)).toBe(true);
    await checkNothingIsLost(task);
  }
  const fields = [...allFields("ShowTransferTaskResponse")];
  expect(fields.length).toBeGreaterThan(70);
  const used = new Set(generated.flatMap(keysOf));
  expect(fields.filter((name) => !used.has(name))).toEqual([]);
});

// Shrinking takes minutes and gigabytes; the printed seed reproduces the failure without it.
const withoutShrinking = { endOnFailure: true };

async function checkPerturbed(
  base: fc.Arbitrary<Json>,
  change: typeof perturb,
  numRuns: number,
): Promise<number> {
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(base, fc.gen(), async (task, g) => {
      const perturbed = change(task, { $ref: taskPointer }, { document: openapi, g });
      if (JSON.stringify(perturbed) !== JSON.stringify(task)) changed++;
      await checkNothingIsLost(perturbed);
    }),
    { numRuns, ...withoutShrinking },
  );
  return changed;
}

const operation = operations(openapi).find(({ id }) => id === "showTransferTask");
const observed = capturedResponses();
const documented = operation ? examples(openapi, json(openapi, operation, "200")) : [];

test.each([...observed, ...documented])(
  "nothing of %s is lost when it deviates from the schema",
  async (_, task) => {
    await checkPerturbed(fc.constant(task), perturb, runs(10, 1000));
  },
);

test("nothing of a generated task is lost when it deviates from the schema", async () => {
  await checkPerturbed(tasks, perturb, runs(100, 10_000));
});

test.each(Object.entries(perturbations))("nothing of a task with %s is lost", async (_, change) => {
  // The least frequent perturbation changes three tasks in ten.
  expect(await checkPerturbed(tasks, change, runs(60, 1000))).toBeGreaterThan(0);
});
