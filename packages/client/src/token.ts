import { type Auth, type ProviderContext, provide, visible } from "./auth.js";

/**
 * Authenticates with an IAM token (`X-Auth-Token`).
 *
 * @param source the token, or a function that gives it, asked before every attempt. A token is valid
 *   for 24 hours at most; `iamPassword` of `@dis-openapi/client/iam` fetches its own.
 * @throws DisConfigError when a token given as text cannot be sent in a header. A function that
 *   throws, or gives such a text, makes the call reject with it. Neither shows the value.
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
