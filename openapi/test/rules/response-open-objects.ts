import { type Cases, task } from "./fixture.js";

export const cases: Cases = {
  refuses: {
    "closed objects in a 2xx response": {
      edits: {
        [task]: [
          "properties:",
          "additionalProperties: true\nunevaluatedProperties: false\nproperties:",
        ],
      },
      findings: [
        [
          "house/response-open-objects",
          `${task}:3`,
          "Task is part of a 2xx response, where objects stay open: delete `additionalProperties`.",
        ],
        [
          "house/response-open-objects",
          `${task}:4`,
          "Task is part of a 2xx response, where objects stay open: delete `unevaluatedProperties`.",
        ],
      ],
    },
  },
};
