import type { Spec } from "../../openapi/openapi.d.cts";

/**
 * A small service with what the real one does not have yet: an operation with a query parameter, a
 * header, a body and an empty response.
 */
export function fixture(): Spec {
  return structuredClone(spec);
}

const spec: Spec & { openapi: string } = {
  openapi: "3.1.1",
  info: { title: "Things", version: "1.0.0" },
  servers: [
    {
      url: "https://things.{region}.example.com",
      variables: { region: { default: "north", enum: ["north", "south"] } },
    },
  ],
  paths: {
    "/v1/{project_id}/things/{thing_name}": {
      parameters: [
        { $ref: "#/components/parameters/ProjectId" },
        { $ref: "#/components/parameters/ThingName" },
      ],
      get: {
        operationId: "showThing",
        summary: "Show a thing",
        description: "Shows one thing.",
        responses: {
          "200": {
            description: "The thing.",
            headers: { "X-Request-Id": { $ref: "#/components/headers/XRequestId" } },
            content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
          },
          default: { $ref: "#/components/responses/Failure" },
        },
        "x-waiters": [
          { name: "waitForThing", field: "state", success: ["READY"], failure: ["LOST"] },
        ],
      },
      put: {
        operationId: "changeThing",
        summary: "Change a thing",
        parameters: [
          {
            name: "dry_run",
            in: "query",
            description: "Whether to change nothing.",
            schema: { type: "boolean" },
          },
          {
            name: "fields",
            in: "query",
            description: "Names of fields.",
            schema: { type: "array", items: { type: "string" } },
          },
          {
            name: "If-Match",
            in: "header",
            required: true,
            description: "Version that is to be changed.",
            schema: { type: "string", minLength: 1, pattern: '^"\\w+"$' },
          },
        ],
        requestBody: {
          required: true,
          description: "What to change.",
          content: { "application/json": { schema: { $ref: "#/components/schemas/ThingChange" } } },
        },
        responses: { "204": { description: "Changed." } },
      },
    },
    "/v1/things": {
      get: {
        operationId: "listThings",
        summary: "List things",
        responses: {
          "200": {
            description: "All things.",
            content: {
              "application/json": {
                schema: { type: "array", items: { $ref: "#/components/schemas/Thing" } },
              },
            },
          },
        },
      },
    },
  },
  components: {
    parameters: {
      ProjectId: {
        name: "project_id",
        in: "path",
        required: true,
        description: "Id of the project.",
        schema: { type: "string", minLength: 1, maxLength: 64 },
        "x-project": true,
      },
      ThingName: {
        name: "thing_name",
        in: "path",
        required: true,
        description: "Name of the thing.",
        schema: { type: "string", minLength: 1, maxLength: 64, pattern: "^[a-z]+$" },
        "x-confidence": "documented",
        "x-evidence": [{ id: "D1", source: "page", says: "Says so." }],
      },
    },
    headers: {
      XRequestId: {
        description: "Id of the request.",
        required: false,
        schema: { type: "string" },
      },
      XSecret: {
        description: "A secret.",
        schema: { type: "string" },
        "x-sensitive": true,
        "x-confidence": "sdk",
        "x-evidence": [{ id: "D1" }],
      },
    },
    responses: {
      Failure: {
        description: "It failed.",
        headers: { "X-Secret": { $ref: "#/components/headers/XSecret" } },
        content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } },
      },
    },
    securitySchemes: {
      token: { type: "apiKey", in: "header", name: "X-Auth-Token", "x-sensitive": true },
    },
    schemas: {
      Thing: {
        type: "object",
        description: "A thing.",
        properties: {
          state: {
            $ref: "#/components/schemas/ThingState",
            description: "State of the thing.",
            default: "READY",
            "x-confidence": "observed",
            "x-evidence": [{ id: "D1", source: "page", says: "Has it." }],
          },
          interval: {
            type: "integer",
            format: "int64",
            description: "Time between two looks, in seconds.",
            minimum: 30,
            maximum: 900,
            default: 300,
            examples: [60],
          },
          retry: { $ref: "#/components/schemas/Retry", description: "How often to retry." },
          separator: {
            type: "string",
            description: "Ends a line; */ does not end this comment.",
            default: "\n",
            maxLength: 2,
          },
          tags: {
            type: "array",
            description: "Tags.",
            minItems: 1,
            maxItems: 9,
            items: { type: "string" },
          },
          nfs_export_descripton: {
            $ref: "#/components/schemas/Place",
            description: "Place.",
            "x-destination-type": "NFS",
          },
          nfs_export_description: {
            $ref: "#/components/schemas/Place",
            description: "Place.",
            "x-destination-type": "NFS",
            "x-alias-of": "nfs_export_descripton",
          },
        },
      },
      ThingState: {
        description: "State of a thing.",
        anyOf: [
          {
            type: "string",
            enum: ["READY", "LOST"],
            "x-enumDescriptions": { READY: "It is there.", LOST: "It is not." },
          },
          { type: "string" },
        ],
        examples: ["READY"],
      },
      Retry: {
        type: ["integer", "string"],
        description: "A number of tries.",
        minimum: 0,
        maximum: 7,
        default: 3,
      },
      ThingChange: {
        type: "object",
        description: "A change.",
        properties: {
          policy: { $ref: "#/components/schemas/ChangePolicy", description: "How to change it." },
          secret_word: { type: "string", description: "A secret.", "x-sensitive": true },
        },
      },
      ChangePolicy: { type: "string", description: "A policy.", enum: ["now", "later"] },
      Place: {
        type: "object",
        description: "A place.",
        "x-confidence": "sdk",
        "x-evidence": [{ id: "D1" }],
        properties: { host: { type: "string", description: "Name of the host." } },
      },
      URLAlias: { type: "string", description: "Its name keeps its capitals." },
    },
  },
  "x-differences": [
    {
      id: "D1",
      severity: "high",
      title: "A | B",
      fields: ["Thing.state", "parameters.thing_name", "schemas.Place", "headers.X-Secret"],
      evidence: [
        { source: "capture", says: "Reads it.", fields: ["schemas.Place", "headers.X-Secret"] },
      ],
      decision: "Keep `a|b` and List<Thing>.",
    },
    {
      id: "D2",
      severity: "low",
      title: "No field",
      evidence: [{ source: ["sdk", "page"], says: "Does\nnot say." }],
      decision: "Nothing.",
    },
  ],
  "x-error-codes": [
    {
      code: "THING.1",
      aliases: ["THINGS.1"],
      producer: "dis",
      status: [400, 429],
      meaning: "Too many.",
      advice: "Wait.",
      class: "throttled",
      confidence: "documented",
      source: ["page", "sdk"],
    },
    {
      code: "THING.2",
      producer: "iam",
      status: [400],
      meaning: "Bad.",
      confidence: "sdk",
      source: "sdk",
    },
  ],
  "x-sources": [
    {
      id: "page",
      title: "Page",
      publisher: "Things",
      kind: "reference-page",
      url: "https://things.test/page",
      published: "2024-10-21",
      read: "unknown",
      literal: "All.",
    },
    {
      id: "sdk",
      title: "SDK",
      publisher: "Things",
      kind: "sdk",
      repository: "https://things.test/sdk",
      path: "src",
      commit: "abc^",
      published: "unknown",
      read: "unknown",
      literal: "Keys.",
    },
    {
      id: "capture",
      title: "Capture",
      publisher: "Things",
      kind: "captured-response",
      url: "unknown",
      published: "2023",
      read: "unknown",
      literal: "The JSON.",
    },
  ],
  "x-open-questions": [
    {
      id: "Q1",
      asks: "Which\nplace?",
      differences: ["D1", "D2"],
      lookFor: [
        { present: ["Thing.nfs_export_descripton", "Thing.nfs_export_description"] },
        { form: ["Thing.tags"], when: { field: "Thing.state", is: "LOST" } },
        { digits: ["Thing.interval"] },
        { values: ["Thing.separator"], only: "" },
        { values: ["Thing.state"], besides: "LOST", domain: "example.org" },
      ],
    },
    {
      id: "Q3",
      asks: "What else?",
      lookFor: [
        { form: ["Thing.tags", "Thing.interval"] },
        { form: ["Thing.tags", "Thing.interval"], only: "null" },
        { keys: ["Place", "Thing"] },
        { answerTo: "missingTask" },
        { body: "Place" },
        { host: "unlisted" },
        { responseOf: "createThing" },
      ],
    },
  ],
};
