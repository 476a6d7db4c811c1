import { expect } from "vitest";
import { type Cases, path, task, taskState } from "./fixture.js";

const rule = "house/no-unresolved-refs";

export const cases: Cases = {
  refuses: {
    "a schema with a syntax error, once for all references to it": {
      edits: { [taskState]: ["anyOf:", " bad: : x\nanyOf:"] },
      findings: [[rule, `${taskState}:2`, "Not valid YAML: bad indentation of a mapping entry."]],
    },
    "a path with a syntax error": {
      edits: { [path]: ["  tags:", " bad: : x\n  tags:"] },
      findings: [[rule, `${path}:5`, "Not valid YAML: bad indentation of a mapping entry."]],
    },
    "a register with a syntax error": {
      edits: { "differences.yaml": ["  severity", " bad: : x\n  severity"] },
      findings: [
        [rule, "differences.yaml:2", "Not valid YAML: bad indentation of a sequence entry."],
      ],
    },
    "a reference to a file that does not exist": {
      edits: { [task]: ["    $ref: TaskState.yaml", "    $ref: TaskStat.yaml"] },
      findings: [
        [rule, `${task}:10`, "`TaskStat.yaml` does not exist: correct the path or add the file."],
        // Built-in rules fail to validate the examples of such a schema.
        ["no-invalid-schema-examples", `${task}:1`, expect.any(String)],
        ["no-invalid-media-type-examples", `${path}:18`, expect.any(String)],
      ],
    },
  },
};
