export type * from "./generated/openapi.js";
export * from "./generated/openapi-enums.js";
