export type * from "@dis-openapi/types";
// The generated data has this name too.
export type { operations } from "@dis-openapi/types";
export { type AccessKeys, accessKey } from "./auth/access-key.js";
export type {
  Auth,
  AuthRequest,
  ProviderContext,
  ProviderRequestOptions,
  Renewal,
} from "./auth/auth.js";
export { fromEnv } from "./auth/env.js";
export { token } from "./auth/token.js";
export { createDisClient, type DisClient } from "./client.js";
export type { OperationDescriptor, ParameterDescriptor } from "./descriptor.js";
export {
  DisClientError,
  DisConfigError,
  DisConnectionError,
  DisParseError,
  DisResponseError,
  DisTimeoutError,
  type ErrorCode,
  type ErrorContext,
  isAuthError,
  isStreamNotFound,
  isTaskNotFound,
  isThrottled,
} from "./errors.js";
export type { KnownErrorCode } from "./generated/error-codes.js";
export type * from "./generated/operations.js";
export type { CallOptions, WithResponse } from "./operation.js";
export type {
  DisClientOptions,
  Fetch,
  Hooks,
  Region,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  RetryOptions,
} from "./options.js";
export {
  type Destination,
  type DestinationDescription,
  destinationOf,
  type KnownDestination,
  type PartitionProgress,
  partitionsOf,
  type UnknownDestination,
} from "./task.js";
