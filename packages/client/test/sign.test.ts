import { createHash } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import * as signer from "../src/auth/sign.js";
import {
  authorization,
  canonicalRequest,
  importKey,
  type Signable,
  sdkDate,
} from "../src/auth/sign.js";
import vectors from "./signing-vectors.json" with { type: "json" };

const bytes = (text: string) => new TextEncoder().encode(text);

// The module takes `node:crypto` when it is loaded, if there is one.
vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
vi.resetModules();
const withWebCrypto = await import("../src/auth/sign.js");
vi.restoreAllMocks();

describe.each([
  ["node:crypto", signer],
  ["WebCrypto", withWebCrypto],
])("the vectors of the official npm signer, with %s", (name, { authorization, importKey }) => {
  test("the key is imported by that implementation", async () => {
    const webImport = vi.spyOn(crypto.subtle, "importKey");
    await importKey(vectors.sk);
    expect(webImport).toHaveBeenCalledTimes(name === "WebCrypto" ? 1 : 0);
    webImport.mockRestore();
  });

  test.each(vectors.cases.map((vector) => [vector.n, vector] as const))(
    "the signature equals vector %s of the official npm signer",
    async (_, vector) => {
      const url = new URL(`https://${vectors.host}${vector.path}`);
      for (const [name, value] of Object.entries(vector.query)) {
        url.searchParams.append(name, String(value));
      }
      const request = {
        method: vector.method,
        url,
        headers: new Headers(Object.entries(vector.headers)),
        body: vector.data === undefined ? undefined : bytes(JSON.stringify(vector.data)),
      };
      const signed = /SignedHeaders=([^,]+)/.exec(vector.authorization)?.[1]?.split(";") ?? [];
      const canonical = await canonicalRequest(request, signed);
      expect(canonical).toBe(vector.canonicalRequest);
      expect(createHash("sha256").update(canonical).digest("hex")).toBe(
        vector.canonicalRequestSha256,
      );
      const key = await importKey(vectors.sk);
      expect(await authorization(request, signed, vectors.ak, key)).toBe(vector.authorization);
    },
  );
});

describe("foreign vectors", () => {
  const goRequest = (url: string, method: string, body?: string): Signable => ({
    method,
    url,
    headers: new Headers({
      "X-Sdk-Date": "20060102T150405Z",
      TEST_UNDERSCORE: "ignored",
      "Content-Type": "application/json",
    }),
    body: body === undefined ? undefined : bytes(body),
  });

  test.each([
    [
      "GET with a query",
      goRequest("https://example.com/path?limit=1", "GET"),
      "5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624",
    ],
    [
      "POST with a body that ends in a line feed",
      goRequest("https://example.com/path?key=value", "POST", '{"Name":"test","Id":1}\n'),
      "cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59",
    ],
  ])("the signature equals the Go SDK's own test: %s", async (_, request, signature) => {
    const value = await authorization(
      request,
      ["x-sdk-date"],
      "AccessKey",
      await importKey("SecretKey"),
    );
    expect(value).toBe(
      `SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=x-sdk-date, Signature=${signature}`,
    );
  });

  test("the canonical query equals the Go SDK's own test", async () => {
    const url = new URL("https://example.com/");
    for (const [name, value] of [
      ["limit", "1"],
      ["enable", "true"],
      ["path", "/tmp/123"],
      ["multi", "3"],
      ["multi", "1"],
      ["multi", "2"],
      ["test", "一 (&=?!#%.*)"],
    ] as const) {
      url.searchParams.append(name, value);
    }
    const canonical = await canonicalRequest({ method: "GET", url, headers: new Headers() }, []);
    expect(canonical.split("\n")[2]).toBe(
      "enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Ftmp%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29",
    );
  });

  test("the canonical request equals that of the gateway's signing guide", async () => {
    const canonical = await canonicalRequest(
      {
        method: "GET",
        url: "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
        headers: new Headers({
          "content-type": "application/json",
          "x-sdk-date": "20191115T033655Z",
        }),
      },
      ["content-type", "host", "x-sdk-date"],
    );
    expect(createHash("sha256").update(canonical).digest("hex")).toBe(
      "b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a",
    );
  });
});

describe("the canonical form", () => {
  const of = (url: string, headers: Record<string, string> = {}, names: string[] = []) =>
    canonicalRequest({ method: "GET", url, headers: new Headers(headers) }, names);

  test("the canonical path encodes each decoded segment and ends with a slash", async () => {
    expect((await of("https://a.b/x%20y/!'()*~/%C3%A4")).split("\n")[1]).toBe(
      "/x%20y/%21%27%28%29%2A~/%C3%A4/",
    );
    expect((await of("https://a.b/x/")).split("\n")[1]).toBe("/x/");
    expect((await of("https://a.b")).split("\n")[1]).toBe("/");
  });

  test("the canonical query keeps the equals sign of an empty value", async () => {
    expect((await of("https://a.b/?b&a=")).split("\n")[2]).toBe("a=&b=");
  });

  test("the canonical query is sorted by code point, also beyond U+FFFF", async () => {
    const query = (await of("https://a.b/?\u{1F600}=1&\uFF5E=2&a=3")).split("\n")[2];
    expect(query).toBe("a=3&%EF%BD%9E=2&%F0%9F%98%80=1");
  });

  test("canonical headers are trimmed, with host from the address and unknown ones empty", async () => {
    const lines = (
      await of("https://a.b:8443/", { "x-a": "  b  " }, ["host", "x-a", "x-none"])
    ).split("\n");
    expect(lines.slice(3)).toEqual([
      "host:a.b:8443",
      "x-a:b",
      "x-none:",
      "",
      "host;x-a;x-none",
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ]);
  });

  test("the canonical request uses X-Sdk-Content-Sha256 if it is set", async () => {
    const canonical = await of("https://a.b/", { "X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD" });
    expect(canonical.split("\n").at(-1)).toBe("UNSIGNED-PAYLOAD");
  });
});

test("sdkDate writes the date in basic form", () => {
  expect(sdkDate(Date.UTC(2024, 0, 15, 8, 30, 0, 123))).toBe("20240115T083000Z");
});
