export type * from "./generated/iam.js";
export * from "./generated/iam-enums.js";
