import type { Call, Outgoing } from "./call.js";
import { isAuthError } from "./classify.js";
import { DisClientError, DisTimeoutError } from "./errors.js";
import { type Answer, exchange } from "./exchange.js";
import type { Config } from "./options.js";
import { isIdempotent, retryDelay } from "./retry.js";
import { pause, timebox } from "./time.js";

/** Run a task for at most `ms`, and not beyond the end of the call. */
export function within<T>(
  call: Call,
  ms: number,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const left = call.deadline - performance.now();
  const limit = ms < left ? `timeoutMs (${ms})` : `totalTimeoutMs (${call.totalTimeoutMs})`;
  const late = () => new DisTimeoutError(`no complete response within ${limit}`, call);
  return timebox(Math.min(ms, left), call.signal, late, task);
}

/**
 * Send a request, with retries. A failed response is returned together with its error; every other
 * error is thrown.
 */
export type Transport = (call: Call, request: Outgoing) => Promise<Answer>;

/** The one way to the network. */
export function createTransport(config: Config): Transport {
  // When several calls are refused together, the first renews the credentials and tries again. The
  // others wait for its result, since five bad signatures lock a key for five minutes.
  let renewals = 0;
  let renewal = Promise.resolve(true);

  return async (call, request) => {
    const { signal, auth, operationId } = call;
    const secrets = new Set(call.secrets);
    let tries = (call.idempotent ?? isIdempotent(request.method)) ? config.retry.attempts : 1;
    let replayed = false;
    let report: ((accepted: boolean) => void) | undefined;
    for (let attempt = 1; ; attempt++) {
      const seen = renewals;
      let answer: Answer | undefined;
      let error: DisClientError | undefined;
      try {
        answer = await within(call, call.timeoutMs, (attemptSignal) =>
          exchange(call, request, attemptSignal, secrets, config),
        );
        error = answer.error;
        if (!error) return answer;
      } catch (thrown) {
        signal?.throwIfAborted();
        if (!(thrown instanceof DisClientError)) throw thrown;
        error = thrown;
      } finally {
        report?.(!isAuthError(answer?.error));
      }

      if (answer && isAuthError(error) && auth?.renew && !replayed) {
        replayed = true;
        const first = seen === renewals;
        const worthwhile = first
          ? auth.renew(answer.sent, answer.response)
          : await within(call, Number.POSITIVE_INFINITY, () => renewal);
        if (worthwhile) {
          if (first) {
            renewals++;
            renewal = new Promise((resolve) => {
              report = resolve;
            });
          }
          tries++;
          continue;
        }
      }

      // A provider's own call to IAM has had its retries already.
      const own = error.operationId === operationId;
      const delayMs = own && attempt < tries ? retryDelay(error, attempt, config.retry) : undefined;
      if (delayMs === undefined || performance.now() + delayMs >= call.deadline) {
        if (answer) return answer;
        throw error;
      }
      config.hooks.onRetry?.({ operationId, attempt, delayMs, error });
      await pause(delayMs, signal);
    }
  };
}
