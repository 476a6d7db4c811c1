import { createHash } from "node:crypto";
import { authorization, importKey, sdkDate } from "@dis-openapi/client/sign";
import { describe, expect, test } from "vitest";
import type { MockDis } from "../src/index.js";
import { get, project, raw, start, taskPath } from "./helpers.js";
import { startSynthetic, now as syntheticNow } from "./synthetic-spec.js";

const now = Date.parse("2024-01-15T08:30:00Z");
const minute = 60_000;
const json = { "Content-Type": "application/json" };
// Invented; the official npm signer made the signatures below with them, for this host and time.
const ak = "AKEXAMPLE0000000TEST";
const sk = "SKExampleSecretKeyForTestVectorsOnly0000";
const official = {
  Host: "dis.cn-north-4.myhuaweicloud.com",
  "X-Sdk-Date": "20240115T083000Z",
  "X-Project-Id": project,
  "content-type": "application/json",
  Authorization: `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=content-type;host;x-project-id;x-sdk-date, Signature=f5e7a8f967d470a605f37bb80ac5a189886612394dd5d4c4e0b8fcaa0de50950`,
};
const officialTemporary = {
  ...official,
  "X-Security-Token": "ggpjbi1ub3J0aC00EXAMPLE",
  Authorization: `SDK-HMAC-SHA256 Access=${ak}, SignedHeaders=content-type;host;x-project-id;x-sdk-date;x-security-token, Signature=c156fa656f841820cfbf6cdf5c356c16b18016ae8c1f16e0abfb41b94167b8ec`,
};

const strict = () => start({ accessKeys: [{ ak, sk }], now: () => now });

/** Sign like the client does, with changes for a test. */
async function signed(
  { endpoint }: MockDis,
  path: string,
  date = now,
  extra = {},
  secret = sk,
  sent: { method: string; body?: Uint8Array<ArrayBuffer> } = { method: "GET" },
) {
  const headers = new Headers({ "X-Sdk-Date": sdkDate(date), "X-Project-Id": project, ...extra });
  const names = [...headers.keys(), "host"].sort();
  const request = { ...sent, url: endpoint + path, headers };
  const value = await authorization(request, names, ak, await importKey(secret));
  return { ...Object.fromEntries(headers), Authorization: value };
}

describe("without accessKeys", () => {
  test("accepts any well-formed signature of any time", async () => {
    const mock = await start();
    expect((await raw(mock, { path: taskPath(), headers: official })).status).toBe(200);
  });

  test.each([
    ["a bearer token", "Bearer abc"],
    ["a signature that is too short", official.Authorization.slice(0, -1)],
    [
      "a signature with no headers",
      official.Authorization.replace(/SignedHeaders=[^,]+/, "SignedHeaders="),
    ],
    ["another algorithm", official.Authorization.replace("SDK-", "V11-")],
    ["an empty value", ""],
  ])("refuses %s in Authorization", async (_, Authorization) => {
    const { status, body, headers } = await get(await start(), taskPath(), { Authorization });
    expect(status).toBe(401);
    expect(body.error_code).toBe("APIGW.0301");
    expect(headers.get("x-mock-note")).toContain("Authorization");
  });
});

