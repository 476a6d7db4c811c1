import { createRequire } from "node:module";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type AuthRequest, accessKey } from "../src/index.js";
import { runs, timeout } from "./runs.js";
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
} from "./signing.js";
import vectors from "./signing-vectors.json" with { type: "json" };

afterEach(() => {
  vi.restoreAllMocks();
});

/** Return a time in the form of `X-Sdk-Date`. */
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
    request: () => Promise.reject(new Error("accessKey sends no request of its own")),
  };
}

/** Return the `Authorization` header that a client with this key sends at this time. */
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

test.each(vectors.cases.map((vector) => [vector.n, vector] as const))(
  "accessKey and the second implementation of the rule sign vector %s alike",
  async (_, { method, path, query, headers, data, authorization }) => {
    const request: PlainRequest = {
      method,
      host: vectors.host,
      segments: path.split("/").slice(1),
      query: Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)])),
      headers,
      body: data === undefined ? undefined : JSON.stringify(data),
    };
    // The date of the vectors.
    const time = Date.UTC(2024, 0, 15, 8, 30);
    expect(sdkDate(time)).toBe(vectors.xSdkDate);
    expect(await sign(request, vectors, time)).toBe(authorization);
    expect(referenceAuthorization(dated(request, time), vectors)).toBe(authorization);
  },
);

describe("properties of a signature", () => {
  test(`accessKey signs like a second implementation of the rule (${runs} runs)`, {
    timeout,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(requests, keys, date, async (request, pair, time) => {
        expect(await sign(request, pair, time)).toBe(
          referenceAuthorization(dated(request, time), pair),
        );
      }),
      { numRuns: runs },
    );
  });

  test(`a signature does not depend on the order of headers and query (${runs} runs)`, {
    timeout,
  }, async () => {
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
      { numRuns: runs },
    );
  });

  const plain: PlainRequest = {
    method: "GET",
    host: "example.test",
    segments: ["a"],
    query: {},
    headers: {},
    body: undefined,
  };
  const plainKeys = { ak: "AK", sk: "SK" };
  const plainDate = Date.UTC(2024, 0, 15, 8, 30);

  test(`a signature covers method, path, query, body, host and signed headers`, {
    timeout,
  }, async () => {
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
            // After a letter, since a segment "." or ".." vanishes when the address is parsed.
            { ...request, segments: [...request.segments, `x${other}`] },
            {
              ...request,
              segments: [`x${request.segments[0]}${other}`, ...request.segments.slice(1)],
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
      {
        // A segment "." once vanished from the changed address, and with it the change.
        examples: [".", ".."].map((more) => [plain, plainKeys, plainDate, more]),
        numRuns: Math.ceil(runs / 4),
      },
    );
  });

  test("a signature leaves out the header names that gateways drop", async () => {
    const headers = { "x-with_underscore": "1", accept: "*/*", "x-kept": "2" };
    const request = authRequest({ ...plain, headers });
    await accessKey({ ak: "AK", sk: "SK" }).authorize(request);
    expect(request.headers.get("authorization")).toContain("SignedHeaders=host;x-kept;x-sdk-date,");
  });
});

/** The part of the official signer that the test uses. */
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
    new URL("../../conformance/sdks/node/package.json", import.meta.url),
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

test(`the official Node signer signs the same bytes (${runs} runs)`, { timeout }, async ({
  skip,
  task,
}) => {
  if (official === undefined) {
    const reason = "it is not installed; run: npm run test:signer -w @dis-openapi/client";
    console.warn(`Skipped "${task.name}": ${reason}`);
    return skip(reason);
  }
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
