// The name of this type differs between the lib "dom" and Node's types, and between versions of
// TypeScript. The declarations of a package have to compile with all of them.
/** Bytes that WebCrypto and `fetch` take. */
export type Bytes = ReturnType<InstanceType<typeof TextEncoder>["encode"]>;

/** The request that a signature covers. */
export interface Signable {
  readonly method: string;
  /** The complete URL, as it is sent. */
  readonly url: string | URL;
  /** With `X-Sdk-Date` among them. */
  readonly headers: Headers;
  /** The bytes that are sent; none when absent. */
  readonly body?: Bytes | undefined;
}

const encoder = new TextEncoder();

interface Digester {
  update(bytes: Bytes): { digest(encoding: "hex"): string };
}

// The part of `node:crypto` in use. It signs at once, while every call of WebCrypto in Node waits for a
// thread. Browsers and some workers lack `process`, and Node before 20.16 lacks this function.
const node = (
  globalThis as {
    process?: {
      getBuiltinModule?: (id: "node:crypto") =>
        | {
            createHash(algorithm: "sha256"): Digester;
            createHmac(algorithm: "sha256", key: unknown): Digester;
            createSecretKey(bytes: Bytes): unknown;
          }
        | undefined;
    };
  }
).process?.getBuiltinModule?.("node:crypto");

/** A secret key that {@link importKey} made ready. The key itself cannot be read. */
export interface SigningKey {
  /** Return the HMAC-SHA256 of a text, in hexadecimal digits. */
  sign(text: string): string | Promise<string>;
}

/** Import a secret key for {@link authorization}. Keep the result for the next request. */
export async function importKey(secretKey: string): Promise<SigningKey> {
  const bytes = encoder.encode(secretKey);
  if (node) {
    const key = node.createSecretKey(bytes);
    const hmac = () => node.createHmac("sha256", key);
    return { sign: (text) => hmac().update(encoder.encode(text)).digest("hex") };
  }
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  return {
    sign: async (text) => hex(await crypto.subtle.sign("HMAC", key, encoder.encode(text))),
  };
}

/** Return a time in the format of `X-Sdk-Date`: `20240115T083000Z`. */
export function sdkDate(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/[:-]|\.\d+/g, "");
}

/**
 * Return the Authorization header of a request: SDK-HMAC-SHA256 in the form of the API gateway, without a
 * derived key. The source is the gateway's signing guide and the signers of the official SDKs.
 *
 * @param signedHeaders lower-case names, in the order in which they are signed. To verify a
 *   signature, pass those that the request lists. `host` is taken from the URL.
 * @throws URIError when the path is not UTF-8 in percent-encoding.
 * @example
 * ```ts
 * import { authorization, importKey, sdkDate } from "@dis-openapi/client/sign";
 *
 * const { AK = "", SK = "" } = process.env;
 * const host = "https://dis.cn-north-4.myhuaweicloud.com";
 * const url = `${host}/v2/${projectId}/streams/newstream/transfer-tasks/newtask`;
 * const headers = new Headers({ "X-Sdk-Date": sdkDate(Date.now()) });
 * const request = { method: "GET", url, headers };
 * const signed = ["host", "x-sdk-date"];
 * headers.set("Authorization", await authorization(request, signed, AK, await importKey(SK)));
 * console.log((await fetch(url, { headers })).status); //=> 200
 * ```
 */
export async function authorization(
  request: Signable,
  signedHeaders: readonly string[],
  accessKey: string,
  key: SigningKey,
): Promise<string> {
  const algorithm = "SDK-HMAC-SHA256";
  const text = [
    algorithm,
    request.headers.get("x-sdk-date"),
    await sha256(encoder.encode(await canonicalRequest(request, signedHeaders))),
  ].join("\n");
  return `${algorithm} Access=${accessKey}, SignedHeaders=${signedHeaders.join(";")}, Signature=${await key.sign(text)}`;
}

/** Return the canonical request. */
export async function canonicalRequest(
  { method, url: address, headers, body }: Signable,
  signedHeaders: readonly string[],
): Promise<string> {
  const url = new URL(address);
  return [
    method,
    encode(decodeURIComponent(url.pathname)).replaceAll("%2F", "/").replace(/\/?$/, "/"),
    [...url.searchParams]
      // Sorted by code point before they are encoded: that is the order of the bytes.
      .map((pair) => [...pair.map((text) => hex(encoder.encode(text))), pair.map(encode).join("=")])
      .sort()
      .map(([, , pair]) => pair)
      .join("&"),
    ...signedHeaders.map(
      (name) => `${name}:${(name === "host" ? url.host : (headers.get(name) ?? "")).trim()}`,
    ),
    "",
    signedHeaders.join(";"),
    headers.get("x-sdk-content-sha256") ?? (await sha256(body ?? new Uint8Array())),
  ].join("\n");
}

/** RFC 3986: everything but the unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${hex(encoder.encode(character)).toUpperCase()}`,
  );
}

async function sha256(bytes: Bytes): Promise<string> {
  if (node) return node.createHash("sha256").update(bytes).digest("hex");
  return hex(await crypto.subtle.digest("SHA-256", bytes));
}

function hex(bytes: ArrayBuffer | Uint8Array): string {
  return Array.from(new Uint8Array(bytes), (byte) => (byte + 256).toString(16).slice(1)).join("");
}
