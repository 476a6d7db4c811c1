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
import type { OperationDescriptor } from "./descriptor.js";
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

test("descriptors carry place, requirement and constraints of each parameter", () => {
  const code = makeDescriptors(fixture(), "operations");
  expect(code).toContain(`changeThing: {
    method: "PUT",
    path: "/v1/{project_id}/things/{thing_name}",
    parameters: [
      {
        name: "project_id",
        in: "path",
        required: true,
        project: true,
        minLength: 1,
        maxLength: 64,
      },
      {
        name: "thing_name",
        in: "path",
        required: true,
        pattern: "^[a-z]+$",
        minLength: 1,
        maxLength: 64,
      },
      { name: "dry_run", in: "query" },
      { name: "fields", in: "query" },
`);
  expect(code).toContain("body: true");
  expect(code).toContain("as const satisfies Record<string, OperationDescriptor>;");
});

test("comments an operation with its summary, description and parameters", () => {
  const { code } = makeSignatures(fixture());
  expect(code).toContain(`  /**
   * Show a thing
   *
   * Shows one thing.
   *
   * @param params.project_id Id of the project.
   * @param params.thing_name Name of the thing.
   */
  showThing: {
    (params: ShowThingParams, options?: CallOptions): Promise<Thing>;`);
  expect(code).toContain("   * - D1, Page: Says so.\n   */\n  thing_name: string;");
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
  [parameter({ in: "cookie" }), /changeThing: cookie parameters such as thing_name/],
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
