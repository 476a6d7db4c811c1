import { DisResponseError } from "./errors.js";
import { errorCodes } from "./generated/error-codes.js";
import { textOf } from "./redact.js";

export { errorCodes } from "./generated/error-codes.js";

/**
 * The message of an error, and, when it has a code of the spec, what the code means and what may
 * help. The texts are in `docs/error-codes.md` too.
 *
 * @example
 * ```ts
 * import { describeError } from "@dis-openapi/client/codes";
 *
 * await dis
 *   .showTransferTask({ stream_name: "no-such-stream", task_name: "newtask" })
 *   .catch((error: unknown) => console.log(describeError(error)));
 * //=> showTransferTask: 400 DIS.4301 Stream does not exist. [no-such-stream][0123456789abcdef0123456789abcdef] (request id …) The stream does not exist. The status is 400, not 404.
 * ```
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return textOf(error);
  if (!(error instanceof DisResponseError)) return error.message;
  const table: Readonly<Record<string, { meaning: string; advice?: string }>> = errorCodes;
  const { code } = error;
  const known = code !== undefined && Object.hasOwn(table, code) ? table[code] : undefined;
  return [error.message, known?.meaning, known?.advice].filter(Boolean).join(" ");
}
