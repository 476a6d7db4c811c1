import { type Cases, type Finding, parameter, task } from "./fixture.js";

const rule = "house/sources-known";
const one = (at: string, message: string): Finding[] => [[rule, at, message]];

export const cases: Cases = {
  refuses: {
    "evidence of an unknown source": {
      edits: { [task]: ["source: capture-a", "source: [capture-a, capture-b]"] },
      findings: one(
        `${task}:15`,
        "Task.state names the source capture-b, which is not in the register: add it there, or name another.",
      ),
    },
    "an unknown source in the register of differences": {
      edits: { "differences.yaml": ["source: page", "source: [page, pages]"] },
      findings: one(
        "differences.yaml:11",
        "D2 names the source pages, which is not in the register: add it there, or name another.",
      ),
    },
    "an error code of an unknown source": {
      edits: { "error-codes.yaml": ["source: [page, capture-a]", "source: pages"] },
      findings: one(
        "error-codes.yaml:7",
        "T.4000 names the source pages, which is not in the register: add it there, or name another.",
      ),
    },
    "a source that nothing names": {
      edits: {
        [task]: ["source: capture-a", "source: page"],
        "error-codes.yaml": ["source: [page, capture-a]", "source: page"],
      },
      findings: one(
        "sources.yaml:9",
        "No evidence and no error code names the source capture-a: delete it.",
      ),
    },
    "two sources with the same id": {
      edits: {
        "sources.yaml": ["id: capture-a", "id: page"],
        [task]: ["capture-a", "page"],
        "error-codes.yaml": ["[page, capture-a]", "page"],
      },
      findings: one("sources.yaml:9", "The register has two sources with the id page: rename one."),
    },
    "evidence that repeats other evidence word for word": {
      edits: {
        [parameter]: [
          "example: mine",
          "example: mine\nx-confidence: observed\nx-evidence:\n  - id: D1\n    source: capture-a\n    says: The state is RUNNING.",
        ],
        "differences.yaml": ["- Task.state", "- Task.state\n    - parameters.task_name"],
      },
      findings: one(
        `${task}:14`,
        "Task.state repeats evidence of parameters.task_name word for word: say it once, in the row of the register, and refer to it with the id alone.",
      ),
    },
  },
  accepts: {
    "the same words about another row": {
      [parameter]: [
        "example: mine",
        "example: mine\nx-confidence: observed\nx-evidence:\n  - source: capture-a\n    says: The state is RUNNING.",
      ],
    },
  },
};
