import type { Internals } from "./call.js";
import { DisClientError, DisConfigError, type ErrorContext } from "./errors.js";
import type { Bytes } from "./sign.js";

/** The call that a provider or an authentication serves. */
export interface ProviderContext {
  readonly operationId: string;
  /** The project of the call; undefined while it is being looked up. */
  readonly projectId?: string | undefined;
  /** The authentication of the call. */
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
   * Called for each attempt, after the pause before it. Set headers on the request and return the
   * strings that no error and no hook may show.
   */
  authorize(request: AuthRequest): readonly string[] | Promise<readonly string[]>;
  /** Called when a request was refused. Return whether another attempt would authenticate differently. */
  renew?(refused: Headers, response: Response): boolean;
}

/** Call a provider. @throws DisConfigError that names the option, and never what was thrown. */
export async function provide<T>(
  option: string,
  provider: (context: ProviderContext) => T | Promise<T>,
  context: ProviderContext,
): Promise<T> {
  try {
    return await provider(context);
  } catch (error) {
    if (error instanceof DisClientError) throw error;
    // The message may contain the secret, in an unknown place.
    throw new DisConfigError(`${option}: the function threw an error`, context);
  }
}

/**
 * Check that a header can carry a credential, since `Headers` quotes a wrong value in its error. The
 * maximum length is that of `X-Auth-Token` (update page of Huawei Cloud, 2025).
 *
 * @throws DisConfigError that names the option and never the value.
 */
export function visible(option: string, value: unknown, context?: ErrorContext): string {
  if (typeof value === "string" && /^[!-~]{1,32768}$/.test(value)) return value;
  throw new DisConfigError(`${option} must be 1 to 32768 visible ASCII characters`, context);
}
