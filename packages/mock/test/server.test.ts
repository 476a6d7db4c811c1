import { Agent, request } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { startMockDis } from "../src/index.js";
import { createMock } from "../src/mock.js";
import { openOperations } from "../src/operations.js";
import { listen } from "../src/server.js";
import { loadSpecs } from "../src/spec.js";
import { get, post, raw, start, taskPath, tokenHeader } from "./helpers.js";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("CORS", () => {
  it("answers a preflight for every header that a client sends, without credentials", async () => {
    const { endpoint } = await start();
    const response = await fetch(endpoint + taskPath(), {
      method: "OPTIONS",
      headers: { Origin: "https://example.com", "Access-Control-Request-Method": "GET" },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-methods")).toContain("GET");
    const allowed = response.headers.get("access-control-allow-headers")?.toLowerCase().split(", ");
    expect(allowed).toEqual(
      expect.arrayContaining([
        "authorization",
        "content-type",
        "prefer",
        "x-auth-token",
        "x-project-id",
        "x-sdk-date",
        "x-security-token",
      ]),
    );
  });

  it("lets a page read every answer, refusals included, and the headers that it needs", async () => {
    const mock = await start();
    for (const { headers } of [await get(mock, taskPath()), await get(mock, "/nix", {})]) {
      expect(headers.get("access-control-allow-origin")).toBe("*");
      const exposed = headers.get("access-control-expose-headers")?.toLowerCase().split(", ");
      expect(exposed).toEqual(
        expect.arrayContaining(["x-request-id", "retry-after", "date", "x-subject-token"]),
      );
    }
  });
});

it("tells the time of its own clock", async () => {
  const mock = await start({ now: () => Date.parse("2031-02-03T04:05:06Z") });
  const { headers } = await get(mock, taskPath());
  expect(headers.get("date")).toBe("Mon, 03 Feb 2031 04:05:06 GMT");
});

it("takes a token of 32768 characters", async () => {
  const headers = { "X-Auth-Token": "t".repeat(32768) };
  expect((await get(await start(), taskPath(), headers)).status).toBe(200);
});

it("refuses a body of more than 12 MB and lives on", async () => {
  const mock = await start();
  const { status, body } = await post(mock, "/v3/auth/tokens", " ".repeat(12 * 1024 * 1024 + 1));
  expect(status).toBe(400);
  expect(body.error_code).toMatch(/^APIGW\./);
  expect((await get(mock, taskPath())).status).toBe(200);
});

describe("a malformed request does not end it", () => {
  it.each([
    ["that is not HTTP", "nonsense\r\n\r\n"],
    ["with a control character in the path", "GET /\x00 HTTP/1.1\r\n\r\n"],
    ["with a header that has no colon", "GET / HTTP/1.1\r\nno colon\r\n\r\n"],
    [
      "with a malformed chunk",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ["with too long a header", `GET / HTTP/1.1\r\nX-Long: ${"a".repeat(140_000)}\r\n\r\n`],
    ["for a tunnel", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["for no path", "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
    ["with a path that is not UTF-8", "GET //x/%ff%fe HTTP/1.0\r\n\r\n"],
  ])("%s", async (_, text) => {
    const mock = await start();
    const { hostname, port } = new URL(mock.endpoint);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.on("error", () => {});
      socket.on("close", () => resolve());
      socket.resume();
    });
    expect((await get(mock, taskPath())).status).toBe(200);
  });

  it("that is cut short within the body", async () => {
    const mock = await start();
    const complaint = vi.spyOn(console, "error");
    const { hostname, port } = new URL(mock.endpoint);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const head = "POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{";
        socket.write(head, () => socket.destroy());
      });
      socket.on("close", () => resolve());
    });
    expect((await get(mock, taskPath())).status).toBe(200);
    expect(complaint).not.toHaveBeenCalled();
  });
});

describe("close", () => {
  it("ends connections that are kept alive, and may be called again", async () => {
    const mock = await startMockDis();
    const agent = new Agent({ keepAlive: true });
    const { hostname, port } = new URL(mock.endpoint);
    const ended = new Promise<void>((resolve) => {
      request({ agent, hostname, port, path: taskPath(), headers: tokenHeader }, (response) => {
        response.socket.on("close", () => resolve());
        response.resume();
        response.on("end", () => void mock.close());
      }).end();
    });
    await ended;
    await mock.close();
    await mock.close();
    await expect(fetch(mock.endpoint)).rejects.toThrow();
    agent.destroy();
  });

  it("ends a connection that is in the middle of a request", async () => {
    const mock = await startMockDis();
    const { hostname, port } = new URL(mock.endpoint);
    const socket = connect(Number(port), hostname);
    const ended = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    const head =
      "POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n";
    // The answer to Expect shows that the request has arrived.
    await new Promise<void>((resolve) => {
      socket.on("data", () => resolve());
      socket.write(head);
    });
    await mock.close();
    await ended;
  });
});

it("listens on the loopback address and a free port of its own choice", async () => {
  const [one, two] = [await start(), await start()];
  expect(one.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(one.iamEndpoint).toBe(one.endpoint);
  expect(two.endpoint).not.toBe(one.endpoint);
});

it("rejects when its port is taken", async () => {
  const { endpoint } = await start();
  await expect(start({ port: Number(new URL(endpoint).port) })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});

describe("an example that went stale", () => {
  async function startWith(change: (text: string) => string) {
    const { dis, iam } = loadSpecs();
    const changed = JSON.parse(change(JSON.stringify(dis)));
    const mock = await listen(createMock(await openOperations({ dis: changed, iam })));
    onTestFinished(() => mock.close());
    return mock;
  }

  it("is a 500 and a message on stderr, never an answer", async () => {
    const complaint = vi.spyOn(console, "error").mockImplementation(() => {});
    const mock = await startWith((text) =>
      text.replaceAll('"create_time":1606554932552', '"create_time":"a while ago"'),
    );
    const { status, headers, body } = await get(mock, taskPath());
    expect(status).toBe(500);
    expect(body.errorCode).toBe("DIS.5000");
    expect(headers.get("x-mock-note")).toMatch(/SeedResponse.*\/create_time must be integer/);
    expect(complaint).toHaveBeenCalledWith(expect.stringContaining("SeedResponse"));
    expect((await get(mock, taskPath("orders", "orders-to-obs"))).status).toBe(200);
  });

  it("is found out in errors and in headers too", async () => {
    const complaint = vi.spyOn(console, "error").mockImplementation(() => {});
    const mock = await startWith((text) =>
      text.replaceAll('"message":"Transfer task does not exist. [newtask]"', '"text":"x"'),
    );
    expect((await get(mock, taskPath("newstream", "nix"))).status).toBe(500);
    expect(complaint).toHaveBeenCalledWith(expect.stringContaining("DisTaskNotFound"));
  });

  it("and has lost its status keeps the mock from starting", async () => {
    const change = (text: string) =>
      text.replaceAll('"error_code":"APIGW.0203"', '"error_code":"APIGW.9999"');
    await expect(startWith(change)).rejects.toThrow(/GatewayBackendTimeout.*status/);
  });
});

it("writes nothing to the console while all is well", async () => {
  const spies = (["log", "warn", "error"] as const).map((name) => vi.spyOn(console, name));
  const mock = await start();
  await get(mock, taskPath());
  await raw(mock, { path: "/nix" });
  await post(mock, "/v3/auth/tokens", {});
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});
