import { DisConfigError } from "../errors.js";
import { accessKey } from "./access-key.js";
import type { Auth } from "./auth.js";

/**
 * Reads the variables that the official SDKs read: `HUAWEICLOUD_SDK_AK`, `HUAWEICLOUD_SDK_SK`,
 * `HUAWEICLOUD_SDK_SECURITY_TOKEN` for temporary keys, and `HUAWEICLOUD_SDK_PROJECT_ID`. The result
 * is for `createDisClient({ region, ...fromEnv() })`.
 *
 * `projectId` is left out when its variable is not set. The official SDKs ask IAM then, and so does
 * `createDisClient({ region, projectId: lookUpProject(), ...fromEnv() })`.
 *
 * @param env where to look. Default: `process.env`, where there is one.
 * @throws DisConfigError that names the variables that are missing or empty.
 * @example
 * ```ts
 * import { createDisClient, fromEnv } from "@dis-openapi/client";
 *
 * const dis = createDisClient({ region: "cn-north-4", ...fromEnv() });
 * console.log((await dis.showTransferTask(params)).state); //=> RUNNING
 * ```
 */
export function fromEnv(
  // Browsers and some workers have no `process`.
  env: Readonly<Record<string, string | undefined>> | undefined = (
    globalThis as { process?: { env?: Record<string, string | undefined> } }
  ).process?.env,
): { auth: Auth; projectId?: string } {
  const read = (name: string) => env?.[`HUAWEICLOUD_SDK_${name}`];
  const ak = read("AK");
  const sk = read("SK");
  if (!ak || !sk) {
    const missing = [!ak && "HUAWEICLOUD_SDK_AK", !sk && "HUAWEICLOUD_SDK_SK"].filter(Boolean);
    throw new DisConfigError(`set ${missing.join(" and ")} in the environment`);
  }
  const projectId = read("PROJECT_ID");
  return {
    auth: accessKey({ ak, sk, securityToken: read("SECURITY_TOKEN") || undefined }),
    ...(projectId && { projectId }),
  };
}
