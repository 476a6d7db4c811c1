import { expect } from "vitest";
import { type Cases, path, property, task, taskState } from "./fixture.js";

export const cases: Cases = {
  refuses: {
    "a schema file in lower case": {
      edits: {
        "components/schemas/task_owner.yaml":
          "type: string\ndescription: Somebody.\nexamples: [me]\n",
        [task]: [
          "properties:\n",
          "properties:\n  owner:\n    $ref: task_owner.yaml\n    description: Whose it is.\n",
        ],
      },
      findings: [
        [
          "house/file-name-equals-component-name",
          `${task}:5`,
          "`task_owner.yaml` must refer to the file `components/schemas/<PascalCaseName>.yaml`: a component has the name of its file.",
        ],
      ],
    },
    "a reference into the middle of a file": {
      edits: { [task]: ["properties:\n", property("kind", "$ref: TaskState.yaml#/anyOf/1")] },
      findings: [
        [
          "house/file-name-equals-component-name",
          `${task}:5`,
          "`TaskState.yaml#/anyOf/1` must refer to the file `components/schemas/TaskState.yaml`: a component has the name of its file.",
        ],
      ],
    },
    "a path file with another name": {
      edits: {
        "openapi.yaml": ["paths/v1_tasks_{task_name}.yaml", "paths/tasks.yaml"],
        "paths/tasks.yaml":
          'get:\n  operationId: showTask\n  summary: Show\n  description: Returns one task.\n  tags: [Dump tasks]\n  parameters:\n    - $ref: ../components/parameters/TaskName.yaml\n  responses:\n    "200":\n      description: The task.\n      headers:\n        X-Request-Id: { $ref: ../components/headers/XRequestId.yaml }\n      content:\n        application/json:\n          schema: { $ref: ../components/schemas/Task.yaml }\n          examples:\n            TaskRunning: { $ref: ../components/examples/TaskRunning.yaml }\n    "400": { $ref: ../components/responses/BadRequest.yaml }\n    "401": { $ref: ../components/responses/BadRequest.yaml }\n',
      },
      findings: [
        [
          "house/no-unused-component-file",
          `${path}:1`,
          `${path} is used by neither openapi.yaml nor iam.yaml: refer to it, or delete it.`,
        ],
        [
          "house/file-name-equals-component-name",
          "openapi.yaml:17",
          "`paths/tasks.yaml` must refer to the file `paths/v1_tasks_{task_name}.yaml`: a component has the name of its file.",
        ],
      ],
    },
    "an example under another name than its file's": {
      edits: { [path]: ["            TaskRunning:\n", "            Running:\n"] },
      findings: [
        [
          "house/file-name-equals-component-name",
          `${path}:21`,
          "`../components/examples/TaskRunning.yaml` must refer to the file `components/examples/Running.yaml`: a component has the name of its file.",
        ],
      ],
    },
    "two schemas that bundling would give one name": {
      edits: {
        "components/schemas/old/TaskState.yaml":
          "type: string\ndescription: Another.\nexamples: [x]\n",
        [task]: [
          "properties:\n",
          "properties:\n  before:\n    $ref: old/TaskState.yaml\n    description: The state before.\n",
        ],
      },
      findings: [
        [
          "house/file-name-equals-component-name",
          `${task}:5`,
          "`old/TaskState.yaml` must refer to the file `components/schemas/TaskState.yaml`: a component has the name of its file.",
        ],
        [
          "component-name-unique",
          "components/schemas/old/TaskState.yaml:1",
          expect.stringMatching(/^Component 'schemas\/TaskState' is not unique/),
        ],
        [
          "component-name-unique",
          `${taskState}:1`,
          expect.stringMatching(/^Component 'schemas\/TaskState' is not unique/),
        ],
      ],
    },
    "two headers that bundling would give one name": {
      edits: {
        "components/headers/old/XRequestId.yaml":
          "description: Another.\nschema: { type: string }\nexample: x\n",
        [path]: [
          "../components/headers/XRequestId.yaml",
          "../components/headers/old/XRequestId.yaml",
        ],
      },
      findings: [
        [
          "house/file-name-equals-component-name",
          `${path}:14`,
          "`../components/headers/old/XRequestId.yaml` must refer to the file `components/headers/XRequestId.yaml`: a component has the name of its file.",
        ],
      ],
    },
  },
};
