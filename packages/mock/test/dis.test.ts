import { describe, expect, it } from "vitest";
import { openOperations } from "../src/operations.js";
import { loadSpecs } from "../src/spec.js";
import { get, raw, start, taskPath, tokenHeader } from "./helpers.js";

const operations = await openOperations(loadSpecs());
const operation = operations.find(({ operationId }) => operationId === "showTransferTask");
const examples = [...(operation?.examples.values() ?? [])];
const prefer = (name: string) => ({ ...tokenHeader, Prefer: `example=${name}` });

describe("a task", () => {
  const tasks = examples.filter(({ status }) => status === 200);

  it("is there for more than one example", () => {
    expect(tasks.length).toBeGreaterThan(1);
  });

  it.each(tasks)("is found by its name: $name", async ({ value }) => {
    const { stream_name, task_name } = value as Record<string, string>;
    const { status, headers, body } = await get(await start(), taskPath(stream_name, task_name));
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    expect(body).toEqual(value);
  });

  it("is found with query keys that the spec does not know, and with a trailing slash", async () => {
    const mock = await start();
    const { status } = await get(mock, `${taskPath()}?stream_name=newstream&x=1&x=2`);
    expect(status).toBe(200);
    expect((await get(mock, `${taskPath()}/`)).status).toBe(200);
  });

  it("that no example has is DIS.4354 with status 400, and names what was asked for", async () => {
    const { status, headers, body } = await get(await start(), taskPath("newstream", "other"));
    expect(status).toBe(400);
    expect(body.errorCode).toBe("DIS.4354");
    expect(body.message).toContain("[other]");
    expect(headers.get("x-mock-note")).toContain("newstream/newtask");
  });

  it("of another stream is DIS.4354 too", async () => {
    const { body } = await get(await start(), taskPath("orders", "newtask"));
    expect(body.errorCode).toBe("DIS.4354");
  });

  it("of a stream that no example has is DIS.4301 with status 400", async () => {
    const { status, body } = await get(await start(), taskPath("s-1"));
    expect(status).toBe(400);
    expect(body.errorCode).toBe("DIS.4301");
    expect(body.message).toContain("[s-1]");
  });
});

describe("a script", () => {
  it("moves a task from state to state, call by call, and stays on the last", async () => {
    const mock = await start({ scripts: { newtask: ["STARTING", "ABNORMAL", "RUNNING"] } });
    const states: string[] = [];
    for (let call = 0; call < 5; call += 1) states.push((await get(mock, taskPath())).body.state);
    expect(states).toEqual(["STARTING", "ABNORMAL", "RUNNING", "RUNNING", "RUNNING"]);
  });

  it("leaves the other tasks and other mocks alone, and is not moved by refused calls", async () => {
    const mock = await start({ scripts: { newtask: ["STARTING", "PAUSED"] } });
    expect((await get(mock, taskPath(), {})).status).toBe(401);
    expect((await get(mock, taskPath("orders", "orders-to-obs"))).body.state).toBe("RUNNING");
    expect((await get(mock, taskPath())).body.state).toBe("STARTING");
    expect((await get(await start(), taskPath())).body.state).toBe("RUNNING");
  });

  it("for a task that no example has is refused at the start, and so is an empty one", async () => {
    await expect(start({ scripts: { nix: ["RUNNING"] } })).rejects.toThrow(/"nix".*newtask/);
    await expect(start({ scripts: { newtask: [] } })).rejects.toThrow(/"newtask" needs a state/);
  });
});

