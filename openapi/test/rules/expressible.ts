import { type Cases, parameter, path, task } from "./fixture.js";

const rule = "house/expressible";
const text = "schema:\n  type: string\nexample: mine";
const branch =
  "A branch of anyOf says only `required`, which no type can express: make each branch a schema with a name and a `const`.";

export const cases: Cases = {
  refuses: {
    "a cookie": {
      edits: { [parameter]: ["in: path", "in: cookie"] },
      findings: [
        [
          rule,
          `${parameter}:2`,
          "The parameter task_name is a cookie, which the client cannot send: use a header or the query.",
        ],
        [
          "path-parameters-defined",
          `${path}:7`,
          "The operation does not define the path parameter `{task_name}` expected by path `/v1/tasks/{task_name}`.",
        ],
      ],
    },
    "a list in a path": {
      edits: {
        [parameter]: [
          text,
          "schema: { type: array, items: { type: string } }\nexample: [mine]\nstyle: simple\nexplode: false",
        ],
      },
      findings: [
        [
          rule,
          `${parameter}:5`,
          "The parameter task_name is a list, which the client can only write in the query.",
        ],
      ],
    },
    "an object": {
      edits: { [parameter]: [text, "schema: { type: object }\nexample: {}"] },
      findings: [
        [
          rule,
          `${parameter}:5`,
          "The parameter task_name must be one of string, integer, number, boolean, or a list of one in the query.",
        ],
      ],
    },
    "a style": {
      edits: { [parameter]: ["in: path", "in: path\nstyle: matrix"] },
      findings: [
        [
          rule,
          `${parameter}:3`,
          "The parameter task_name has the style matrix, which the client cannot write: use simple.",
        ],
      ],
    },
    "a branch of a union that says only what is required": {
      edits: { [task]: ["type: object", "type: object\nanyOf:\n  - required: [name]"] },
      findings: [
        [
          "house/response-no-required",
          `${task}:3`,
          "Task.anyOf.0 is part of a 2xx response, where any key may be absent: delete `required`.",
        ],
        [rule, `${task}:3`, branch],
        [
          "no-illogical-composition-keywords",
          `${task}:2`,
          "`anyOf` should have at least two schemas. Use the schema directly instead.",
        ],
      ],
    },
  },
};
