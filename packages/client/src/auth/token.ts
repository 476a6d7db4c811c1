import { type Auth, type ProviderContext, provide, visible } from "./auth.js";

/**
 * Authenticate with an IAM token (`X-Auth-Token`).
 *
 * @param source the token, or a function that returns it, called before every attempt. A token is valid
 *   for 24 hours at most; `iamPassword` of `@dis-openapi/client/iam` fetches its own.
 * @throws DisConfigError when a token passed as a string cannot be sent in a header. If a function throws
 *   or returns such a string, the call rejects with it. Neither error contains the value.
 * @example
 * ```ts
 * import { createDisClient, token } from "@dis-openapi/client";
 *
 * const auth = token(() => process.env.TOKEN ?? "");
 * const dis = createDisClient({ region: "cn-north-4", projectId, auth });
 * console.log((await dis.showTransferTask(params)).state); //=> RUNNING
 * ```
 */
export function token(
  source: string | ((context: ProviderContext) => string | Promise<string>),
): Auth {
  const option = "auth: token";
  if (typeof source !== "function") visible(option, source);
  return {
    async authorize(request) {
      const value = typeof source === "function" ? await provide(option, source, request) : source;
      request.headers.set("X-Auth-Token", visible(option, value, request));
      return [value];
    },
  };
}
