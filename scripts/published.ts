/** The folders of the published packages, each after those it depends on. */
export const published = [
  "openapi",
  "packages/types",
  "packages/client",
  "packages/mock",
  "packages/probe",
];