describe("Prefer: example=NAME", () => {
  it.each(examples)("gives $name with status $status", async ({ name, status, value }) => {
    const reply = await get(await start(), taskPath(), prefer(name));
    expect(reply.status).toBe(status);
    const { request_id: _, ...expected } = value as Record<string, unknown>;
    expect(reply.body).toMatchObject(expected);
  });

  it("knows the status of errors that stand under the default response", () => {
    const statuses = Object.fromEntries(examples.map(({ name, status }) => [name, status]));
    expect(statuses).toMatchObject({
      GatewayNotPublished: 404,
      DisAuthFailed441: 441,
      GatewayBackendUnavailable: 502,
      GatewayBackendTimeout: 504,
    });
  });

  it("wins over the task in the path, and over a script", async () => {
    const mock = await start({ scripts: { newtask: ["STARTING"] } });
    expect((await get(mock, taskPath(), prefer("SeedResponse"))).body.state).toBe("RUNNING");
    expect((await get(mock, taskPath("nix", "nix"), prefer("ObsError"))).body.state).toBe("ERROR");
  });

  it("may be quoted and stand among other preferences", async () => {
    const headers = { ...tokenHeader, Prefer: 'wait=3, example="ObsError"; x=1' };
    expect((await get(await start(), taskPath(), headers)).body.state).toBe("ERROR");
  });

  it("with a name that no example has is refused, and the note lists the names", async () => {
    const { status, headers, body } = await get(await start(), taskPath(), prefer("Nix"));
    expect(status).toBe(400);
    expect(body.errorCode).toBe("DIS.4200");
    expect(headers.get("x-mock-note")).toMatch(/no example Nix.*SeedResponse.*GatewayThrottled/);
  });

  it("does not get past missing credentials", async () => {
    expect((await get(await start(), taskPath(), { Prefer: "example=ObsError" })).status).toBe(401);
  });

  it("sends Retry-After with a 429, and with nothing that is no throttling", async () => {
    const mock = await start();
    const throttled = await get(mock, taskPath(), prefer("GatewayThrottled"));
    expect(throttled.status).toBe(429);
    expect(throttled.headers.get("retry-after")).toMatch(/^\d+$/);
    const missing = await get(mock, taskPath(), prefer("GatewayNotPublished"));
    expect(missing.headers.get("retry-after")).toBeNull();
  });
});

describe("a bad request", () => {
  it.each([
    ["with a wrong character", "p_p"],
    ["that is too long", "a".repeat(65)],
    ["that is a parent folder", ".."],
    ["with a control character", "%00"],
  ])("has DIS.4117 for a project %s", async (_, id) => {
    const { status, body } = await raw(await start(), {
      path: taskPath("newstream", "newtask", id),
      headers: tokenHeader,
    });
    expect(status).toBe(400);
    expect(body).toContain("DIS.4117");
  });

  it.each([
    ["stream with a wrong character", taskPath("new.stream")],
    ["stream that is a parent folder", taskPath("..")],
    ["stream that is too long", taskPath("a".repeat(65))],
    ["stream with an encoded slash", taskPath("a%2Fb")],
    ["task with a space", taskPath("newstream", "new%20task")],
    ["task outside ASCII", taskPath("newstream", "%F0%9F%98%80")],
  ])("has DIS.4200 for a %s", async (_, path) => {
    const { status, body } = await raw(await start(), { path, headers: tokenHeader });
    expect(status).toBe(400);
    expect(body).toContain("DIS.4200");
  });

  it("says in the note what is wrong", async () => {
    const { headers } = await get(await start(), taskPath("new.stream"));
    expect(headers.get("x-mock-note")).toContain("/path/stream_name must match pattern");
  });

  it("with malformed percent-encoding is the gateway's 400", async () => {
    const { status, body } = await raw(await start(), {
      path: taskPath("%zz"),
      headers: tokenHeader,
    });
    expect(status).toBe(400);
    expect(body).toContain("APIGW.0106");
  });
});

describe("an unknown path or method", () => {
  it.each([
    ["GET", "/"],
    ["GET", "/v2"],
    ["GET", "//"],
    ["GET", taskPath("", "newtask")],
    ["GET", taskPath("newstream", "newtask/more")],
    ["DELETE", taskPath()],
    ["POST", taskPath()],
    ["TRACE", taskPath()],
    ["GET", "/v3/auth/tokens"],
    ["GET", "http://example.com/"],
  ])("is the gateway's 404, credentials or not: %s %s", async (method, path) => {
    const mock = await start();
    for (const headers of [tokenHeader, {}]) {
      const { status, body } = await raw(mock, { method, path, headers });
      expect(status).toBe(404);
      expect(body).toContain("APIGW.0101");
    }
  });

  it("is a 404 without a body for HEAD", async () => {
    const { status, body } = await raw(await start(), { method: "HEAD", path: taskPath() });
    expect(status).toBe(404);
    expect(body).toBe("");
  });
});

it("checks credentials before values, and values before names", async () => {
  const mock = await start();
  expect((await get(mock, taskPath("new.stream", "nix", "p_p"), {})).status).toBe(401);
  expect((await get(mock, taskPath("nix", "new.task"))).body.errorCode).toBe("DIS.4200");
  expect((await get(mock, taskPath("new.stream", "nix", "p_p"))).body.errorCode).toBe("DIS.4117");
});

it("gives every answer a request id of its own, the same in the gateway's body", async () => {
  const mock = await start();
  const replies = [await get(mock, taskPath()), await get(mock, "/nix"), await get(mock, "/nix")];
  const ids = replies.map(({ headers }) => headers.get("x-request-id"));
  expect(new Set(ids).size).toBe(3);
  expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(replies[1]?.body.request_id).toBe(ids[1]);
});
