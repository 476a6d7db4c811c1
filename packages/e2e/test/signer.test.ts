import { createRequire } from "node:module";
import { type AuthRequest, accessKey } from "@dis-openapi/client";
import { authorization, importKey } from "@dis-openapi/client/sign";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  date,
  encode,
  type Keys,
  keys,
  officialRequests,
  type PlainRequest,
  referenceAuthorization,
  requests,
  urlOf,
} from "./support/signing.js";
import { fixture, isObject, type JsonObject } from "./support/spec.js";

const runs = 10_000;
const timeout = 300_000;

afterEach(() => {
  vi.restoreAllMocks();
});

/** The time in the form of `X-Sdk-Date`. */
const sdkDate = (time: number) =>
  `${new Date(time).toISOString().replaceAll(/[-:]/g, "").slice(0, 15)}Z`;

function authRequest({ method, headers, body, ...rest }: PlainRequest): AuthRequest {
  return {
    method,
    url: urlOf({ method, headers, body, ...rest }),
    headers: new Headers(headers),
    body: body === undefined ? undefined : new TextEncoder().encode(body),
    operationId: "test",
    signal: new AbortController().signal,
    // Only what calls IAM looks at it, and a signature does not.
    client: undefined as unknown as AuthRequest["client"],
  };
}

/** What a client with this key would send as `Authorization`, at this time. */
async function sign(request: PlainRequest, { ak, sk }: Keys, time: number): Promise<string> {
  vi.spyOn(Date, "now").mockReturnValue(time);
  const signed = authRequest(request);
  await accessKey({ ak, sk }).authorize(signed);
  return signed.headers.get("authorization") ?? "";
}

const dated = (request: PlainRequest, time: number): PlainRequest => ({
  ...request,
  headers: { ...request.headers, "X-Sdk-Date": sdkDate(time) },
});

function texts(value: JsonObject[string] | undefined): Record<string, string> {
  if (!isObject(value)) throw new Error("The vectors have another shape");
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]));
}

describe("published vectors", () => {
  const { ak, sk, host, xSdkDate, cases } = fixture("signing-vectors");
  if (!Array.isArray(cases)) throw new Error("The vectors have another shape");
  const vectors = cases.filter(isObject).map((vector) => ({
    name: String(vector.n),
    expected: String(vector.authorization),
    request: {
      method: String(vector.method),
      host: String(host),
      segments: String(vector.path).split("/").slice(1),
      query: texts(vector.query),
      headers: texts(vector.headers),
      body: vector.data === undefined ? undefined : JSON.stringify(vector.data),
    },
  }));
  // As the vectors have it: 20240115T083000Z.
  const time = Date.UTC(2024, 0, 15, 8, 30);

  it("are five", () => {
    expect(vectors).toHaveLength(5);
    expect(sdkDate(time)).toBe(xSdkDate);
  });

  it.each(vectors)("$name", async ({ request, expected }) => {
    const pair = { ak: String(ak), sk: String(sk) };
    expect(await sign(request, pair, time)).toBe(expected);
    // The second implementation, against which the properties below compare, is right too.
    expect(referenceAuthorization(dated(request, time), pair)).toBe(expected);
  });

  it.each([
    ["GET", "", "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624", "limit=1"],
    [
      "POST",
      '{"Name":"test","Id":1}\n',
      "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59",
      "key=value",
    ],
  ])("of the Go SDK: %s, only X-Sdk-Date signed", async (method, body, expected, query) => {
    const value = await authorization(
      {
        method,
        url: `https://example.test/path?${query}`,
        headers: new Headers({ "X-Sdk-Date": "20060102T150405Z" }),
        body: new TextEncoder().encode(body),
      },
      ["x-sdk-date"],
      "AccessKey",
      await importKey("SecretKey"),
    );
    expect(value).toBe(
      `SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=x-sdk-date, Signature=${expected}`,
    );
  });
});

