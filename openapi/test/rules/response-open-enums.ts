import { type Cases, property, task, taskError, taskState } from "./fixture.js";

export const cases: Cases = {
  refuses: {
    "a closed enumeration in a 2xx response": {
      edits: {
        [taskState]: [
          "anyOf:\n  - type: string\n    enum:\n      - RUNNING\n      - PAUSED\n  - type: string\n",
          "type: string\nenum:\n  - RUNNING\n  - PAUSED\n",
        ],
      },
      findings: [
        [
          "house/response-open-enums",
          `${taskState}:3`,
          "TaskState closes a 2xx response with `enum`: write `anyOf: [{ type: string, enum: [...] }, { type: string }]`, so that an unknown value stays valid.",
        ],
      ],
    },
    "an enumeration whose other branch is not open": {
      edits: {
        [taskState]: ["  - type: string\nexamples", "  - type: string\n    maxLength: 9\nexamples"],
      },
      findings: [
        [
          "house/response-open-enums",
          `${taskState}:4`,
          "TaskState.anyOf.0 closes a 2xx response with `enum`: write `anyOf: [{ type: string, enum: [...] }, { type: string }]`, so that an unknown value stays valid.",
        ],
      ],
    },
    "a constant in a 2xx response": {
      edits: { [task]: ["properties:\n", property("kind", "type: string\nconst: x")] },
      findings: [
        [
          "house/response-open-enums",
          `${task}:6`,
          "Task.kind closes a 2xx response with `const`: write `anyOf: [{ type: string, enum: [...] }, { type: string }]`, so that an unknown value stays valid.",
        ],
      ],
    },
    "an open enumeration without a name of its own": {
      edits: {
        [task]: [
          "properties:\n",
          property("kind", "anyOf:\n  - { type: string, enum: [x] }\n  - { type: string }"),
        ],
      },
      findings: [
        [
          "house/response-open-enums",
          `${task}:6`,
          "Task.kind.anyOf.0 lists values inline: move the list to a file in components/schemas and refer to it, so that it has a name.",
        ],
      ],
    },
  },
  accepts: {
    "a closed enumeration and required fields in an error": {
      [taskError]: ["    type: string\n", "    type: string\n    enum: [T.4000]\n"],
    },
  },
};
