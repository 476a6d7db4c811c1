import type { OperationDescriptor } from "../descriptor.js";
import { DisClientError, DisConfigError, type ErrorContext } from "../errors.js";
import type { WithResponse } from "../operation.js";
import type { Bytes } from "./sign.js";

/** Where and how {@link ProviderContext.request} sends. */
export interface ProviderRequestOptions {
  /** Ends the request, as the context's own `signal` does. Pass that one unless callers share it. */
  readonly signal: AbortSignal;
  /** Base address. Default: the IAM of the client's region. */
  readonly endpoint?: string | undefined;
  /** How the request is authenticated. Default: not at all. */
  readonly auth?: Auth | undefined;
  /** Region in which `auth` looks for credentials. Default: that of the client. */
  readonly region?: string | undefined;
  /** Strings in the parameters that no error and no hook may show. */
  readonly secrets?: readonly string[] | undefined;
}

/** The call that a provider or an authentication serves. */
export interface ProviderContext {
  readonly operationId: string;
  /** The project of the call; undefined while it is being looked up. */
  readonly projectId?: string | undefined;
  /** The region of the client; undefined when it has an `endpoint`. */
  readonly region?: string | undefined;
  /** The authentication of the call. */
  readonly auth?: Auth | undefined;
  /** Aborted when the call ends before the provider does. */
  readonly signal: AbortSignal;
  /**
   * Send a request of your own, such as one to IAM, through the client: with its `fetch`, hooks,
   * limits of time and size, retries and checks of parameters.
   *
   * @throws what an operation of the client throws. `endpoint` is checked as the client's is.
   */
  request(
    operation: OperationDescriptor,
    params: Readonly<Record<string, unknown>>,
    options: ProviderRequestOptions,
  ): Promise<WithResponse<unknown>>;
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
 * Called with the outcome of the next attempt: true when the renewed credentials were accepted, false
 * when they were refused, undefined when nothing is known of them.
 */
export type Renewal = (accepted: boolean | undefined) => void;

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
  /**
   * Called when a request was refused. Return whether another attempt would authenticate differently,
   * or a function that is to learn how that attempt ended.
   */
  renew?(refused: Headers, response: Response): boolean | Renewal | Promise<boolean | Renewal>;
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

/** A credential in use, and the attempt to replace it. */
export interface Renewable {
  trial?: Promise<boolean | undefined> | undefined;
}

/**
 * Renew a refused credential once for all calls that it was refused to. The first tries the new one,
 * and the others wait for the outcome: five bad signatures lock a key for five minutes.
 *
 * @param renew replaces the credential; it returns what to do when the new one is not accepted.
 */
export async function renewOnce(
  refused: Renewable,
  renew: () => () => void,
): Promise<boolean | Renewal> {
  while (refused.trial) {
    const accepted = await refused.trial;
    if (accepted !== undefined) return accepted;
  }
  const undo = renew();
  let end: Renewal = () => {};
  refused.trial = new Promise((resolve) => {
    end = resolve;
  });
  return (accepted) => {
    // Without an outcome, the next call tries.
    if (accepted === undefined) refused.trial = undefined;
    if (!accepted) undo();
    end(accepted);
  };
}
