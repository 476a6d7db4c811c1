import { describe, expect, expectTypeOf, test } from "vitest";
import {
  type CallOptions,
  createDisClient,
  DisConfigError,
  type ShowTransferTaskResponse,
  token,
} from "../src/index.js";
import { address, clientOf, json, network, projectId, rejection, task } from "./support.js";

describe("an operation by name", () => {
  test("an operation sends the request of the spec and returns the decoded body", async () => {
    const { fetch, sent } = network(json({ task_name: "newtask", state: "RUNNING" }));
    const data = await clientOf(fetch).showTransferTask(task);
    expect(data).toEqual({ task_name: "newtask", state: "RUNNING" });
    expectTypeOf(data).toEqualTypeOf<ShowTransferTaskResponse>();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ url: address, method: "GET", body: "" });
    expect(sent[0]?.init.redirect).toBe("manual");
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
      "user-agent": expect.stringMatching(/^dis-openapi-client\/\d/),
      "x-auth-token": "a-token-of-a-test",
    });
  });

  test("withResponse returns the response, the request id and the attempts", async () => {
    const { fetch } = network(
      json({}, 503),
      json({ state: "RUNNING" }, 200, { "x-request-id": "r1" }),
    );
    const dis = clientOf(fetch, { retry: { baseDelayMs: 0 } });
    const { data, response, requestId, attempts } = await dis.showTransferTask.withResponse(task);
    expect(data).toEqual({ state: "RUNNING" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect({ requestId, attempts }).toEqual({ requestId: "r1", attempts: 2 });
  });

  test("an operation calls the host of the region, or the endpoint with its path", async () => {
    const { fetch, sent } = network(json({}));
    await clientOf(fetch, { region: "eu-de" }).showTransferTask(task);
    await clientOf(fetch, {
      region: undefined,
      endpoint: "https://proxy.example.com/dis/",
    }).showTransferTask(task);
    expect(sent.map(({ url }) => url)).toEqual([
      `https://dis.eu-de.otc.t-systems.com/v2/${projectId}/streams/newstream/transfer-tasks/newtask`,
      `https://proxy.example.com/dis/v2/${projectId}/streams/newstream/transfer-tasks/newtask`,
    ]);
  });

  test("the headers of a call are sent but cannot replace the credentials", async () => {
    const { fetch, sent } = network(json({}));
    await clientOf(fetch).showTransferTask(task, {
      headers: { Prefer: "example=ObsRunning", "User-Agent": "mine", "X-Auth-Token": "other" },
    });
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
      prefer: "example=ObsRunning",
      "user-agent": "mine",
      "x-auth-token": "a-token-of-a-test",
    });
  });
});

describe("the project", () => {
  test("project_id of a call replaces the projectId of the client", async () => {
    const { fetch, sent } = network(json({}));
    await clientOf(fetch).showTransferTask({ ...task, project_id: "other" });
    expect(sent[0]?.url).toContain("/v2/other/streams/");
  });

  test("a projectId function is called for each call with the operation", async () => {
    const { fetch, sent } = network(json({}));
    const asked: string[] = [];
    const dis = clientOf(fetch, {
      projectId: async ({ operationId }) => {
        asked.push(operationId);
        return `project${asked.length}`;
      },
    });
    await dis.showTransferTask(task);
    await dis.showTransferTask(task);
    await dis.showTransferTask({ ...task, project_id: "given" });
    expect(sent.map(({ url }) => url.split("/")[4])).toEqual(["project1", "project2", "given"]);
    expect(asked).toEqual(["showTransferTask", "showTransferTask"]);
  });

  test.each([
    ["missing", undefined, /: showTransferTask: projectId is missing/],
    [
      "a function that throws",
      () => Promise.reject(new Error("SECRET")),
      /projectId: the function threw/,
    ],
    [
      "a function that returns an empty string",
      async () => "",
      /projectId must be 1 to 64 characters/,
    ],
    [
      "a function that returns a path",
      async () => "a/../b",
      /projectId must be 1 to 64 characters/,
    ],
  ])(
    "a projectId that is %s is a DisConfigError before anything is sent",
    async (_, projectId, message) => {
      const { fetch, sent } = network(json({}));
      const error = await rejection(clientOf(fetch, { projectId }).showTransferTask(task));
      expect(error).toBeInstanceOf(DisConfigError);
      expect(error).toMatchObject({ operationId: "showTransferTask", attempts: 0 });
      expect(String(error)).toMatch(message);
      expect(String(error)).not.toContain("SECRET");
      expect(sent).toHaveLength(0);
    },
  );
});

describe("wrong arguments", () => {
  const refused: [string, object, RegExp][] = [
    ["a missing name", { stream_name: "a" }, /task_name must be 1 to 64 characters/],
    ["an empty name", { ...task, task_name: "" }, /task_name must be/],
    ["a name that is too long", { ...task, task_name: "a".repeat(65) }, /task_name must be/],
    ["a dot segment", { ...task, stream_name: ".." }, /stream_name must be/],
    ["a separator", { ...task, stream_name: "a/b" }, /stream_name must be/],
    ["a control character", { ...task, stream_name: "a\n" }, /stream_name must be/],
    ["null", { ...task, stream_name: null }, /stream_name must be/],
    ["an object", { ...task, stream_name: { a: 1 } }, /stream_name must be/],
    ["a malformed project id", { ...task, project_id: "a-b" }, /project_id must be/],
    ["an unknown parameter", { ...task, streamName: "a" }, /streamName is not a parameter/],
    ["a body", { ...task, body: {} }, /body is not a parameter/],
  ];
  test.each(refused)(
    "parameters with %s are a DisConfigError before anything is sent",
    async (_, params, message) => {
      const { fetch, sent } = network(json({}));
      // The types refuse these; plain JavaScript does not.
      const error = await rejection(clientOf(fetch).showTransferTask(params as typeof task));
      expect(error).toBeInstanceOf(DisConfigError);
      expect(error).toMatchObject({ operationId: "showTransferTask", attempts: 0 });
      expect(String(error)).toMatch(message);
      expect(sent).toHaveLength(0);
    },
  );

  test.each([
    ["an unknown option", { timeout: 1 }, /timeout is not an option/],
    ["a time of zero", { timeoutMs: 0 }, /timeoutMs must be a whole number from 1/],
    ["a header with a line feed", { headers: { A: "SECRET\n" } }, /headers\.A must be plain ASCII/],
    [
      "a header with a bad name",
      { headers: { "A:": "SECRET" } },
      /headers\.A: must be plain ASCII/,
    ],
  ])(
    "call options with %s are a DisConfigError before anything is sent",
    async (_, options, message) => {
      const { fetch, sent } = network(json({}));
      // The types refuse some of these; plain JavaScript does not.
      const error = await rejection(clientOf(fetch).showTransferTask(task, options as CallOptions));
      expect(error).toBeInstanceOf(DisConfigError);
      expect(error).toMatchObject({ operationId: "showTransferTask", attempts: 0 });
      expect(String(error)).toMatch(message);
      expect(String(error)).not.toContain("SECRET");
      expect(sent).toHaveLength(0);
    },
  );
});

test("a client without a fetch option uses the global fetch of the moment", async () => {
  const { fetch, sent } = network(json({}));
  const dis = createDisClient({ region: "cn-north-4", projectId, auth: token("abcd") });
  const before = globalThis.fetch;
  // The client calls it with an address and an init, as `network` takes them.
  globalThis.fetch = fetch as typeof globalThis.fetch;
  try {
    await dis.showTransferTask(task);
  } finally {
    globalThis.fetch = before;
  }
  expect(sent).toHaveLength(1);
});
