import { type Cases, example, type Finding, path } from "./fixture.js";

const one = (at: string, message: string): Finding[] => [["house/sentence-case", at, message]];

export const cases: Cases = {
  refuses: {
    "an operation summary in title case": {
      edits: { [path]: ["Show an OBS task", "Show An OBS task"] },
      findings: one(
        `${path}:3`,
        'The summary of showTask, "Show An OBS task", must be in sentence case: write "an".',
      ),
    },
    "an example summary with a full stop": {
      edits: { [example]: ["that is running", "that is running."] },
      findings: one(
        `${example}:1`,
        'The summary of TaskRunning, "A task that is running.", must not end with a full stop.',
      ),
    },
    "an example without a summary": {
      edits: { [example]: ["summary: A task that is running\n", ""] },
      findings: one(`${example}:1`, "The example TaskRunning has no summary: add `summary`."),
    },
    "a tag in lower case": {
      edits: {
        "openapi.yaml": ["name: Dump tasks", "name: dump tasks"],
        [path]: ["- Dump tasks", "- dump tasks"],
      },
      findings: one("openapi.yaml:11", 'The tag, "dump tasks", must start with a capital letter.'),
    },
    "a title of the register in title case": {
      edits: { "differences.yaml": ["State of a task", "State of a Task"] },
      findings: one(
        "differences.yaml:3",
        'The title of D1, "State of a Task", must be in sentence case: write "task".',
      ),
    },
  },
  accepts: {
    "names, acronyms and code in a summary": {
      [path]: ["Show an OBS task", "DWS on Open Telekom Cloud, with `Prefer` and OpenTSDB"],
    },
  },
};
