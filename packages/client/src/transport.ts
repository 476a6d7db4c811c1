import type { Renewal } from "./auth/auth.js";
import type { Answer, Call, Outgoing } from "./call.js";
import type { Config } from "./config.js";
import { DisClientError, DisTimeoutError, isAuthError } from "./errors.js";
import { exchange } from "./exchange.js";
import { isIdempotent, mayHaveActed, retryDelay } from "./retry.js";
import { pause, timebox } from "./time.js";

/** Run a task until the end of the call, and for at most `ms`. */
export function within<T>(
  call: Call,
  task: (signal: AbortSignal) => Promise<T>,
  ms = call.settings.totalTimeoutMs,
): Promise<T> {
  const left = call.deadline - performance.now();
  const limit =
    ms < left ? `timeoutMs (${ms})` : `totalTimeoutMs (${call.settings.totalTimeoutMs})`;
  const late = () => new DisTimeoutError(`no complete response within ${limit}`, call);
  return timebox(Math.min(ms, left), call.settings.signal, late, task);
}

/**
 * Send a request, with retries. A failed response is returned together with its error; every other
 * error is thrown. The one way to the network.
 */
export async function transport(config: Config, call: Call, request: Outgoing): Promise<Answer> {
  const { operationId } = call;
  const { signal, auth, timeoutMs } = call.settings;
  const { method, idempotent = isIdempotent(method) } = request;
  const { onRetry } = config.hooks;
  let tries = config.retry.attempts;
  let replayed = false;
  let report: Renewal | undefined;
  for (let attempt = 1; ; attempt++) {
    let answer: Answer | undefined;
    let error: DisClientError | undefined;
    try {
      answer = await within(
        call,
        (attemptSignal) => exchange(config, call, request, attemptSignal),
        timeoutMs,
      );
      error = answer.error;
      if (!error) return answer;
    } catch (thrown) {
      signal?.throwIfAborted();
      if (!(thrown instanceof DisClientError)) throw thrown;
      error = thrown;
    } finally {
      if (report) {
        const refused = isAuthError(answer?.error);
        // A 5xx may come from a proxy that read no credentials; then they may be renewed again.
        replayed = refused || (answer !== undefined && answer.response.status < 500);
        await report(replayed ? !refused : undefined);
      }
      report = undefined;
    }

    if (answer && auth?.renew && !replayed && isAuthError(error)) {
      replayed = true;
      const { sent, response } = answer;
      const renewed = await within(call, async (ended) => {
        const found = await auth.renew?.(sent, response);
        report = typeof found === "function" ? found : undefined;
        // Nobody else may wait for an attempt that will not be made.
        if (ended.aborted) await report?.(undefined);
        return found;
      });
      if (renewed) {
        tries++;
        continue;
      }
    }

    // A provider's own call to IAM has had its retries already, and a hook may throw any error.
    const own = error.operationId === operationId && error.attempts === call.attempts;
    const retriable = own && attempt < tries && (idempotent || !mayHaveActed(error));
    const delayMs = retriable ? retryDelay(error, attempt, config.retry) : undefined;
    if (delayMs === undefined || performance.now() + delayMs >= call.deadline) {
      if (answer) return answer;
      throw error;
    }
    call.mayHaveActed ||= method === "DELETE" && mayHaveActed(error);
    if (onRetry) {
      const event = { operationId, attempt, delayMs, error };
      await within(call, async () => onRetry(event));
    }
    await pause(delayMs, signal);
  }
}
