export type * from "@dis-openapi/types";
// The generated data has this name too.
export type { operations } from "@dis-openapi/types";
export { type AccessKeys, accessKey } from "./access-key.js";
export type { Auth, AuthRequest, ProviderContext } from "./auth.js";
export { isAuthError, isStreamNotFound, isTaskNotFound, isThrottled } from "./classify.js";
export { createDisClient, type DisClient } from "./client.js";
export { type Destination, type DestinationDescription, destinationOf } from "./destination.js";
export { fromEnv } from "./env.js";
export {
  DisClientError,
  DisConfigError,
  DisConnectionError,
  DisParseError,
  DisResponseError,
  DisTimeoutError,
  type ErrorCode,
  type ErrorContext,
} from "./errors.js";
export type { KnownErrorCode } from "./generated/error-codes.js";
export type * from "./generated/operations.js";
export type { Hooks, RequestEvent, ResponseEvent, RetryEvent } from "./hooks.js";
export type { CallOptions, WithResponse } from "./operation.js";
export type { DisClientOptions, Fetch } from "./options.js";
export { type PartitionProgress, partitionsOf } from "./partitions.js";
export type { RawClient } from "./raw.js";
export type { Region } from "./region.js";
export type { RetryOptions } from "./retry.js";
export { token } from "./token.js";
