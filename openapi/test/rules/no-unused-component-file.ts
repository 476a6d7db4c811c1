import type { Cases } from "./fixture.js";

export const cases: Cases = {
  refuses: {
    "a component file that nothing reaches": {
      edits: { "components/schemas/Orphan.yaml": "type: string\n" },
      findings: [
        [
          "house/no-unused-component-file",
          "components/schemas/Orphan.yaml:1",
          "components/schemas/Orphan.yaml is used by neither openapi.yaml nor iam.yaml: refer to it, or delete it.",
        ],
      ],
    },
    "a code sample that nothing reaches": {
      edits: { "code-samples/showTask/curl.sh": "curl\n" },
      findings: [
        [
          "house/no-unused-component-file",
          "code-samples/showTask/curl.sh:1",
          "code-samples/showTask/curl.sh is used by neither openapi.yaml nor iam.yaml: refer to it, or delete it.",
        ],
      ],
    },
  },
  accepts: {
    "a component that only the other API reaches": {
      "iam.yaml": "x: { $ref: components/schemas/Other.yaml }\n",
      "components/schemas/Other.yaml": "type: string\n",
    },
  },
};
