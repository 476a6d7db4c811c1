import { describe, expect, test } from "vitest";
import {
  accessKey,
  DisConfigError,
  DisConnectionError,
  DisParseError,
  DisResponseError,
  DisTimeoutError,
} from "../src/index.js";
import { rawClient } from "../src/raw.js";
import {
  address,
  clientOf,
  json,
  network,
  path,
  projectId,
  rejection,
  silence,
  task,
} from "./support.js";

const params = { path: { project_id: projectId, ...task } };

describe("raw", () => {
  test("raw returns data and response, with the retries of the client", async () => {
    const { fetch, sent } = network(json({}, 503), json({ state: "RUNNING" }));
    const { data, error, response } = await rawClient(
      clientOf(fetch, { retry: { baseDelayMs: 0 } }),
    ).GET(path, { params });
    expect(data).toEqual({ state: "RUNNING" });
    expect(error).toBeUndefined();
    expect(response.status).toBe(200);
    expect(sent.map(({ url }) => url)).toEqual([address, address]);
    expect(sent[0]?.headers.get("x-auth-token")).toBe("a-token-of-a-test");
  });

  test("raw returns the error of a failed response, and the response", async () => {
    const body = { errorCode: "DIS.4301", message: "Stream does not exist." };
    const { fetch } = network(json(body, 400, { "x-request-id": "r1" }));
    const { data, error, response } = await rawClient(clientOf(fetch)).GET(path, { params });
    expect(data).toBeUndefined();
    expect(error).toEqual(body);
    expect(response.status).toBe(400);
    expect(response.headers.get("x-request-id")).toBe("r1");
  });

  test("raw returns a 204 without data", async () => {
    const { fetch } = network(new Response(null, { status: 204 }));
    const { data, response } = await rawClient(clientOf(fetch)).GET(path, { params });
    expect(data).toBeUndefined();
    expect(response.status).toBe(204);
  });

  test("raw signs the project of the address", async () => {
    const { fetch, sent } = network(json({}));
    const dis = clientOf(fetch, { auth: accessKey({ ak: "AKAK", sk: "SKSK" }) });
    await rawClient(dis).GET(path, { params: { path: { ...params.path, project_id: "sub" } } });
    expect(sent[0]?.headers.get("x-project-id")).toBe("sub");
  });

  test("raw does not check the patterns of the spec", async () => {
    const { fetch, sent } = network(json({}));
    const stream_name = "ä b.c~!é";
    await rawClient(clientOf(fetch)).GET(path, {
      params: { path: { ...params.path, stream_name } },
    });
    expect(decodeURIComponent(sent[0]?.url ?? "")).toContain(`/streams/${stream_name}/`);
  });

  test("raw rejects when there is no usable response", async () => {
    const of = (fetch: Parameters<typeof clientOf>[0]) =>
      rejection(rawClient(clientOf(fetch, { retry: false, timeoutMs: 1 })).GET(path, { params }));
    const errors = [
      await of(network(new TypeError("fetch failed")).fetch),
      await of(silence),
      await of(network(new Response("<html>")).fetch),
      await of(network(json({ a: 1 }, 302, { location: "https://evil.example" })).fetch),
    ];
    expect(errors[0]).toBeInstanceOf(DisConnectionError);
    expect(errors[1]).toBeInstanceOf(DisTimeoutError);
    expect(errors[2]).toBeInstanceOf(DisParseError);
    expect(errors[3]).toBeInstanceOf(DisResponseError);
    for (const error of errors) expect(error).toMatchObject({ operationId: "showTransferTask" });
  });

  test("raw rejects with the caller's abort reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const call = rawClient(clientOf(silence)).GET(path, {
      params,
      signal: controller.signal,
    });
    controller.abort(reason);
    expect(await rejection(call)).toBe(reason);
  });

  test("raw lets a middleware add a header", async () => {
    const { fetch, sent } = network(json({}));
    const raw = rawClient(clientOf(fetch));
    raw.use({
      onRequest: ({ request }) => new Request(request, { headers: { "X-Mine": "1" } }),
    });
    await raw.GET(path, { params });
    expect(sent[0]?.headers.get("x-mine")).toBe("1");
    expect(sent[0]?.headers.get("x-auth-token")).toBe("a-token-of-a-test");
  });
});

describe("safety checks of raw", () => {
  const dangerous = ["", ".", "..", "a/b", "a\\b", "a\nb", "\u0000", "a\u0085b", "{x}", "\u007f"];
  test.each(dangerous)("raw refuses the path value %j", async (stream_name) => {
    const { fetch, sent } = network(json({}));
    const call = rawClient(clientOf(fetch)).GET(path, {
      params: { path: { ...params.path, stream_name } },
    });
    expect(await rejection(call)).toBeInstanceOf(DisConfigError);
    expect(sent).toHaveLength(0);
  });

  test.each(["task_name", "project_id"])("raw refuses a missing %s", async (name) => {
    const { fetch, sent } = network(json({}));
    const path_ = { ...params.path, [name]: undefined };
    // The types refuse it; plain JavaScript does not.
    const wrong = { params: { path: path_ } } as unknown as { params: typeof params };
    expect(await rejection(rawClient(clientOf(fetch)).GET(path, wrong))).toBeInstanceOf(
      DisConfigError,
    );
    expect(sent).toHaveLength(0);
  });

  test("raw refuses a call without path values", async () => {
    const { fetch, sent } = network(json({}));
    const wrong = {} as unknown as { params: typeof params };
    expect(await rejection(rawClient(clientOf(fetch)).GET(path, wrong))).toBeInstanceOf(
      DisConfigError,
    );
    expect(sent).toHaveLength(0);
  });

  test("raw refuses a path serializer that writes dot segments", async () => {
    const { fetch, sent } = network(json({}));
    const call = rawClient(clientOf(fetch)).GET(path, {
      params,
      pathSerializer: () => "https://dis.cn-north-4.myhuaweicloud.com/v2/p/streams/../../v1/x",
    });
    expect(await rejection(call)).toBeInstanceOf(DisConfigError);
    expect(sent).toHaveLength(0);
  });

  test.each([
    ["another base", { baseUrl: "https://evil.example" }],
    [
      "a base that starts with the same characters",
      { baseUrl: "https://dis.cn-north-4.myhuaweicloud.com.evil.example" },
    ],
    [
      "a middleware that sends it elsewhere",
      { middleware: [{ onRequest: () => new Request("https://evil.example/v2/p/streams/s") }] },
    ],
  ])("raw sends no credentials to %s", async (_, options) => {
    const { fetch, sent } = network(json({}));
    const call = rawClient(clientOf(fetch)).GET(path, { params, ...options });
    expect(await rejection(call)).toBeInstanceOf(DisConfigError);
    expect(sent).toHaveLength(0);
  });
});
