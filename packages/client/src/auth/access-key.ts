import type { ErrorContext } from "../errors.js";
import {
  type Auth,
  type ProviderContext,
  provide,
  type Renewable,
  renewOnce,
  visible,
} from "./auth.js";
import { authorization, importKey, type SigningKey, sdkDate } from "./sign.js";

/** An access key and its secret key. */
export interface AccessKeys {
  /** Access key id (AK). */
  readonly ak: string;
  /** Secret access key (SK). Never sent. */
  readonly sk: string;
  /** Security token of temporary keys, sent as `X-Security-Token`. */
  readonly securityToken?: string | undefined;
}

/**
 * Clock difference, in milliseconds, from which a refusal is blamed on the clock. The gateway's limit
 * is 15 minutes; a lower threshold also covers a stricter gateway, at the cost of one extra request.
 */
const skewMs = 300_000;

/** A larger difference is not believed: whoever can send one response could disable the key. */
const maxSkewMs = 86_400_000;

/** The difference between the gateway's clock and the local one, in milliseconds. */
interface Clock extends Renewable {
  readonly offset: number;
}

/**
 * Sign each request with an access key (SDK-HMAC-SHA256). When a refusal shows that the local clock
 * is wrong, sign again with the corrected time, and keep it if that succeeds.
 *
 * @param source the keys, or a function that returns them, called before every attempt. The imported
 *   key is reused while it returns the same object.
 * @throws DisConfigError, without a value, when the keys are wrong. If a function throws or returns
 *   wrong keys, the call rejects with it.
 * @example
 * ```ts
 * import { accessKey, createDisClient } from "@dis-openapi/client";
 *
 * const { AK = "", SK = "" } = process.env;
 * const auth = accessKey({ ak: AK, sk: SK });
 * const dis = createDisClient({ region: "cn-north-4", projectId, auth });
 * console.log((await dis.showTransferTask(params)).state); //=> RUNNING
 * ```
 */
export function accessKey(
  source: AccessKeys | ((context: ProviderContext) => AccessKeys | Promise<AccessKeys>),
): Auth {
  // Keyed by object, so that no secret becomes a map key.
  const imported = new WeakMap<AccessKeys, { sk: string; key: Promise<SigningKey> }>();
  const signatures = new WeakMap<Headers, { now: number; clock: Clock }>();
  let clock: Clock = { offset: 0 };
  if (typeof source !== "function") checkKeys(source);

  return {
    async authorize(request) {
      const { headers, projectId } = request;
      const keys =
        typeof source === "function" ? await provide("auth: accessKey", source, request) : source;
      const { ak, sk, securityToken } = checkKeys(keys, request);
      let entry = imported.get(keys);
      if (entry?.sk !== sk) {
        entry = { sk, key: importKey(sk) };
        imported.set(keys, entry);
      }
      const now = Date.now() + clock.offset;
      signatures.set(headers, { now, clock });
      headers.set("X-Sdk-Date", sdkDate(now));
      if (projectId) headers.set("X-Project-Id", projectId);
      if (securityToken) headers.set("X-Security-Token", securityToken);
      // A proxy may change other headers, and gateways drop names with "_".
      const signed = [...headers.keys()].filter((name) => /^(content-type|x-[^_]+)$/.test(name));
      const value = await authorization(request, ["host", ...signed].sort(), ak, await entry.key);
      headers.set("Authorization", value);
      // The last is the signature.
      return [ak, sk, securityToken ?? "", value.slice(-64)];
    },

    renew(refused, response) {
      const signed = signatures.get(refused);
      const theirs = Date.parse(response.headers.get("date") ?? "");
      const offset = theirs - Date.now();
      // Without a date these are NaN, and the comparisons are false.
      const skewed = signed && Math.abs(theirs - signed.now) > skewMs;
      if (!skewed || !(Math.abs(offset) < maxSkewMs)) return false;
      return renewOnce(signed.clock, () => {
        const before = clock;
        const tried = { offset };
        clock = tried;
        return () => {
          // A clock of its own, so that the next call may try again.
          if (clock === tried) clock = { offset: before.offset };
        };
      });
    },
  };
}

function checkKeys(keys: AccessKeys, context?: ErrorContext): AccessKeys {
  // Callers without type checks may pass undefined or a string.
  const { ak, sk, securityToken } = Object(keys);
  visible("auth: ak", ak, context);
  visible("auth: sk", sk, context);
  if (securityToken !== undefined) visible("auth: securityToken", securityToken, context);
  return keys;
}