describe("with accessKeys", () => {
  test("accepts a request signed by the official signer", async () => {
    const { status } = await raw(await strict(), { path: taskPath(), headers: official });
    expect(status).toBe(200);
  });

  test("accepts a request signed by the client, including its query", async () => {
    const mock = await strict();
    const path = `${taskPath()}?b=2&a=%20~*&a=1`;
    expect((await get(mock, path, await signed(mock, path))).status).toBe(200);
  });

  test("verifies a signature over the body", async () => {
    const mock = await startSynthetic({ accessKeys: [{ ak, sk }] });
    const path = "/v9/p1/boxes/shed/widgets";
    const post = (body: string, headers: Record<string, string>) =>
      fetch(mock.endpoint + path, { method: "POST", body, headers });
    const body = JSON.stringify({ kind: "round", round: { widget_name: "saw" } });
    const headers = await signed(mock, path, syntheticNow, json, sk, {
      method: "POST",
      body: new TextEncoder().encode(body),
    });
    expect((await post(body.replace("saw", "axe"), headers)).status).toBe(401);
    expect((await post(body, headers)).status).toBe(201);
  });

  test("accepts X-Sdk-Content-Sha256 only if it is signed and fits the body", async () => {
    const mock = await startSynthetic({ accessKeys: [{ ak, sk }] });
    const path = "/v9/p1/boxes/shed/widgets";
    const body = JSON.stringify({ kind: "round", round: { widget_name: "saw" } });
    const tampered = body.replace("saw", "axe");
    const hash = (text: string) => createHash("sha256").update(text).digest("hex");
    const sign = (extra = {}) => {
      const bytes = new TextEncoder().encode(body);
      const sent = { method: "POST", body: bytes };
      return signed(mock, path, syntheticNow, { ...json, ...extra }, sk, sent);
    };
    const post = async (body: string, headers: Record<string, string>) => {
      const response = await fetch(mock.endpoint + path, { method: "POST", body, headers });
      return [response.status, response.headers.get("x-mock-note")];
    };
    const header = (value: string) => ({ "X-Sdk-Content-Sha256": value });
    const unsigned = [401, expect.stringContaining("X-Sdk-Content-Sha256 is not signed")];
    const other = [
      401,
      expect.stringContaining("X-Sdk-Content-Sha256 is not the hash of the body"),
    ];

    expect(await post(body, await sign(header(hash(body))))).toEqual([201, null]);
    // The caller left the body out of the signature.
    expect(await post(tampered, await sign(header("UNSIGNED-PAYLOAD")))).toEqual([201, null]);
    // Signed without the header, which a third party then adds with the hash that was signed.
    expect(await post(tampered, { ...(await sign()), ...header(hash(body)) })).toEqual(unsigned);
    expect(await post(body, { ...(await sign()), ...header(hash(body)) })).toEqual(unsigned);
    expect(await post(tampered, await sign(header(hash(body))))).toEqual(other);
    expect(await post(body, await sign(header("STREAMING")))).toEqual(other);
  });

  test("verifies the signature of a request to IAM", async () => {
    const mock = await strict();
    const path = "/v3/projects?name=cn-north-4";
    expect((await get(mock, path, await signed(mock, path))).status).toBe(200);
    const tampered = "/v3/projects?name=cn-north-1";
    expect((await get(mock, tampered, await signed(mock, path))).status).toBe(401);
  });

  test("refuses a signature for another path, query, header or secret key", async () => {
    const mock = await strict();
    const path = taskPath();
    const headers = await signed(mock, path);
    const other = "0".repeat(32);
    const refused = [
      await get(mock, taskPath("orders", "orders-to-obs"), headers),
      await get(mock, `${path}?a=1`, headers),
      await get(mock, path, { ...headers, "X-Project-Id": other }),
      await get(mock, path, await signed(mock, path, now, {}, "another secret")),
    ];
    for (const { status, body, headers } of refused) {
      expect(status).toBe(401);
      expect(body.error_code).toBe("APIGW.0301");
      expect(headers.get("x-mock-note")).toContain("the signature does not match this request");
    }
  });

  test("accepts a clock that is up to 15 minutes off", async () => {
    const mock = await strict();
    const path = taskPath();
    for (const [offset, status] of [
      [15 * minute, 200],
      [-15 * minute, 200],
      [15 * minute + 1000, 401],
      [-15 * minute - 1000, 401],
    ] as const) {
      expect((await get(mock, path, await signed(mock, path, now + offset))).status).toBe(status);
    }
  });

  test("refuses an unknown key and a date that is missing, unsigned or malformed", async () => {
    const mock = await strict();
    const unsignedDate = official.Authorization.replace(";x-sdk-date", "");
    const { "X-Sdk-Date": _, ...dateless } = official;
    for (const [headers, note] of [
      [{ ...official, Authorization: official.Authorization.replace(ak, "OTHER") }, "unknown"],
      [{ ...official, Authorization: unsignedDate }, "X-Sdk-Date"],
      [dateless, "X-Sdk-Date"],
      [{ ...official, "X-Sdk-Date": "20240115T083060Z" }, "X-Sdk-Date"],
      [{ ...official, "X-Sdk-Date": "2024-01-15T08:30:00Z" }, "X-Sdk-Date"],
      [{ ...official, Host: "not a host" }, "Host"],
    ] as const) {
      const reply = await raw(mock, { path: taskPath(), headers });
      expect(reply.status).toBe(401);
      expect(reply.note).toContain(note);
    }
  });

  test("requires a signed security token for a temporary key", async () => {
    const securityToken = "ggpjbi1ub3J0aC00EXAMPLE";
    const mock = await start({ accessKeys: [{ ak, sk, securityToken }], now: () => now });
    const send = async (headers: Record<string, string>) =>
      (await raw(mock, { path: taskPath(), headers })).status;
    expect(await send(officialTemporary)).toBe(200);
    expect(await send(official)).toBe(401);
    expect(await send({ ...official, "X-Security-Token": securityToken })).toBe(401);
    expect(await send({ ...officialTemporary, "X-Security-Token": "other" })).toBe(401);
  });

  test("accepts a token as well", async () => {
    expect((await get(await strict(), taskPath(), { "X-Auth-Token": "t" })).status).toBe(200);
  });
});

describe("a token", () => {
  test("is refused when it is missing or has an invalid character", async () => {
    const mock = await start();
    for (const headers of [{}, { "X-Auth-Token": "" }, { "X-Auth-Token": "two words" }]) {
      const { status, body } = await get(mock, taskPath(), headers as Record<string, string>);
      expect(status).toBe(401);
      expect(body.error_code).toBe("APIGW.0301");
    }
  });

  test("is refused when it is not in the list", async () => {
    const mock = await start({ tokens: ["one", "two"] });
    expect((await get(mock, taskPath(), { "X-Auth-Token": "two" })).status).toBe(200);
    expect((await get(mock, taskPath(), { "X-Auth-Token": "three" })).status).toBe(401);
    expect((await get(mock, taskPath(), { "X-Auth-Token": "one, two" })).status).toBe(401);
  });
});
