import { type Cases, type Finding, task } from "./fixture.js";

const rule = "house/registers-well-formed";
const one = (at: string, message: string): Finding[] => [[rule, at, message]];

export const cases: Cases = {
  refuses: {
    "a row with neither fields nor evidence": {
      edits: {
        "differences.yaml": ["  fields:\n    - Task.state\n", ""],
        [task]: ["- id: D1\n        source", "- source"],
      },
      findings: one("differences.yaml:1", "D1 must have one of fields, evidence."),
    },
    "a row without a decision": {
      edits: { "differences.yaml": ["  decision: Ours set it.\n", ""] },
      findings: one("differences.yaml:7", "D2 has no `decision`: add it."),
    },
    "an error code without a meaning": {
      edits: { "error-codes.yaml": ["  meaning: The request is wrong.\n", ""] },
      findings: one("error-codes.yaml:1", "T.4000 has no `meaning`: add it."),
    },
    "an error code of an unknown producer": {
      edits: { "error-codes.yaml": ["producer: dis", "producer: proxy"] },
      findings: one("error-codes.yaml:2", "T.4000.producer must be one of dis, gateway, iam."),
    },
    "an error code without a source": {
      edits: { "error-codes.yaml": ["  source: [page, capture-a]\n", ""] },
      findings: one("error-codes.yaml:1", "T.4000 has no `source`: add it."),
    },
    "a source without an address": {
      edits: { "sources.yaml": ["  url: https://tasks.test/page\n", ""] },
      findings: one("sources.yaml:1", "page must have exactly one of url, repository."),
    },
    "a source in a repository without a revision": {
      edits: { "sources.yaml": ["  commit: 0a1b2c3\n", ""] },
      findings: one("sources.yaml:9", "capture-a must have one of commit, version."),
    },
    "a source without the date when it was read": {
      edits: { "sources.yaml": ["  read: unknown\n", ""] },
      findings: one("sources.yaml:1", "page has no `read`: add it."),
    },
    "a source with a guessed date": {
      edits: { "sources.yaml": ['"2024-10-21"', "about 2024"] },
      findings: one(
        "sources.yaml:6",
        "page.published must be a date such as 2024-10-21, 2024-10 or 2024, or unknown.",
      ),
    },
    "a root without a register": {
      edits: { "openapi.yaml": ["x-error-codes:\n  $ref: error-codes.yaml\n", ""] },
      findings: one(
        "openapi.yaml:1",
        "The root has no x-error-codes: add it, with a reference to the register.",
      ),
    },
    "an open question that nothing answers": {
      edits: { "open-questions.yaml": ["  lookFor:\n    - body: TaskError\n", ""] },
      findings: one("open-questions.yaml:13", "Q3 has no `lookFor`: add it."),
    },
    "an open question with an unknown key": {
      edits: { "open-questions.yaml": ["    - body: TaskError\n", "    - bodies: TaskError\n"] },
      findings: [
        [
          rule,
          "open-questions.yaml:16",
          "Q3.lookFor.0 must have exactly one of present, form, digits, values, keys, answerTo, body, host, responseOf.",
        ],
        [rule, "open-questions.yaml:16", "Q3.lookFor.0 has the unknown key `bodies`: delete it."],
      ],
    },
    "a condition on something other than a field": {
      edits: {
        "open-questions.yaml": [
          "    - body: TaskError\n",
          "    - body: TaskError\n      when: { field: TaskError.code, is: T.4000 }\n",
        ],
      },
      findings: one(
        "open-questions.yaml:16",
        "Q3.lookFor.0 must have one of present, form, digits, values.",
      ),
    },
    "a value that answers a question about no value": {
      edits: {
        "open-questions.yaml": [
          "    - body: TaskError\n",
          '    - body: TaskError\n      only: ""\n      besides: PAUSED\n',
        ],
      },
      findings: [
        [rule, "open-questions.yaml:16", "Q3.lookFor.0 must have one of form, values."],
        [rule, "open-questions.yaml:16", "Q3.lookFor.0 must have values."],
      ],
    },
  },
};