describe("properties of a signature", () => {
  it(`equals a second implementation of the rule over ${runs} requests`, { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(requests, keys, date, async (request, pair, time) => {
        expect(await sign(request, pair, time)).toBe(
          referenceAuthorization(dated(request, time), pair),
        );
      }),
      { numRuns: runs },
    );
  });

  it("does not depend on the order of headers and query", { timeout }, async () => {
    const backwards = <T>(record: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(record).reverse());
    await fc.assert(
      fc.asyncProperty(requests, keys, date, async (request, pair, time) => {
        const turned = {
          ...request,
          headers: backwards(request.headers),
          query: backwards(
            Object.fromEntries(
              Object.entries(request.query).map(([key, values]) => [
                key,
                typeof values === "string" ? values : [...values].reverse(),
              ]),
            ),
          ),
        };
        expect(await sign(turned, pair, time)).toBe(await sign(request, pair, time));
      }),
    );
  });

  it("covers method, path, query, body, host and each signed header", { timeout }, async () => {
    const name = "a-name-of-no-header";
    await fc.assert(
      fc.asyncProperty(
        requests,
        keys,
        date,
        fc.string({ minLength: 1 }),
        async (request, pair, time, more) => {
          const original = await sign(request, pair, time);
          const other = encode(more);
          const changed: PlainRequest[] = [
            { ...request, method: request.method === "PUT" ? "POST" : "PUT" },
            { ...request, segments: [...request.segments, other] },
            {
              ...request,
              segments: [`${request.segments[0]}${other}`, ...request.segments.slice(1)],
            },
            { ...request, query: { ...request.query, [name]: more } },
            { ...request, query: { ...request.query, [name]: "" } },
            { ...request, body: `${request.body ?? ""}${more}` },
            { ...request, host: "another.example.test" },
            { ...request, headers: { ...request.headers, "x-name-of-no-header": other } },
            ...Object.entries(request.headers).map(([key, value]) => ({
              ...request,
              headers: { ...request.headers, [key]: `${value}${other}` },
            })),
            ...Object.entries(request.query).map(([key, values]) => ({
              ...request,
              query: { ...request.query, [key]: `${[values].flat()[0]}${more}` },
            })),
          ];
          const signatures = new Set([original]);
          for (const each of changed) signatures.add(await sign(each, pair, time));
          signatures.add(await sign(request, pair, time + 1000));
          signatures.add(await sign(request, { ...pair, sk: `${pair.sk}x` }, time));
          expect(signatures.size).toBe(changed.length + 3);
        },
      ),
    );
  });

  it("leaves out the header names that gateways drop", async () => {
    const request = authRequest({
      method: "GET",
      host: "example.test",
      segments: [],
      query: {},
      headers: { "x-with_underscore": "1", accept: "*/*", "x-kept": "2" },
      body: undefined,
    });
    await accessKey({ ak: "AK", sk: "SK" }).authorize(request);
    expect(request.headers.get("authorization")).toContain("SignedHeaders=host;x-kept;x-sdk-date,");
  });
});

/** The official signer, as far as it is used here. */
interface Official {
  AKSKSigner: {
    sign(
      request: {
        endpoint: string;
        method: string;
        headers: Record<string, string>;
        queryParams: Record<string, unknown>;
        data: unknown;
      },
      credentials: unknown,
    ): Record<string, string>;
  };
  BasicCredentials: new () => { withAk(ak: string): { withSk(sk: string): unknown } };
}

/** Installed by `npm run test:signer`, which also makes its absence a failure. */
function loadOfficial(): Official | undefined {
  const require = createRequire(
    new URL("../../../conformance/node-signer/package.json", import.meta.url),
  );
  const name = "@huaweicloud/huaweicloud-sdk-core";
  try {
    return {
      ...require(`${name}/auth/AKSKSigner`),
      ...require(`${name}/auth/BasicCredentials`),
    };
  } catch (error) {
    if (process.env.REQUIRE_OFFICIAL_SIGNER === "1") throw error;
    return undefined;
  }
}

const official = loadOfficial();

describe.skipIf(official === undefined)(
  "the official Node signer (npm run test:signer -w @dis-openapi/e2e)",
  () => {
    it(`signs ${runs} requests to the same byte`, { timeout }, async () => {
      if (official === undefined) throw new Error("unreachable: the suite is skipped");
      const { AKSKSigner, BasicCredentials } = official;
      await fc.assert(
        fc.asyncProperty(officialRequests, keys, date, async (request, pair, time) => {
          const theirs = AKSKSigner.sign(
            {
              endpoint: `https://${request.host}/${request.segments.join("/")}`,
              method: request.method,
              headers: { ...dated(request, time).headers },
              // It sorts the values in place.
              queryParams: structuredClone(request.query),
              data: request.body === undefined ? undefined : JSON.parse(request.body),
            },
            new BasicCredentials().withAk(pair.ak).withSk(pair.sk),
          );
          expect(await sign(request, pair, time)).toBe(theirs.Authorization);
        }),
        { numRuns: runs },
      );
    });
  },
);
