import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Operation, Parameter, Spec } from "../../openapi/openapi.d.cts";
import { literal, makeDescriptors, makeSignatures } from "../generate/lib/operations.ts";
import { root } from "../generate/lib/spec.ts";
import { makeTypes } from "../generate/lib/types.ts";
import { compile } from "./compile.ts";
import { fixture } from "./fixture.ts";

const client = (name: string) =>
  readFileSync(new URL(`packages/client/src/${name}.ts`, root), "utf8");

/** The modules that generation writes, beside the hand-written ones that they rely on. */
async function modules(spec: Spec): Promise<Record<string, string>> {
  const { code, imports } = makeSignatures(spec);
  return {
    "types.ts": await makeTypes(spec),
    "descriptor.ts": client("descriptor"),
    "operation.ts": client("operation"),
    "operations.ts": `
import type { ${imports.join(", ")} } from "./types.js";
import type { CallOptions, WithResponse } from "./operation.js";
import type { OperationDescriptor, ParameterDescriptor } from "./descriptor.js";
${makeDescriptors(spec, "operations")}
${code}`,
  };
}

test("an operation with query, header, body and an empty response requires no TypeScript", {
  timeout: 60_000,
}, async () => {
  const program = `
import type { Operations } from "./operations.js";
export async function use(api: Operations) {
  const thing = await api.showThing({ thing_name: "a" });
  const state: string | undefined = thing.state;
  const nothing: undefined = await api.changeThing({
    thing_name: "a", "If-Match": '"1"', dry_run: true, fields: ["state"] as const, body: { policy: "now" },
  });
  const first = (await api.listThings())[0]?.interval;
  const { data, response } = await api.showThing.withResponse({ project_id: "p", thing_name: "a" }, { timeoutMs: 1 });
  return [state, nothing, first, data.tags, response.status];
}`;
  expect(compile({ ...(await modules(fixture())), "program.ts": program })).toEqual([]);
});

test("generated signatures demand required parameters and bodies", {
  timeout: 60_000,
}, async () => {
  const program = `
import type { Operations } from "./operations.js";
export async function use(api: Operations) {
  await api.showThing({});
  await api.showThing();
  await api.changeThing({ thing_name: "a", body: {} });
  await api.changeThing({ thing_name: "a", "If-Match": '"1"' });
  await api.changeThing({ thing_name: "a", "If-Match": '"1"', body: { policy: "never" } });
}`;
  const errors = compile({ ...(await modules(fixture())), "program.ts": program });
  expect(errors.map((error) => error.split(" ")[0])).toEqual(
    [4, 5, 6, 7, 8].map((line) => `program.ts:${line}`),
  );
});

test("descriptors carry place, type, requirement and constraints of each parameter", () => {
  const code = makeDescriptors(fixture(), "operations");
  expect(code).toContain(`const thing_name = {
  name: "thing_name",
  in: "path",
  required: true,
  type: "string",
  pattern: /^[a-z]+$/u,
  minLength: 1,
  maxLength: 64,
} as const satisfies ParameterDescriptor;
`);
  expect(code).toContain(`  changeThing: {
    operationId: "changeThing",
    method: "PUT",
    path: "/v1/{project_id}/things/{thing_name}",
    parameters: [
      project_id,
      thing_name,
      { name: "dry_run", in: "query", type: "boolean" },
      { name: "fields", in: "query", type: "string", list: "repeat" },
`);
  expect(code).toContain('body: "required",\n    empty: true,');
  expect(code).toContain("as const satisfies Record<string, OperationDescriptor>;");
});

test("descriptors carry enumerations, ranges, lists with commas and what may be sent twice", () => {
  const spec = fixture();
  const operation = change(spec);
  operation["x-idempotent"] = true;
  operation.responses["200"] = { content: { "application/json": { schema: { type: "string" } } } };
  operation.parameters?.push(
    parameter({ name: "how", schema: { type: "string", enum: ["fast", "slow"] } }),
    parameter({ name: "limit", schema: { type: "integer", minimum: 1, maximum: 100 } }),
    parameter({
      name: "ids",
      explode: false,
      schema: { type: "array", items: { type: "integer", minimum: 0 } },
    }),
  );
  const code = makeDescriptors(spec, "operations");
  expect(code).toContain('{ name: "how", in: "query", type: "string", enum: ["fast", "slow"] }');
  expect(code).toContain(
    '{ name: "limit", in: "query", type: "integer", minimum: 1, maximum: 100 }',
  );
  expect(code).toContain(
    '{ name: "ids", in: "query", type: "integer", list: "comma", minimum: 0 }',
  );
  expect(code).toContain("empty: [204],\n    idempotent: true,");
});

