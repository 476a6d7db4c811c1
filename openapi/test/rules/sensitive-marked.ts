import { expect } from "vitest";
import { type Cases, parameter, path, property, task } from "./fixture.js";

export const cases: Cases = {
  refuses: {
    "a password that is not marked": {
      edits: { [task]: ["properties:\n", property("user_password", "type: string")] },
      findings: [
        [
          "house/sensitive-marked",
          `${task}:4`,
          "user_password looks like a secret: add `x-sensitive: true`, so that it is never printed.",
        ],
      ],
    },
    "a field of the format password that is not marked": {
      edits: { [task]: ["properties:\n", property("phrase", "type: string\nformat: password")] },
      findings: [
        [
          "house/sensitive-marked",
          `${task}:4`,
          "phrase looks like a secret: add `x-sensitive: true`, so that it is never printed.",
        ],
      ],
    },
    "a header and a parameter that are not marked": {
      edits: {
        [path]: [
          "          $ref: ../components/headers/XRequestId.yaml",
          "          $ref: ../components/headers/XRequestId.yaml\n        X-Subject-Token:\n          $ref: ../components/headers/XSubjectToken.yaml",
        ],
        "components/headers/XSubjectToken.yaml":
          "description: A token.\nschema: { type: string }\nexample: x\n",
        [parameter]: ["name: task_name", "name: task_secret"],
        "openapi.yaml": ["/v1/tasks/{task_name}", "/v1/tasks/{task_secret}"],
      },
      findings: [
        // The path has to change with its parameter, and its file does not.
        ["house/file-name-equals-component-name", "openapi.yaml:17", expect.anything()],
        [
          "house/sensitive-marked",
          `${parameter}:1`,
          "task_secret looks like a secret: add `x-sensitive: true`, so that it is never printed.",
        ],
        [
          "house/sensitive-marked",
          "components/headers/XSubjectToken.yaml:1",
          "X-Subject-Token looks like a secret: add `x-sensitive: true`, so that it is never printed.",
        ],
      ],
    },
    "a security scheme that is not marked": {
      edits: {
        "components/securitySchemes/token.yaml": ["x-sensitive: true", "x-sensitive: false"],
      },
      findings: [
        [
          "rule/security-scheme-sensitive",
          "components/securitySchemes/token.yaml:5",
          "A security scheme carries a secret: add `x-sensitive: true` to token.",
        ],
      ],
    },
  },
  accepts: {
    "an object called token": {
      [task]: [
        "properties:\n",
        "properties:\n  token:\n    type: object\n    description: Its dates.\n    examples: [{}]\n",
      ],
    },
    "a secret that is marked": {
      [task]: [
        "properties:\n",
        property("user_password", "type: string\nformat: password\nx-sensitive: true"),
      ],
    },
  },
};
