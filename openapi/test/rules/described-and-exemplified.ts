import { type Cases, header, parameter, path, task, taskState } from "./fixture.js";

export const cases: Cases = {
  refuses: {
    "a property without a description": {
      edits: { [task]: ["    description: Name of the task.\n", ""] },
      findings: [
        [
          "house/described-and-exemplified",
          `${task}:4`,
          "Task.name has no description: add `description`.",
        ],
      ],
    },
    "a property with an empty description": {
      edits: { [task]: ["description: Name of the task.", 'description: " "'] },
      findings: [
        [
          "house/described-and-exemplified",
          `${task}:4`,
          "Task.name has no description: add `description`.",
        ],
      ],
    },
    "a reference that leaves the description to its target": {
      edits: { [task]: ["    description: What the task does at present.\n", ""] },
      findings: [
        [
          "house/described-and-exemplified",
          `${task}:9`,
          "Task.state has no description: add `description`.",
        ],
      ],
    },
    "a property without an example": {
      edits: { [task]: ["    examples:\n      - mine\n", ""] },
      findings: [
        [
          "house/described-and-exemplified",
          `${task}:4`,
          "Task.name has no example: add `examples`, here or in the schema it refers to.",
        ],
      ],
    },
    "an example missing behind a $ref and behind items": {
      edits: { [taskState]: ["examples:\n  - RUNNING\n", ""] },
      findings: [
        [
          "house/described-and-exemplified",
          `${task}:9`,
          "Task.state has no example: add `examples`, here or in the schema it refers to.",
        ],
        [
          "house/described-and-exemplified",
          `${task}:17`,
          "Task.history has no example: add `examples`, here or in the schema it refers to.",
        ],
      ],
    },
    "an undescribed property of an inline object": {
      edits: {
        [task]: [
          "properties:\n",
          "properties:\n  owner:\n    type: object\n    description: Who made it.\n    examples: [{}]\n    properties:\n      id:\n        type: string\n        examples: [a]\n",
        ],
      },
      findings: [
        [
          "house/described-and-exemplified",
          `${task}:9`,
          "Task.owner.id has no description: add `description`.",
        ],
      ],
    },
    "a parameter without a description": {
      edits: { [parameter]: ["description: Name of the task.\n", ""] },
      findings: [
        [
          "house/described-and-exemplified",
          `${parameter}:1`,
          "The parameter task_name has no description: add `description`.",
        ],
      ],
    },
    "a parameter without an example": {
      edits: { [parameter]: ["example: mine\n", ""] },
      findings: [
        [
          "house/described-and-exemplified",
          `${parameter}:1`,
          "The parameter task_name has no example: add `example`.",
        ],
      ],
    },
    "a header without a description": {
      edits: { [header]: ["description: Id of the request.\n", ""] },
      findings: [
        [
          "house/described-and-exemplified",
          `${header}:1`,
          "The header X-Request-Id has no description: add `description`.",
        ],
      ],
    },
    "a header without an example": {
      edits: { [header]: ["example: 0123456789abcdef\n", ""] },
      findings: [
        [
          "house/described-and-exemplified",
          `${header}:1`,
          "The header X-Request-Id has no example: add `example`.",
        ],
      ],
    },
    "an operation without a description": {
      edits: { [path]: ["  description: Returns one task.\n", ""] },
      findings: [
        [
          "house/described-and-exemplified",
          `${path}:2`,
          "showTask has no description: add `description`.",
        ],
      ],
    },
  },
};
