import type { Edits } from "../../rules/lint.js";
import { type Cases, path } from "./fixture.js";

const rule = "house/resources-known";

/** Return edits that add a resource to the fixture, with parts of it replaced. */
const resources = (parent: string, code: string, name: string, action: string): Edits => ({
  "openapi.yaml": ["x-open-questions:", "x-resources:\n  $ref: resources.yaml\nx-open-questions:"],
  "resources.yaml": `stream:\n  key: stream_name\ntask:\n  parent: ${parent}\n  errors:\n    missing: ${code}\n`,
  [path]: ["  tags:", `  x-resource:\n    name: ${name}\n    action: ${action}\n  tags:`],
});

export const cases: Cases = {
  refuses: {
    "an unknown resource": {
      edits: resources("stream", "T.4000", "tusk", "show"),
      findings: [[rule, `${path}:6`, "showTask names the resource tusk, which does not exist."]],
    },
    "an unknown action": {
      edits: resources("stream", "T.4000", "task", "display"),
      findings: [[rule, `${path}:7`, "showTask has the action display, which does not exist."]],
    },
    "an unknown parent": {
      edits: resources("river", "T.4000", "task", "show"),
      findings: [
        [rule, "resources.yaml:4", "The resource task has the parent river, which does not exist."],
      ],
    },
    "an unknown error code": {
      edits: resources("stream", "T.4999", "task", "show"),
      findings: [
        [
          rule,
          "resources.yaml:6",
          "The resource task has the error code T.4999, which does not exist.",
        ],
      ],
    },
  },
  accepts: {
    "a known resource": resources("stream", "T.4000", "task", "show"),
    "an action that the request names": resources(
      "stream",
      "T.4000",
      "task",
      "$request.body#/action",
    ),
  },
};
