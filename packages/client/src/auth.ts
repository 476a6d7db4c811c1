import type { Internals } from "./call.js";
import { DisClientError, DisConfigError, type ErrorContext } from "./errors.js";
import type { Bytes } from "./sign.js";

/** What a provider or an authentication can know of the call that it serves. */
export interface ProviderContext {
  readonly operationId: string;
  /** The project of the call; undefined while it is being looked up. */
  readonly projectId?: string | undefined;
  /** What authenticates the call. */
  readonly auth?: Auth | undefined;
  /** Aborted when the call ends before the provider does. */
  readonly signal: AbortSignal;
  /** For this package's own providers, which call IAM. It may change at any time. @internal */
  readonly client: Internals;
}

/** A request that is about to be sent. */
export interface AuthRequest extends ProviderContext {
  readonly method: string;
  readonly url: string;
  /** Those of this attempt; an authentication adds its own. */
  readonly headers: Headers;
  /** The bytes that are sent. */
  readonly body?: Bytes | undefined;
}

/**
 * How requests are authenticated: `token(…)`, `accessKey(…)`, or `iamPassword(…)` of
 * `@dis-openapi/client/iam`. One value may serve several clients.
 */
export interface Auth {
  /**
   * Called for each attempt, after the pause before it: sets headers on the request, and gives the
   * texts that no error and no hook may show.
   */
  authorize(request: AuthRequest): readonly string[] | Promise<readonly string[]>;
  /** Called when a request was refused: whether another attempt would be authenticated differently. */
  renew?(refused: Headers, response: Response): boolean;
}

/** Asks a provider. @throws DisConfigError that names the option, and never what was thrown. */
export async function provide<T>(
  option: string,
  provider: (context: ProviderContext) => T | Promise<T>,
  context: ProviderContext,
): Promise<T> {
  try {
    return await provider(context);
  } catch (error) {
    if (error instanceof DisClientError) throw error;
    // What it says may hold the secret, and nobody can tell which part of it.
    throw new DisConfigError(`${option}: the function threw an error`, context);
  }
}

/**
 * A credential as a header can carry it. It is checked because `Headers` quotes a wrong value in the
 * text of its error. The greatest length is that of `X-Auth-Token` (update page of Huawei Cloud, 2025).
 *
 * @throws DisConfigError that names the option and never the value.
 */
export function visible(option: string, value: unknown, context?: ErrorContext): string {
  if (typeof value === "string" && /^[!-~]{1,32768}$/.test(value)) return value;
  throw new DisConfigError(`${option} must be 1 to 32768 visible ASCII characters`, context);
}
