import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";

/** A request before anything is encoded. */
export interface PlainRequest {
  readonly method: string;
  readonly host: string;
  readonly segments: readonly string[];
  /** A key with several values is sent once for each. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface Keys {
  readonly ak: string;
  readonly sk: string;
}

const percent = (byte: number) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;

/** Encode as RFC 3986 does, byte by byte, independently of `encodeURIComponent`. */
export function encode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => (/[A-Za-z0-9\-._~]/.test(String.fromCharCode(byte)) ? byte : percent(byte)))
    .map((part) => (typeof part === "number" ? String.fromCharCode(part) : part))
    .join("");
}

export function pairs({ query }: PlainRequest): [string, string][] {
  return Object.entries(query).flatMap(([key, values]) =>
    (typeof values === "string" ? [values] : values).map((value): [string, string] => [key, value]),
  );
}

export function urlOf(request: PlainRequest): string {
  const path = request.segments.map((segment) => `/${encode(segment)}`).join("");
  const search = pairs(request).map((pair) => pair.map(encode).join("="));
  return `https://${request.host}${path}${search.length > 0 ? `?${search.join("&")}` : ""}`;
}

/** A second implementation of the gateway's rule, over `node:crypto` and unparsed values. */
export function referenceAuthorization(request: PlainRequest, { ak, sk }: Keys): string {
  const headers = new Map(
    Object.entries({ ...request.headers, host: request.host }).map(([name, value]) => [
      name.toLowerCase(),
      value.trim(),
    ]),
  );
  const names = [...headers.keys()].sort();
  const bytes = (text: string) => Buffer.from(text);
  const hash = createHash("sha256")
    .update(request.body ?? "")
    .digest("hex");
  const canonical = [
    request.method,
    `${request.segments.map((segment) => `/${encode(segment)}`).join("")}/`,
    pairs(request)
      .sort(([a, x], [b, y]) => bytes(a).compare(bytes(b)) || bytes(x).compare(bytes(y)))
      .map((pair) => pair.map(encode).join("="))
      .join("&"),
    names.map((name) => `${name}:${headers.get(name)}\n`).join(""),
    names.join(";"),
    headers.get("x-sdk-content-sha256") ?? hash,
  ].join("\n");
  const digest = createHash("sha256").update(canonical).digest("hex");
  const signature = createHmac("sha256", sk)
    .update(`SDK-HMAC-SHA256\n${headers.get("x-sdk-date")}\n${digest}`)
    .digest("hex");
  return `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
}

/** Inputs for which the official Node signer deviates from the gateway's rule. */
const pitfalls = {
  /** `url.parse` escapes these in the path, and the signer then escapes them again. */
  pathEscapedTwice: /[\s%"'<>\\^`{|}\p{Cc}]/u,
  /** The signer takes the path as part of an unencoded address, where these end it. */
  pathEnded: /[?#]/,
  /** It sorts the query by UTF-16 units, which puts characters above U+FFFF before these. */
  sortedByUtf16: /[\uE000-\uFFFF]/,
  // Three more deviations are avoided by the generators below. The signer does not trim header
  // values, so `headerValue` has no blanks at its ends. It signs `{}` as the body of a GET, so a GET
  // has no body. It knows `X-Sdk-Date` and `host` only in this case, and one form of the date.
};

const unreserved = [..."abcXYZ019-._~"];
const reserved = [..."!$&()*+,;=:@ /?#[]'%\"<>|^`{}\\"];
const others = [..."äßλжع一日한😀𝒳\u{10FFFF}\u0000\n\uE000\uFFFD"];
const character = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...unreserved) },
  { weight: 3, arbitrary: fc.constantFrom(...reserved) },
  { weight: 2, arbitrary: fc.constantFrom(...others) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
);
const text = fc.string({ unit: character, maxLength: 8 });

/** A path value that the client accepts: not a dot segment, without separators and controls. */
const segment = fc
  .string({ unit: character, minLength: 1, maxLength: 8 })
  .filter((value) => !/^\.{1,2}$|[/\\{}\p{Cc}]/u.test(value));
const headerValue = fc
  .string({ unit: fc.constantFrom(...unreserved, ...reserved), minLength: 1, maxLength: 12 })
  .filter((value) => value === value.trim());
const headerNames = ["content-type", "x-domain-id", "x-project-id", "x-security-token", "x-trace"];

export const keys: fc.Arbitrary<Keys> = fc.record({
  ak: fc.stringMatching(/^[A-Z0-9]{20}$/),
  sk: fc.stringMatching(/^[A-Za-z0-9]{40}$/),
});

export const date = fc
  .date({ min: new Date("2001-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((time) => time.getTime());

/** Requests of every kind, with awkward characters. */
export const requests: fc.Arbitrary<PlainRequest> = fc
  .record({
    method: fc.constantFrom("GET", "POST", "PUT", "DELETE"),
    host: fc.constantFrom(
      "dis.cn-north-4.myhuaweicloud.com",
      "127.0.0.1:4010",
      "example.test:8443",
    ),
    segments: fc.array(segment, { minLength: 1, maxLength: 5 }),
    query: fc.dictionary(
      fc.string({ unit: character, minLength: 1, maxLength: 6 }),
      fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 3 })),
      { maxKeys: 4, noNullPrototype: true },
    ),
    headers: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...headerNames), headerValue), {
        selector: ([name]) => name,
      })
      .map((entries) => Object.fromEntries(entries)),
    body: fc.option(
      fc.oneof(fc.object(), fc.array(fc.jsonValue())).map((v) => JSON.stringify(v)),
      {
        nil: undefined,
      },
    ),
  })
  .map((request) => (request.method === "GET" ? { ...request, body: undefined } : request));

/** Requests for which the official Node signer follows the rule. */
export const officialRequests = requests.filter(
  (request) =>
    !request.segments.some(
      (part) => pitfalls.pathEscapedTwice.test(part) || pitfalls.pathEnded.test(part),
    ) &&
    !pairs(request)
      .flat()
      .some((part) => pitfalls.sortedByUtf16.test(part)),
);
