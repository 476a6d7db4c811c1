import type { Cases } from "./fixture.js";

export const cases: Cases = {
  refuses: {
    "a path written into the root": {
      edits: {
        "openapi.yaml": [
          "components:",
          '  /v1/ping:\n    get:\n      operationId: ping\n      summary: Ping\n      description: Answers.\n      tags: [Dump tasks]\n      responses:\n        "204":\n          description: Nothing.\n          headers:\n            X-Request-Id: { $ref: components/headers/XRequestId.yaml }\n        "400": { $ref: components/responses/BadRequest.yaml }\n        "401": { $ref: components/responses/BadRequest.yaml }\ncomponents:',
        ],
      },
      findings: [
        [
          "rule/root-holds-only-refs-to-paths",
          "openapi.yaml:18",
          "The root holds only references: move /v1/ping to a file in paths/ and refer to it.",
        ],
      ],
    },
    "a security scheme written into the root": {
      edits: {
        "openapi.yaml": [
          "      $ref: components/securitySchemes/token.yaml",
          "      type: apiKey\n      in: header\n      name: X-Auth-Token\n      x-sensitive: true",
        ],
        "components/securitySchemes/token.yaml": ["description", "# $ref: nothing\ndescription"],
      },
      findings: [
        [
          "house/no-unused-component-file",
          "components/securitySchemes/token.yaml:1",
          "components/securitySchemes/token.yaml is used by neither openapi.yaml nor iam.yaml: refer to it, or delete it.",
        ],
        [
          "rule/root-holds-only-refs-to-security-schemes",
          "openapi.yaml:20",
          "The root holds only references: move token to a file in components/securitySchemes/ and refer to it.",
        ],
      ],
    },
    "a register written into the root": {
      edits: {
        "openapi.yaml": [
          "x-error-codes:\n  $ref: error-codes.yaml",
          "x-error-codes:\n  - { code: T.1000, producer: dis, status: [400], meaning: Wrong., confidence: sdk, source: [page, capture-a] }",
        ],
      },
      findings: [
        [
          "rule/root-holds-only-refs-to-registers",
          "openapi.yaml:24",
          "The root holds only references: move the register to a file and refer to it.",
        ],
      ],
    },
    "a schema listed in the root": {
      edits: {
        "openapi.yaml": [
          "components:\n",
          "components:\n  schemas:\n    Task:\n      $ref: components/schemas/Task.yaml\n",
        ],
      },
      findings: [
        [
          "rule/root-holds-no-other-components",
          "openapi.yaml:19",
          'The root holds only references: "schemas" is disallowed. Move the component to a file in components/.',
        ],
      ],
    },
  },
};
