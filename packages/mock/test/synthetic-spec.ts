import type { Operation, ResourceAction, Spec } from "@dis-openapi/spec/openapi.json";
import { onTestFinished } from "vitest";
import { createMock } from "../src/mock.js";
import { openOperations } from "../src/operations.js";
import type { MockDis, MockRules } from "../src/options.js";
import { listen } from "../src/server.js";
import { loadSpecs } from "../src/spec.js";

export const now = Date.parse("2031-02-03T04:05:06Z");

const shared = loadSpecs();
const name = { type: "string", pattern: "^[a-z0-9-]+$" };
const path = ["project_id", "box_name"].map((key) => ({
  name: key,
  in: "path" as const,
  required: true,
  example: key === "project_id" ? "p-example" : "box-example",
  schema: { type: "string", pattern: "^[a-z0-9-]+$" },
  ...(key === "project_id" && { "x-project": true as const }),
}));
const widgetName = {
  name: "widget_name",
  in: "path" as const,
  required: true,
  example: "w-example",
  schema: name,
};
const error = (errorCode: string, message: string) => ({ value: { errorCode, message } });
const refused = {
  description: "Refused.",
  content: {
    "application/json": {
      schema: { $ref: "#/components/schemas/DisError" },
      examples: {
        DisInvalidRequest: error("DIS.4200", "Invalid request. [Invalid box_name.]"),
        NoBox: error("W.1", "No box. [box-example][p-example]"),
        NoWidget: error("W.2", "No widget. [w-example]"),
        SameWidget: error("W.3", "Same widget. [w-example]"),
        TooManyWidgets: error("W.4", "Too many widgets."),
      },
    },
  },
};
const json = (schema: object, value?: unknown) => ({
  description: "A body.",
  content: {
    "application/json": {
      schema,
      ...(value !== undefined && { examples: { Example: { value } } }),
    },
  },
});
const state = { anyOf: [{ type: "string", enum: ["IDLE", "BUSY"] }, { type: "string" }] };
const summary = {
  type: "object",
  properties: {
    widget_id: { type: "string" },
    widget_name: name,
    made: { type: "integer" },
    state,
  },
};
const widget = {
  allOf: [
    summary,
    {
      type: "object",
      properties: {
        box_name: name,
        size: { type: "integer" },
        parts_out: {
          type: "object",
          properties: { pin: { type: "string", "x-sensitive": true, examples: ["****"] } },
        },
      },
    },
  ],
};
/** Two kinds of body, distinguished by a constant; the name is inside the part of the kind. */
const kind = (word: string, maximum: number) => ({
  type: "object",
  required: ["kind", word],
  properties: {
    kind: { const: word },
    [word]: {
      type: "object",
      required: ["widget_name"],
      properties: { widget_name: name, size: { type: "integer", maximum } },
    },
  },
});

function operation(
  operationId: string,
  action: Omit<ResourceAction, "name">,
  responses: Record<string, object>,
  more: Partial<Operation> = {},
): Operation {
  return {
    operationId,
    responses: { ...responses, "400": refused },
    "x-resource": { name: "widget", ...action },
    ...more,
  };
}

const empty = { description: "Nothing." };
const key = "$request.path.widget_name";
const query = (parameter: string, schema: object, more: object = {}) => ({
  name: parameter,
  in: "query" as const,
  schema,
  ...more,
});

/** A spec that shares no operation, resource or field with DIS, only its errors and credentials. */
const synthetic: Spec = {
  ...shared.dis,
  paths: {
    ...shared.dis.paths,
    "/v9/{project_id}/boxes/{box_name}/widgets": {
      parameters: path,
      get: operation(
        "listWidgets",
        {
          action: "list",
          items: "$response.body#/page/widgets",
          total: "$response.body#/total",
          limit: "$request.query.limit",
          after: "$request.query.after",
        },
        {
          "200": json(
            {
              type: "object",
              properties: {
                page: {
                  type: "object",
                  properties: { widgets: { type: "array", items: summary } },
                },
                total: { type: "integer" },
              },
            },
            { page: { widgets: [] }, total: 0, quota: 3 },
          ),
        },
        {
          parameters: [
            query("limit", { type: "integer", minimum: 1, maximum: 10, default: 2 }),
            query("after", { type: "string" }),
            query(
              "states",
              { type: "array", items: { enum: ["IDLE", "BUSY"] } },
              { style: "form", explode: false },
            ),
          ],
        },
      ),
      post: operation(
        "createWidget",
        { action: "create", key: "$request.body#/*/widget_name", fields: { parts: "parts_out" } },
        { "201": empty },
        {
          requestBody: {
            required: true,
            content: {
              "application/json": { schema: { oneOf: [kind("round", 9), kind("square", 5)] } },
            },
          },
        },
      ),
      put: operation(
        "updateWidget",
        { action: "update", key: "$request.body#/widget_name", fields: { parts: "parts_out" } },
        { "2XX": empty },
        {
          requestBody: { required: true, content: { "application/json": { schema: summary } } },
        },
      ),
    },
    "/v9/{project_id}/boxes/{box_name}/widgets/action": {
      parameters: path,
      post: operation(
        "actOnWidgets",
        { action: "$request.body#/verb", key: "$request.body#/widgets/*/id", by: "widget_id" },
        { "200": empty },
        {
          requestBody: {
            required: true,
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  required: ["verb"],
                  properties: { verb: { type: "string", enum: ["start", "stop"] } },
                },
              },
            },
          },
        },
      ),
    },
    "/v9/{project_id}/boxes/{box_name}/widgets/{widget_name}": {
      parameters: [...path, widgetName],
      get: operation(
        "showWidget",
        { action: "show", key },
        {
          "200": json(widget, {
            box_name: "shed",
            widget_name: "hammer",
            widget_id: "h1",
            made: 7,
            state: "BUSY",
          }),
        },
      ),
      delete: operation("deleteWidget", { action: "delete", key }, { "204": empty }),
    },
  },
  "x-resources": {
    ...shared.dis["x-resources"],
    box: { key: "box_name", errors: { missing: "W.1" } },
    widget: {
      parent: "box",
      key: "widget_name",
      id: { field: "widget_id", length: 7 },
      created: "made",
      limit: 3,
      errors: { missing: "W.2", duplicate: "W.3", limit: "W.4" },
      state: { field: "state", initial: "BUSY", start: "BUSY", stop: "IDLE" },
    },
  },
};

// Opening compiles every schema, and mocks share the result without changing it.
const operations = await openOperations({ dis: synthetic, iam: shared.iam });

/** Start a mock of the synthetic spec for the running test. */
export async function startSynthetic(rules: MockRules = {}): Promise<MockDis> {
  const mock = await listen(createMock(operations, rules, () => now));
  onTestFinished(() => mock.close());
  return mock;
}
