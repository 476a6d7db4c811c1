import { expect, test } from "vitest";
import type { Schema, Spec } from "../../../openapi/openapi.d.cts";
import { casesOf } from "./cases.ts";

const number: Schema = { $ref: "#/components/schemas/NumberOrString" };

/** A spec with one operation and these examples of its responses, by status. */
function spec(
  operationId: string,
  responses: Record<string, Record<string, unknown>>,
  more: Spec["paths"] = {},
): Spec {
  const examples = Object.assign({}, ...Object.values(responses));
  return {
    info: { title: "Things", version: "1" },
    paths: {
      ...more,
      "/things": {
        get: {
          operationId,
          responses: Object.fromEntries(
            Object.entries(responses).map(([status, named]) => [
              status,
              {
                content: {
                  "application/json": {
                    examples: Object.fromEntries(
                      Object.keys(named).map((name) => [
                        name,
                        { $ref: `#/components/examples/${name}` },
                      ]),
                    ),
                  },
                },
              },
            ]),
          ),
        },
      },
    },
    components: {
      schemas: {
        NumberOrString: { type: ["integer", "string"] },
        Thing: { properties: { size: number, name: { type: "string" } } },
      },
      examples: Object.fromEntries(
        Object.entries(examples).map(([name, value]) => [name, { value }]),
      ),
    },
  };
}

function content(named: Record<string, unknown>) {
  const examples = Object.entries(named).map(([name, value]) => [name, { value }]);
  return { content: { "application/json": { examples: Object.fromEntries(examples) } } };
}

const refusal = { error_code: "401" };
const dis = spec(
  "showTransferTask",
  {
    "200": {
      Small: { name: "7", parts: [{ size: 1 }, { size: 2 }] },
      Large: { name: "8", parts: [{ size: 3 }] },
      Text: { size: "9" },
      Plain: { name: "10" },
    },
    "401": { GatewayUnauthorized: refusal },
    // The same example under two statuses.
    default: { GatewayUnauthorized: refusal },
  },
  {
    "/things/{name}": {
      delete: {
        operationId: "deleteThing",
        parameters: [
          { name: "name", in: "path", required: true, example: "one", schema: {} },
          { name: "hard", in: "query", example: "true", schema: {} },
        ],
        responses: { "204": {}, default: content({ GatewayUnauthorized: refusal, Busy: {} }) },
      },
      post: {
        operationId: "changeThing",
        "x-aliases": ["GrowThing", "ShrinkThing"],
        requestBody: content({ ShrinkBoth: { by: 1 }, GrowOne: { by: 2 } }),
        responses: { "201": {} },
      },
    },
  },
);
const iam = spec("listProjects", { "200": { One: { projects: [1] }, None: { projects: [] } } });

test("every example and every kind of tampering is one case", () => {
  const cases = casesOf(dis, iam);
  expect(cases.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "query Small",
    "query Large",
    "query Text",
    "query Plain",
    "query GatewayUnauthorized",
    "query Busy",
    "query Small with size as string",
    "query Text with size as integer",
    "change ShrinkBoth",
    "change GrowOne",
    "change deleteThing",
    "lookup One",
    "lookup None",
    "refusal a digit of the signature changed",
    "refusal the path changed",
    "refusal the body changed",
    "refusal the clock 16 minutes off",
    "refusal an unknown key",
  ]);
  expect(cases.filter(({ kind }) => kind === "refusal").map(({ value }) => value)).toEqual(
    Array(5).fill(refusal),
  );
});

test("only fields that may be a number or a string are also sent in the other type", () => {
  const found = casesOf(dis, iam).filter(({ rewrite }) => rewrite !== undefined);
  expect(found.map(({ example, value }) => [example, value])).toEqual([
    ["Small", { name: "7", parts: [{ size: "1" }, { size: "2" }] }],
    ["Text", { size: 9 }],
  ]);
  for (const { example, value, rewrite } of found) {
    expect(rewrite?.(dis.components?.examples?.[example]?.value)).toEqual(value);
  }
});

test("a request without a response body is sent with each of its examples", () => {
  const changes = casesOf(dis, iam).filter(({ kind }) => kind === "change");
  expect(
    changes.map(({ example, call }) => [example, call.sdkName, call.params, call.body]),
  ).toEqual([
    ["201", "ShrinkThing", {}, { by: 1 }],
    ["201", "GrowThing", {}, { by: 2 }],
    ["204", "deleteThing", { name: "one" }, undefined],
  ]);
});

test("a spec without the operation or without the refusal is rejected", () => {
  expect(() => casesOf(dis, dis)).toThrow("The spec has no operation listProjects.");
  expect(() => casesOf(spec("showTransferTask", { "200": { A: {} } }), iam)).toThrow(
    "The spec has no example GatewayUnauthorized.",
  );
});
