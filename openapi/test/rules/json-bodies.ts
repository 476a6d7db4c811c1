import { type Cases, path, task } from "./fixture.js";

const rule = "house/json-bodies";
const body = "          schema:\n            $ref: ../components/schemas/Task.yaml\n";
const examples =
  "          examples:\n            TaskRunning:\n              $ref: ../components/examples/TaskRunning.yaml\n";
const inline = "schema: { type: array, items: { $ref: ../components/schemas/Task.yaml } }";

export const cases: Cases = {
  refuses: {
    "an inline schema of a response": {
      edits: {
        [path]: [body, `          ${inline}\n`],
        "components/examples/TaskRunning.yaml": [
          "value:\n  name: mine\n  state: RUNNING",
          "value: []",
        ],
      },
      findings: [
        [
          rule,
          `${path}:17`,
          "Response 200 of showTask has an inline schema: move it to a file in components/schemas and refer to that.",
        ],
      ],
    },
    "an inline schema of a request": {
      edits: {
        [path]: [
          "  responses:\n",
          `  requestBody:\n    description: Tasks.\n    content:\n      application/json:\n        ${inline}\n  responses:\n`,
        ],
      },
      findings: [
        [
          rule,
          `${path}:13`,
          "The request of showTask has an inline schema: move it to a file in components/schemas and refer to that.",
        ],
      ],
    },
    "a branch without a name": {
      edits: {
        [path]: [
          body,
          "          schema:\n            anyOf:\n              - $ref: ../components/schemas/Task.yaml\n              - { type: object }\n",
        ],
      },
      findings: [
        [
          rule,
          `${path}:17`,
          "Response 200 of showTask has an inline schema: move it to a file in components/schemas and refer to that.",
        ],
      ],
    },
    "a successful response without an example": {
      edits: {
        [path]: [examples, ""],
        "components/examples/TaskRunning.yaml": "summary: A task\nvalue: {}\n",
      },
      findings: [
        [
          "house/no-unused-component-file",
          "components/examples/TaskRunning.yaml:1",
          "components/examples/TaskRunning.yaml is used by neither openapi.yaml nor iam.yaml: refer to it, or delete it.",
        ],
        [rule, `${path}:16`, "Response 200 of showTask has no example: add `examples`."],
      ],
    },
  },
  accepts: {
    "a union of named schemas": {
      [path]: [
        body,
        "          schema:\n            anyOf:\n              - $ref: ../components/schemas/Task.yaml\n              - $ref: ../components/schemas/Other.yaml\n",
      ],
      "components/schemas/Other.yaml":
        "type: object\ndescription: Another.\nproperties:\n  task:\n    description: The task.\n    $ref: Task.yaml\nexamples: [{}]\n",
      [task]: ["examples:\n      - mine", "examples:\n      - mine"],
    },
  },
};
