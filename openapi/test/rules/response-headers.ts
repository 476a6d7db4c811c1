import { type Cases, path } from "./fixture.js";

export const cases: Cases = {
  refuses: {
    "a 2xx response without its request id": {
      edits: {
        [path]: [
          "      headers:\n        X-Request-Id:\n          $ref: ../components/headers/XRequestId.yaml\n",
          "",
        ],
      },
      findings: [
        [
          "response-contains-header",
          `${path}:10`,
          'Response object must contain a "X-Request-Id" header.',
        ],
      ],
    },
  },
};