test("every problem of the parameters is reported, and not only the first", () => {
  const spec = fixture();
  change(spec).parameters?.push(
    parameter({ name: "filter", schema: { type: "object" } }),
    parameter({ name: "sort", style: "deepObject" }),
    parameter({
      name: "X-Ids",
      in: "header",
      schema: { type: "array", items: { type: "string" } },
    }),
    parameter({ name: "session", in: "cookie" }),
  );
  expect(() => makeDescriptors(spec, "operations")).toThrow(
    [
      "changeThing: the parameter filter must have one of the types string, integer, number and boolean, or be a list of one.",
      "changeThing: the parameter sort has the style deepObject; use form.",
      "changeThing: the parameter X-Ids is a list, which only a query can hold.",
      "changeThing: the parameter session is a cookie, which the client cannot send.",
    ].join("\n"),
  );
});

test("comments an operation with its description and its confidence", () => {
  const spec = fixture();
  Object.assign(spec.paths["/v1/{project_id}/things/{thing_name}"]?.get ?? {}, {
    "x-confidence": "observed",
    "x-evidence": [{ id: "D2" }],
  });
  expect(makeSignatures(spec).code).toContain(`  /**
   * Shows one thing.
   *
   * Confidence: observed. See [D2](https://github.com/dis-openapi/dis-openapi/blob/main/docs/differences.md#d2).
   */
  showThing: {
    (params: ShowThingParams, options?: CallOptions): Promise<Thing>;`);
});

test("comments an operation without a description with its summary", () => {
  expect(makeSignatures(fixture()).code).toContain("  /** Change a thing */\n  changeThing: {");
});

test("comments a parameter with its limits and its confidence", () => {
  const { code } = makeSignatures(fixture());
  expect(code).toContain(`  /**
   * Name of the thing.
   *
   * Length: 1 to 64 characters. Pattern: \`^[a-z]+$\`.
   *
   * Confidence: documented. See [D1](https://github.com/dis-openapi/dis-openapi/blob/main/docs/differences.md#d1).
   */
  thing_name: string;`);
  expect(code).toContain("   * Id of the project. Default: the client's `projectId`.\n");
});

test("comments a body with the description of its schema", () => {
  expect(makeSignatures(fixture()).code).toContain("  /** A change. */\n  body: ThingChange;");
});

const parameter = (rest: Partial<Parameter>): Parameter => ({
  name: "thing_name",
  in: "query",
  schema: { type: "string" },
  ...rest,
});

test.each([
  [parameter({}), /changeThing: the query parameter thing_name collides with the path parameter/],
  [
    parameter({ name: "body" }),
    /changeThing: the query parameter body collides with the request body/,
  ],
])("refuses parameters that one flat object cannot hold", (added, message) => {
  const spec = fixture();
  change(spec).parameters?.push(added);
  expect(() => makeDescriptors(spec, "operations")).toThrow(message);
});

test("prefers an operation's parameter over the path's", () => {
  const spec = fixture();
  change(spec).parameters?.push(parameter({ in: "path", schema: { type: "integer" } }));
  expect(makeSignatures(spec).code).toContain("  thing_name: number;");
});

test("refuses an inline object schema and names the fix", () => {
  const spec = fixture();
  change(spec).responses["200"] = {
    content: { "application/json": { schema: { type: "object" } } },
  };
  expect(() => makeSignatures(spec)).toThrow(
    "The JSON schema of the response 200 of changeThing must be a component: move it to openapi/components/schemas.",
  );
});

test("prints a value on one line where it fits, without undefined keys", () => {
  expect(literal({ a: [1, "x"], "b-c": undefined, "d-e": {} })).toBe('{ a: [1, "x"], "d-e": {} }');
  expect(literal(["x".repeat(50), "y".repeat(50)])).toBe(
    `[\n  "${"x".repeat(50)}",\n  "${"y".repeat(50)}",\n]`,
  );
});

function change(spec: Spec): Operation {
  const operation = spec.paths["/v1/{project_id}/things/{thing_name}"]?.put;
  if (operation === undefined) throw new Error("the fixture has changed");
  return operation;
}
