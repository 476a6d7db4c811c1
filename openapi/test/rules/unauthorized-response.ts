import { type Cases, path } from "./fixture.js";

const unauthorized = '    "401":\n      $ref: ../components/responses/BadRequest.yaml\n';

export const cases: Cases = {
  refuses: {
    "an operation without a 401 response": {
      edits: { [path]: [unauthorized, ""] },
      findings: [
        [
          "house/unauthorized-response",
          `${path}:9`,
          "showTask has no 401 response: add it, or `security: []` if the operation needs no credentials.",
        ],
      ],
    },
  },
  accepts: {
    "an operation without a 401 response that needs no credentials": {
      [path]: [unauthorized, "  security: []\n"],
    },
  },
};
