import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { iamPassword } from "../src/auth/iam.js";
import { authorization, importKey } from "../src/auth/sign.js";
import { type Auth, type AuthRequest, accessKey, token } from "../src/index.js";
import { address, clientOf, json, keys, network, projectId, task, user } from "./support.js";

/** A request as a program makes it that has no client. */
function requestOf(properties: Partial<AuthRequest> = {}): AuthRequest {
  return {
    operationId: "mine",
    projectId,
    signal: new AbortController().signal,
    request: () => Promise.reject(new Error("sends nothing")),
    method: "GET",
    url: address,
    headers: new Headers(),
    ...properties,
  };
}

describe("an Auth without a client", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(new Date("2024-01-15T08:30:00Z"));
  });
  afterEach(() => void vi.useRealTimers());

  test("accessKey signs a request made by hand and returns its secrets", async () => {
    const body = new TextEncoder().encode('{"a":1}');
    const headers = new Headers({ "Content-Type": "application/json", "X-Mine": "1" });
    const request = requestOf({ method: "POST", headers, body });
    const secrets = await accessKey({ ...keys, securityToken: "temporary" }).authorize(request);

    const signed = ["content-type", "host", "x-mine", "x-project-id", "x-sdk-date"];
    const names = [...signed, "x-security-token"].sort();
    const expected = await authorization(request, names, keys.ak, await importKey(keys.sk));
    expect(Object.fromEntries(headers)).toEqual({
      authorization: expected,
      "content-type": "application/json",
      "x-mine": "1",
      "x-project-id": projectId,
      "x-sdk-date": "20240115T083000Z",
      "x-security-token": "temporary",
    });
    expect(secrets).toEqual([keys.ak, keys.sk, "temporary", expected.slice(-64)]);
  });

  test("accessKey signs no project when the request has none", async () => {
    const request = requestOf({ projectId: undefined });
    await accessKey(keys).authorize(request);
    expect(request.headers.get("authorization")).toContain("SignedHeaders=host;x-sdk-date,");
  });

  test("accessKey corrects its clock from a refusal made by hand, and forgets it if that fails", async () => {
    const auth = accessKey(keys);
    const dateOf = async () => {
      const request = requestOf();
      await auth.authorize(request);
      return { headers: request.headers, date: request.headers.get("x-sdk-date") };
    };
    const { headers } = await dateOf();
    const refusal = json({}, 401, { date: "Mon, 15 Jan 2024 10:30:00 GMT" });
    const report = await auth.renew?.(headers, refusal);
    expect((await dateOf()).date).toBe("20240115T103000Z");
    if (typeof report !== "function") throw new Error("renew must return a function");
    report(false);
    expect((await dateOf()).date).toBe("20240115T083000Z");
  });

  test("token takes its token from the context of a request made by hand", async () => {
    const request = requestOf({ region: "cn-north-4" });
    const auth = token(({ operationId, region }) => `token-of-${operationId}-${region}`);
    expect(await auth.authorize(request)).toEqual(["token-of-mine-cn-north-4"]);
    expect(request.headers.get("x-auth-token")).toBe("token-of-mine-cn-north-4");
  });

  test("iamPassword fetches its token with the function of the request", async () => {
    const send = vi.fn<AuthRequest["request"]>(async () => ({
      data: { token: { expires_at: "2024-01-16T08:30:00Z" } },
      response: json({}, 201, { "x-subject-token": "fetched" }),
      requestId: undefined,
      attempts: 1,
    }));
    const auth = iamPassword({ ...user, endpoint: "https://iam.example.com" });
    const request = requestOf({ request: send });
    expect(await auth.authorize(request)).toEqual(["fetched", user.password]);
    expect(request.headers.get("x-auth-token")).toBe("fetched");
    await auth.authorize(requestOf({ request: send }));
    expect(send).toHaveBeenCalledTimes(1);
    expect(send.mock.calls[0]?.[0]).toMatchObject({ operationId: "createToken", method: "POST" });
    expect(send.mock.calls[0]?.[2]).toMatchObject({
      endpoint: "https://iam.example.com",
      secrets: [user.password],
    });
  });
});

describe("an Auth that wraps another", () => {
  /** Add a header to what another Auth does, before that signs it. */
  const wrap = (inner: Auth): Auth => ({
    authorize(request) {
      request.headers.set("X-Domain-Id", "domain");
      return inner.authorize(request);
    },
    renew: (refused, response) => inner.renew?.(refused, response) ?? false,
  });

  test("a wrapped accessKey signs what was added, and corrects its clock", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const { fetch, sent } = network(json({}, 401, { date }), json({ state: "RUNNING" }));
    const dis = clientOf(fetch, { auth: wrap(accessKey(keys)) });
    expect(await dis.showTransferTask.withResponse(task)).toMatchObject({
      data: { state: "RUNNING" },
      attempts: 2,
    });
    expect(sent[1]?.headers.get("authorization")).toContain(";x-domain-id;x-project-id;");
  });

  test("a wrapped iamPassword replaces a refused token", async () => {
    let issued = 0;
    const { fetch, sent } = network(({ url, headers }) => {
      if (url.includes("/v3/auth/tokens")) {
        const body = { token: { expires_at: "2999-01-01T00:00:00Z" } };
        return json(body, 201, { "x-subject-token": `token-${++issued}` });
      }
      return headers.get("x-auth-token") === "token-2" ? json({}) : json({}, 401);
    });
    const dis = clientOf(fetch, { auth: wrap(iamPassword(user)) });
    expect(await dis.showTransferTask(task)).toEqual({});
    expect(sent.at(-1)?.headers.get("x-domain-id")).toBe("domain");
  });

  test("an Auth of your own may renew in a promise and learn how that ended", async () => {
    const seen: unknown[] = [];
    let credential = "old";
    const auth: Auth = {
      authorize: ({ headers }) => {
        headers.set("X-Mine", credential);
        return [credential];
      },
      renew: async (refused, { status }) => {
        seen.push(refused.get("x-mine"), status);
        credential = "new";
        return (accepted) => void seen.push(accepted);
      },
    };
    const { fetch } = network(({ headers }) =>
      headers.get("x-mine") === "new" ? json({}) : json({}, 401),
    );
    expect(await clientOf(fetch, { auth, retry: false }).showTransferTask(task)).toEqual({});
    expect(seen).toEqual(["old", 401, true]);
  });
});
