import { Agent, request } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type MockDis, startMockDis } from "../src/index.js";
import { createMock } from "../src/mock.js";
import { type Operation, openOperations } from "../src/operations.js";
import { listen } from "../src/server.js";
import { loadSpecs } from "../src/spec.js";
import { get, post, raw, start, taskPath, tokenHeader } from "./helpers.js";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("CORS", () => {
  test("allows every header that a client sends in a preflight, without credentials", async () => {
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

  test("lets a page read every response, errors included, and the headers that it needs", async () => {
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

test("marks every response as one of the mock", async () => {
  const mock = await start();
  const preflight = await fetch(mock.endpoint + taskPath(), { method: "OPTIONS" });
  const replies = [await get(mock, taskPath()), await get(mock, "/nix", {}), preflight];
  for (const { headers } of replies) expect(headers.get("x-mock")).toBe("@dis-openapi/mock");
  const { port } = new URL(mock.endpoint);
  const socket = connect(Number(port), "127.0.0.1");
  socket.end("not HTTP\r\n\r\n");
  const chunks: Buffer[] = await socket.toArray();
  expect(Buffer.concat(chunks).toString()).toContain("\r\nX-Mock: @dis-openapi/mock\r\n");
});

test("sends the time of its own clock in Date", async () => {
  const mock = await start({ now: () => Date.parse("2031-02-03T04:05:06Z") });
  const { headers } = await get(mock, taskPath());
  expect(headers.get("date")).toBe("Mon, 03 Feb 2031 04:05:06 GMT");
});

test("accepts a token of 32768 characters", async () => {
  const headers = { "X-Auth-Token": "t".repeat(32768) };
  expect((await get(await start(), taskPath(), headers)).status).toBe(200);
});

test("refuses a body of more than 12 MB and keeps serving", async () => {
  const mock = await start();
  const { status, body } = await post(mock, "/v3/auth/tokens", " ".repeat(12 * 1024 * 1024 + 1));
  expect(status).toBe(400);
  expect(body.error_code).toMatch(/^APIGW\./);
  expect((await get(mock, taskPath())).status).toBe(200);
});

/** Send bytes and return everything received until the connection was closed. */
function exchange({ endpoint }: MockDis, bytes: string): Promise<string> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
}

describe("a malformed request", () => {
  test.each([
    ["not HTTP", "nonsense\r\n\r\n"],
    ["a control character in the path", "GET /\x00 HTTP/1.1\r\n\r\n"],
    ["a header without a colon", "GET / HTTP/1.1\r\nno colon\r\n\r\n"],
    ["a malformed chunk", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
    ["a header that is too long", `GET / HTTP/1.1\r\nX-Long: ${"a".repeat(140_000)}\r\n\r\n`],
    ["no Host", `GET ${taskPath()} HTTP/1.1\r\nConnection: close\r\n\r\n`],
    ["a path that is not UTF-8", "GET //x/%ff%fe HTTP/1.0\r\n\r\n"],
  ])("is refused like the gateway does, and the server keeps serving: %s", async (_, bytes) => {
    const mock = await start();
    const [head = "", body = ""] = (await exchange(mock, bytes)).split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(head).toMatch(/^content-type: application\/json\r$/im);
    expect(head).toMatch(/^x-mock-note: \S/im);
    const { request_id, ...error } = JSON.parse(body);
    expect(error).toEqual({ error_code: "APIGW.0106", error_msg: expect.any(String) });
    expect(head).toMatch(new RegExp(`^x-request-id: ${request_id}\r$`, "im"));
    expect((await get(mock, taskPath())).status).toBe(200);
  });

  test.each([
    ["a tunnel", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", ""],
    ["no path", "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "HTTP/1.1 204 "],
    [
      "an expectation",
      `GET ${taskPath()} HTTP/1.1\r\nHost: x\r\nExpect: all\r\nConnection: close\r\n\r\n`,
      "HTTP/1.1 401 ",
    ],
  ])("that can be read is served: %s", async (_, bytes, expected) => {
    const mock = await start();
    expect((await exchange(mock, bytes)).slice(0, 13)).toBe(expected);
    expect((await get(mock, taskPath())).status).toBe(200);
  });

  test("that ends within the body is ignored without a message", async () => {
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
  test("ends kept-alive connections, and may be called again", async () => {
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

  test("ends a connection in the middle of a request", async () => {
    const mock = await startMockDis();
    const { hostname, port } = new URL(mock.endpoint);
    const socket = connect(Number(port), hostname);
    const ended = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    const head =
      "POST /v3/auth/tokens HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n";
    // The response to Expect shows that the request has arrived.
    await new Promise<void>((resolve) => {
      socket.on("data", () => resolve());
      socket.write(head);
    });
    await mock.close();
    await ended;
  });
});

test("listens on the loopback address and a free port", async () => {
  const [one, two] = [await start(), await start()];
  expect(one.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(one.iamEndpoint).toBe(one.endpoint);
  expect(two.endpoint).not.toBe(one.endpoint);
});

test("rejects when the port is in use", async () => {
  const { endpoint } = await start();
  await expect(start({ port: Number(new URL(endpoint).port) })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});

describe("a response that the spec does not allow", () => {
  /** What a test changes in the specs, or in the operations read from them. */
  interface Changes {
    dis?: [from: string, to: string];
    iam?: [from: string, to: string];
    operation?: (operation: Operation) => Partial<Operation>;
  }

  async function startWith({ dis, iam, operation = () => ({}) }: Changes) {
    const change = (spec: object, [from, to]: [string, string] = ["", ""]) => {
      const text = JSON.stringify(spec);
      expect(text).toContain(from);
      return JSON.parse(text.replaceAll(from, to));
    };
    const specs = loadSpecs();
    const operations = await openOperations({
      dis: change(specs.dis, dis),
      iam: change(specs.iam, iam),
    });
    const changed = operations.map((entry) => ({ ...entry, ...operation(entry) }));
    const mock = await listen(createMock(changed));
    onTestFinished(() => mock.close());
    return mock;
  }

  const user = { password: { user: { name: "u", password: "p", domain: { name: "d" } } } };
  const credentials = {
    auth: { identity: { methods: ["password"], ...user }, scope: { project: { name: "p" } } },
  };
  const task = (mock: MockDis) => get(mock, taskPath());
  const token = (mock: MockDis) => post(mock, "/v3/auth/tokens", credentials);

  test.each<[string, Changes, (mock: MockDis) => ReturnType<typeof get>, RegExp]>([
    [
      "the body of a success",
      { dis: ['"create_time":1606554932552', '"create_time":"a while ago"'] },
      task,
      /SeedResponse of showTransferTask .*\/create_time must be integer/,
    ],
    [
      "the body of an error",
      { dis: ['"message":"Transfer task does not exist. [newtask]"', '"text":"x"'] },
      (mock) => get(mock, taskPath("newstream", "nix")),
      /DisTaskNotFound .*must have required property 'message'/,
    ],
    [
      "the body for an unknown path",
      { dis: ['"error_msg":"The API does not exist', '"error_text":"The API does not exist'] },
      (mock) => get(mock, "/nix"),
      /GatewayNotPublished .*must have required property 'error_msg'/,
    ],
    [
      "the body for a request that cannot be read",
      { dis: ['"error_msg":"Orchestration', '"error_text":"Orchestration'] },
      (mock) => get(mock, "/%zz"),
      /GatewayBadRequest .*must have required property 'error_msg'/,
    ],
    [
      "the body for a request that is too long",
      { dis: ['"error_msg":"Orchestration', '"error_text":"Orchestration'] },
      (mock) => post(mock, "/v3/auth/tokens", " ".repeat(12 * 1024 * 1024 + 1)),
      /GatewayBadRequest .*must have required property 'error_msg'/,
    ],
    [
      "the value of a header",
      { iam: ['"maxLength":32768', '"maxLength":5'] },
      token,
      /IamTokenWithCatalog of createToken .*\/headers\/x-subject-token must NOT have more than 5/,
    ],
    [
      "a required header that is missing",
      { iam: ['"X-IAM-Trace-Id":{', '"X-Trace":{"required":true},"X-IAM-Trace-Id":{'] },
      token,
      /IamTokenWithCatalog .*the header X-Trace is missing/,
    ],
    [
      "a status that is not declared",
      {
        operation: ({ responses: { default: _, ...responses }, examples }) => ({
          responses,
          examples: new Map([...examples].map(([name, each]) => [name, { ...each, status: 299 }])),
        }),
      },
      task,
      /SeedResponse .*the status 299 is not declared/,
    ],
    [
      "a content type that is not declared",
      { operation: () => ({ responses: { default: { content: { "text/html": {} } } } }) },
      task,
      /SeedResponse .*the content type application\/json is not declared for the status 200/,
    ],
  ])("is replaced by a 500 and a message on stderr: %s", async (_, changes, send, violation) => {
    const complaint = vi.spyOn(console, "error").mockImplementation(() => {});
    const mock = await startWith(changes);
    const { status, headers } = await send(mock);
    expect(status).toBe(500);
    expect(headers.get("x-mock-note")).toMatch(violation);
    expect(complaint).toHaveBeenCalledWith(expect.stringMatching(violation));
  });

  test("does not affect other examples", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const mock = await startWith({ dis: ['"create_time":1606554932552', '"create_time":""'] });
    expect((await task(mock)).status).toBe(500);
    expect((await get(mock, taskPath("orders", "orders-to-obs"))).status).toBe(200);
  });

  test("keeps the mock from starting if an example has no status", async () => {
    const dis: [string, string] = ['"error_code":"APIGW.0203"', '"error_code":"APIGW.9999"'];
    await expect(startWith({ dis })).rejects.toThrow(/GatewayBackendTimeout.*status/);
  });
});

test("writes nothing to the console without a log option", async () => {
  const spies = (["log", "warn", "error"] as const).map((name) => vi.spyOn(console, name));
  const mock = await start();
  await get(mock, taskPath());
  await raw(mock, { path: "/nix" });
  await post(mock, "/v3/auth/tokens", {});
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});
