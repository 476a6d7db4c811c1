import { createHash } from "node:crypto";
import { authorization, importKey } from "@dis-openapi/client/sign";
import type { MockRequest } from "./messages.js";
import type { AccessKey } from "./options.js";

/** Greatest difference between `X-Sdk-Date` and the gateway's clock: 15 minutes. */
const maxSkewMs = 15 * 60 * 1000;

/** Return what is wrong with the token of a request; undefined when it is accepted. */
export function tokenProblem(
  request: MockRequest,
  accepted: { has(token: string): boolean } | undefined,
): string | undefined {
  const token = request.headers["x-auth-token"];
  if (token === undefined) return "no X-Auth-Token";
  if (!/^[\x21-\x7e]{1,32768}$/.test(token))
    return "X-Auth-Token has characters or a length that no token has";
  if (accepted && !accepted.has(token)) return "X-Auth-Token is not an accepted token";
  return undefined;
}

/** Return what is wrong with the signature of a request; undefined when it is accepted. */
export async function signatureProblem(
  request: MockRequest,
  keys: readonly AccessKey[] | undefined,
  now: number,
): Promise<string | undefined> {
  const header = request.headers.authorization;
  if (header === undefined) return "no Authorization";
  const [, ak, names, signature] =
    /^SDK-HMAC-SHA256 Access=([^\s,]+), ?SignedHeaders=([a-z0-9;_.-]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    ) ?? [];
  if (ak === undefined || names === undefined || signature === undefined) {
    return "Authorization is not of the form SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…";
  }
  if (!keys) return undefined;
  const key = keys.find((candidate) => candidate.ak === ak);
  if (!key) return "the access key is unknown";
  const signed = names.split(";");
  const time = sdkDate(request.headers["x-sdk-date"]);
  if (time === undefined || !signed.includes("x-sdk-date")) {
    return "X-Sdk-Date is missing, not signed or not of the form YYYYMMDDTHHMMSSZ";
  }
  if (Math.abs(now - time) > maxSkewMs) return "X-Sdk-Date is more than 15 minutes off";
  if (key.securityToken !== undefined) {
    if (request.headers["x-security-token"] !== key.securityToken) {
      return "X-Security-Token does not belong to this temporary key";
    }
    if (!signed.includes("x-security-token")) return "X-Security-Token is not signed";
  }
  const hash = request.headers["x-sdk-content-sha256"];
  if (hash !== undefined) {
    // The signature covers this header in place of the body.
    if (!signed.includes("x-sdk-content-sha256")) return "X-Sdk-Content-Sha256 is not signed";
    const actual = createHash("sha256").update(request.body).digest("hex");
    if (hash !== "UNSIGNED-PAYLOAD" && hash !== actual) {
      return "X-Sdk-Content-Sha256 is not the hash of the body";
    }
  }
  const url = `http://${request.headers.host}${request.target}`;
  if (!URL.canParse(url)) return "Host is not a valid host";
  const expected = await authorization(
    { method: request.method, url, headers: new Headers(request.headers), body: request.body },
    signed,
    ak,
    await importKey(key.sk),
  );
  return expected.endsWith(signature) ? undefined : "the signature does not match this request";
}

function sdkDate(text: string | undefined): number | undefined {
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(text ?? "") ?? [];
  if (date === undefined || time === undefined) return undefined;
  const day = date.replace(/(....)(..)(..)/, "$1-$2-$3");
  const parsed = Date.parse(`${day}T${time.replace(/(..)(..)(..)/, "$1:$2:$3")}Z`);
  return Number.isNaN(parsed) ? undefined : parsed;
}
