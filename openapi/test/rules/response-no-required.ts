import { type Cases, path, task, taskError } from "./fixture.js";

export const cases: Cases = {
  refuses: {
    "a required field in a 2xx response": {
      edits: { [task]: ["properties:", "required:\n  - name\nproperties:"] },
      findings: [
        [
          "house/response-no-required",
          `${task}:3`,
          "Task is part of a 2xx response, where any key may be absent: delete `required`.",
        ],
      ],
    },
    "a required field beside a $ref, deep in a 2xx response": {
      edits: {
        [task]: [
          "      $ref: TaskState.yaml\nexamples",
          "      $ref: TaskState.yaml\n      required: [x]\nexamples",
        ],
      },
      findings: [
        [
          "house/response-no-required",
          `${task}:22`,
          "Task.history.items is part of a 2xx response, where any key may be absent: delete `required`.",
        ],
        [
          "no-required-schema-properties-undefined",
          `${task}:22`,
          "Required property 'x' is not defined.",
        ],
      ],
    },
    "an error schema that a 2xx response reaches too": {
      edits: {
        [task]: [
          "properties:",
          "properties:\n  error:\n    $ref: TaskError.yaml\n    description: What went wrong.",
        ],
      },
      findings: [
        [
          "house/response-no-required",
          `${taskError}:3`,
          "TaskError is part of a 2xx response, where any key may be absent: delete `required`.",
        ],
      ],
    },
    "a 2xx response that is a reference": {
      edits: {
        [path]: [
          '    "400":',
          '    "202":\n      $ref: ../components/responses/BadRequest.yaml\n    "400":',
        ],
      },
      findings: [
        [
          "house/json-bodies",
          "components/responses/BadRequest.yaml:6",
          "BadRequest has no example: add `examples`.",
        ],
        [
          "house/response-no-required",
          `${taskError}:3`,
          "TaskError is part of a 2xx response, where any key may be absent: delete `required`.",
        ],
      ],
    },
  },
};
