import { type Cases, header, parameter, path, task, taskState } from "./fixture.js";

export const cases: Cases = {
  refuses: {
    "evidence taken off a field that a row lists": {
      edits: {
        [task]: [
          "    x-evidence:\n      - id: D1\n        source: capture-a\n        says: The state is RUNNING.\n",
          "",
        ],
      },
      findings: [
        [
          "house/evidence-complete",
          `${task}:9`,
          "Task.state has no x-evidence for D1, which lists it: add the evidence.",
        ],
      ],
    },
    "evidence without confidence": {
      edits: { [task]: ["    x-confidence: observed\n", ""] },
      findings: [
        [
          "house/evidence-complete",
          `${task}:13`,
          "Task.state has x-evidence without x-confidence: add x-confidence.",
        ],
      ],
    },
    "a confidence that does not exist": {
      edits: { [task]: ["x-confidence: observed", "x-confidence: guessed"] },
      findings: [
        [
          "house/evidence-complete",
          `${task}:12`,
          'Task.state has the x-confidence "guessed": use one of documented, observed, sdk, inferred.',
        ],
      ],
    },
    "an evidence item that says nothing": {
      edits: { [task]: ["        says: The state is RUNNING.\n", '        says: ""\n'] },
      findings: [
        [
          "house/evidence-complete",
          `${task}:14`,
          "Task.state has an evidence item without `says`: add `says`.",
        ],
      ],
    },
    "an evidence item with an empty list of sources": {
      edits: { [task]: ["source: capture-a", "source: []"] },
      findings: [
        [
          "house/evidence-complete",
          `${task}:14`,
          "Task.state has an evidence item without `source`: add `source`.",
        ],
      ],
    },
    "evidence that is not a list": {
      edits: { [parameter]: ["example: mine", "example: mine\nx-confidence: sdk\nx-evidence: []"] },
      findings: [
        [
          "house/evidence-complete",
          `${parameter}:9`,
          "parameters.task_name has an x-evidence that is not a list of `{ id, source, says }` or `{ id }`.",
        ],
      ],
    },
    "evidence for a row that does not list the field": {
      edits: { [task]: ["id: D1", "id: D2"] },
      findings: [
        [
          "house/evidence-complete",
          `${task}:9`,
          "Task.state has no x-evidence for D1, which lists it: add the evidence.",
        ],
        [
          "house/evidence-complete",
          `${task}:14`,
          "Task.state has evidence for D2, which does not list it: add Task.state to the row's fields.",
        ],
      ],
    },
    "evidence for a row that does not exist": {
      edits: {
        [header]: [
          "example: ",
          "x-confidence: sdk\nx-evidence:\n  - id: D9\n    source: page\n    says: They read it.\nexample: ",
        ],
      },
      findings: [
        [
          "house/evidence-complete",
          `${header}:6`,
          "headers.X-Request-Id has evidence for D9, which is not a row of the register.",
        ],
      ],
    },
    "evidence where the register cannot name it": {
      edits: {
        [taskState]: [
          "  - type: string\nexamples",
          "  - type: string\n    x-confidence: sdk\nexamples",
        ],
      },
      findings: [
        [
          "house/evidence-complete",
          `${taskState}:7`,
          "TaskState.anyOf.1 has evidence in a place that the register cannot name: move it to a property, a schema file, a parameter or a header.",
        ],
      ],
    },
    "a row that lists a field which does not exist": {
      edits: {
        "differences.yaml": ["- Task.state", "- Task.state\n    - Task.status\n    - schemas.Tusk"],
      },
      findings: [
        [
          "house/evidence-complete",
          "differences.yaml:6",
          "D1 lists Task.status, which does not exist: name a `Schema.property`, `schemas.Name`, `parameters.name`, `headers.Name` or `operations.operationId`.",
        ],
        [
          "house/evidence-complete",
          "differences.yaml:7",
          "D1 lists schemas.Tusk, which does not exist: name a `Schema.property`, `schemas.Name`, `parameters.name`, `headers.Name` or `operations.operationId`.",
        ],
      ],
    },
    "a row that lists a parameter and a schema without evidence": {
      edits: {
        "differences.yaml": [
          "- Task.state",
          "- Task.state\n    - parameters.task_name\n    - schemas.TaskState",
        ],
      },
      findings: [
        [
          "house/evidence-complete",
          `${parameter}:1`,
          "parameters.task_name has no x-evidence for D1, which lists it: add the evidence.",
        ],
        [
          "house/evidence-complete",
          `${taskState}:1`,
          "schemas.TaskState has no x-evidence for D1, which lists it: add the evidence.",
        ],
      ],
    },
    "a row that lists an operation without evidence": {
      edits: { "differences.yaml": ["- Task.state", "- Task.state\n    - operations.showTask"] },
      findings: [
        [
          "house/evidence-complete",
          `${path}:1`,
          "operations.showTask has no x-evidence for D1, which lists it: add the evidence.",
        ],
      ],
    },
    "a reference to a row that has no evidence about the field": {
      edits: {
        [task]: ["        source: capture-a\n        says: The state is RUNNING.\n", ""],
      },
      findings: [
        [
          "house/evidence-complete",
          `${task}:14`,
          "Task.state refers to the evidence of D1, which has none about it: add `source` and `says` here, or the evidence to the row.",
        ],
      ],
    },
    "a row with evidence about a field that it does not list": {
      edits: {
        "differences.yaml": [
          "says: Its samples set no task name.",
          "says: Its samples set no task name.\n      fields: [Task.name]",
        ],
      },
      findings: [
        [
          "house/evidence-complete",
          "differences.yaml:13",
          "D2 has evidence about Task.name, which it does not list: add Task.name to the row's fields.",
        ],
      ],
    },
    "rows that are numbered twice": {
      edits: { "differences.yaml": ["id: D2", "id: D1"] },
      findings: [
        [
          "house/evidence-complete",
          "differences.yaml:7",
          "Row 2 of the register has the id D1: number the rows D1, D2 and so on.",
        ],
      ],
    },
  },
  accepts: {
    "a reference to the evidence of a row": {
      [task]: ["        source: capture-a\n        says: The state is RUNNING.\n", ""],
      "differences.yaml": [
        "  decision: Both are declared.",
        "  evidence:\n    - source: capture-a\n      says: The state is RUNNING.\n  decision: Both are declared.",
      ],
    },
    "evidence of no row": {
      [header]: [
        "example:",
        "x-confidence: sdk\nx-evidence:\n  - source: page\n    says: They read it.\nexample:",
      ],
    },
  },
};
