import type { Cases } from "./fixture.js";

export const cases: Cases = {
  refuses: {
    "an open question under a number that another has": {
      edits: { "open-questions.yaml": ["id: Q3", "id: Q1"] },
      findings: [
        [
          "house/open-questions-answerable",
          "open-questions.yaml:13",
          "The open question Q1 follows Q1: number the questions in ascending order.",
        ],
      ],
    },
    "an open question about what there is not": {
      edits: {
        "open-questions.yaml": [
          "    - D1\n  lookFor:\n    - values:\n        - Task.state\n",
          "    - D7\n  lookFor:\n    - values:\n        - Task.status\n    - body: Tusk\n",
        ],
      },
      findings: [
        [
          "house/open-questions-answerable",
          "open-questions.yaml:4",
          "Q1 names D7, which is not a row of the register of differences.",
        ],
        [
          "house/open-questions-answerable",
          "open-questions.yaml:7",
          "Q1 names Task.status, which does not exist: name a `Schema.property`.",
        ],
        [
          "house/open-questions-answerable",
          "open-questions.yaml:8",
          "Q1 names the schema Tusk, which does not exist.",
        ],
      ],
    },
    "an open question about an operation that does not exist": {
      edits: {
        "open-questions.yaml": ["    - body: TaskError\n", "    - responseOf: deleteTask\n"],
      },
      findings: [
        [
          "house/open-questions-answerable",
          "open-questions.yaml:16",
          "Q3 names the operation deleteTask, which does not exist.",
        ],
      ],
    },
    "an open question about keys and a domain that do not exist": {
      edits: {
        "open-questions.yaml": [
          "    - body: TaskError\n",
          "    - keys: [TaskError, Tusk]\n      domain: example.net\n",
        ],
      },
      findings: [
        [
          "house/open-questions-answerable",
          "open-questions.yaml:16",
          "Q3 names the schema Tusk, which does not exist.",
        ],
        [
          "house/open-questions-answerable",
          "open-questions.yaml:17",
          "Q3 names the domain example.net, which no server has.",
        ],
      ],
    },
    "an open question with a condition on another object": {
      edits: { "open-questions.yaml": ["field: Task.state", "field: TaskError.code"] },
      findings: [
        [
          "house/open-questions-answerable",
          "open-questions.yaml:9",
          "Q1 combines Task.history with a condition on TaskError.code: both must belong to one schema.",
        ],
      ],
    },
  },
};
