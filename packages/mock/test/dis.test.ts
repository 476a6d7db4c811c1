import { afterEach, describe, expect, test, vi } from "vitest";
import { openOperations } from "../src/operations.js";
import { loadSpecs } from "../src/spec.js";
import { exampleOf, get, raw, send, start, taskPath, tokenHeader } from "./helpers.js";

afterEach(() => {
  vi.restoreAllMocks();
});

const operations = await openOperations(loadSpecs());
const operation = operations.find(({ "x-resource": action }) => action?.action === "show");
const examples = [...(operation?.examples.values() ?? [])];
const prefer = (name: string) => ({ ...tokenHeader, Prefer: `example=${name}` });

describe("a task", () => {
  const tasks = examples.filter(({ status }) => status === 200);

  test("exists for more than one example", () => {
    expect(tasks.length).toBeGreaterThan(1);
  });

  test.each(tasks)("is found by its stream and name: $name", async ({ value }) => {
    const { stream_name, task_name } = value as Record<string, string>;
    const { status, headers, body } = await get(await start(), taskPath(stream_name, task_name));
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/json");
    expect(body).toEqual(value);
  });

  test("is found with unknown query keys, and with a trailing slash", async () => {
    const mock = await start();
    const { status } = await get(mock, `${taskPath()}?stream_name=newstream&x=1&x=2`);
    expect(status).toBe(200);
    expect((await get(mock, `${taskPath()}/`)).status).toBe(200);
  });

  test("that does not exist is DIS.4354 with status 400, and the message has its name", async () => {
    const { status, headers, body } = await get(await start(), taskPath("newstream", "other"));
    expect(status).toBe(400);
    expect(body.errorCode).toBe("DIS.4354");
    expect(body.message).toContain("[other]");
    expect(headers.get("x-mock-note")).toBe("known task_name: newtask");
  });

  test("of another stream is DIS.4354", async () => {
    const { body } = await get(await start(), taskPath("orders", "newtask"));
    expect(body.errorCode).toBe("DIS.4354");
  });

  test("of an unknown stream is DIS.4301 with status 400", async () => {
    const { status, body } = await get(await start(), taskPath("s-1"));
    expect(status).toBe(400);
    expect(body.errorCode).toBe("DIS.4301");
    expect(body.message).toContain("[s-1]");
  });
});

describe("a script", () => {
  test("moves a task from state to state, request by request, and stays on the last", async () => {
    const mock = await start({ scripts: { newtask: ["STARTING", "ABNORMAL", "RUNNING"] } });
    const states: string[] = [];
    for (let call = 0; call < 5; call += 1) states.push((await get(mock, taskPath())).body.state);
    expect(states).toEqual(["STARTING", "ABNORMAL", "RUNNING", "RUNNING", "RUNNING"]);
  });

  test("affects no other task or mock, and refused requests do not advance it", async () => {
    const mock = await start({ scripts: { newtask: ["STARTING", "PAUSED"] } });
    expect((await get(mock, taskPath(), {})).status).toBe(401);
    expect((await get(mock, taskPath("orders", "orders-to-obs"))).body.state).toBe("RUNNING");
    expect((await get(mock, taskPath())).body.state).toBe("STARTING");
    expect((await get(await start(), taskPath())).body.state).toBe("RUNNING");
  });

  test("may be for a task that a request creates, but not for a misspelt one", async () => {
    for (const name of ["daily", "newtask2", "newtask-3"]) {
      await expect(start({ scripts: { [name]: ["RUNNING"] } })).resolves.toBeDefined();
    }
    const state = { transferTask: [{ stream_name: "newstream", task_name: "newtask" }] };
    const scripts = { newtsk: ["RUNNING"] };
    await expect(start({ state, scripts })).resolves.toBeDefined();
    await expect(start({ scripts })).rejects.toThrow(/`scripts\.newtsk`.*`newtask`/);
  });

  test("is refused for an unknown state, or without states", async () => {
    await expect(start({ scripts: { newtask: [] } })).rejects.toThrow(
      /`scripts\.newtask` must name at least one state/,
    );
    await expect(start({ scripts: { newtask: ["RUNING"] } })).rejects.toThrow(
      /unknown state "RUNING".*did you mean `RUNNING`\?/,
    );
  });
});

describe("Prefer: example=NAME", () => {
  const all = operations.flatMap((operation) =>
    [...operation.examples.values()].map((example) => ({
      id: operation.operationId,
      operation,
      ...example,
    })),
  );

  test.each(all)("selects $name of $id with status $status", async (example) => {
    const { operation, name, status, value } = example;
    const { method, path, body } = exampleOf(operation);
    const reply = await send(await start(), method, path, body, prefer(name));
    expect(reply.status).toBe(status);
    if (value === undefined) expect(reply.body).toBeUndefined();
    // Each response has a request id of its own.
    else expect({ ...reply.body, request_id: 0 }).toEqual({ ...Object(value), request_id: 0 });
  });

  test("has the right status for errors listed under the default response", () => {
    const statuses = Object.fromEntries(examples.map(({ name, status }) => [name, status]));
    expect(statuses).toMatchObject({
      GatewayNotPublished: 404,
      DisAuthFailed441: 441,
      GatewayBackendUnavailable: 502,
      GatewayBackendTimeout: 504,
    });
  });

  test("takes precedence over the task in the path and over a script", async () => {
    const mock = await start({ scripts: { newtask: ["STARTING"] } });
    expect((await get(mock, taskPath(), prefer("SeedResponse"))).body.state).toBe("RUNNING");
    expect((await get(mock, taskPath("nix", "nix"), prefer("ObsError"))).body.state).toBe("ERROR");
  });

  test("may be quoted and appear among other preferences", async () => {
    const headers = { ...tokenHeader, Prefer: 'wait=3, example="ObsError"; x=1' };
    expect((await get(await start(), taskPath(), headers)).body.state).toBe("ERROR");
  });

  test("is refused for an unknown example, and the note lists the names", async () => {
    const { status, headers, body } = await get(await start(), taskPath(), prefer("Nix"));
    expect(status).toBe(400);
    expect(body.errorCode).toBe("DIS.4200");
    expect(headers.get("x-mock-note")).toMatch(/no example Nix.*SeedResponse.*GatewayThrottled/);
  });

  test("needs credentials", async () => {
    expect((await get(await start(), taskPath(), { Prefer: "example=ObsError" })).status).toBe(401);
  });

  test("sends Retry-After with a 429 but not with other errors", async () => {
    const mock = await start();
    const throttled = await get(mock, taskPath(), prefer("GatewayThrottled"));
    expect(throttled.status).toBe(429);
    // The client obeys it twice, which must fit into the five seconds that test runners allow.
    expect(throttled.headers.get("retry-after")).toMatch(/^[12]$/);
    const missing = await get(mock, taskPath(), prefer("GatewayNotPublished"));
    expect(missing.headers.get("retry-after")).toBeNull();
  });
});

describe("an invalid value", () => {
  test.each([
    ["with an invalid character", "p_p"],
    ["that is too long", "a".repeat(65)],
    ["that is a parent folder", ".."],
    ["with a control character", "%00"],
  ])("is DIS.4117 for a project %s", async (_, id) => {
    const { status, body } = await raw(await start(), {
      path: taskPath("newstream", "newtask", id),
      headers: tokenHeader,
    });
    expect(status).toBe(400);
    expect(body).toContain("DIS.4117");
  });

  test.each([
    ["stream with an invalid character", taskPath("new.stream")],
    ["stream that is a parent folder", taskPath("..")],
    ["stream that is too long", taskPath("a".repeat(65))],
    ["stream with an encoded slash", taskPath("a%2Fb")],
    ["task with a space", taskPath("newstream", "new%20task")],
    ["task outside ASCII", taskPath("newstream", "%F0%9F%98%80")],
  ])("is DIS.4200 for a %s", async (_, path) => {
    const { status, body } = await raw(await start(), { path, headers: tokenHeader });
    expect(status).toBe(400);
    expect(body).toContain("DIS.4200");
  });

  test("is named in the note", async () => {
    const { headers } = await get(await start(), taskPath("new.stream"));
    expect(headers.get("x-mock-note")).toContain("/path/stream_name must match pattern");
  });

  test("with malformed percent-encoding is the gateway's 400", async () => {
    const { status, body } = await raw(await start(), {
      path: taskPath("%zz"),
      headers: tokenHeader,
    });
    expect(status).toBe(400);
    expect(body).toContain("APIGW.0106");
  });
});

test.each(operations)(
  "$operationId responds to its example, with a success or an error of the spec",
  async (operation) => {
    const complaint = vi.spyOn(console, "error");
    const { method, path, body } = exampleOf(operation);
    const { status, headers } = await send(await start(), method, path, body);
    expect(status).toBeLessThan(500);
    if (status >= 400) expect(headers.get("x-mock-note")).toMatch(/./);
    expect(complaint).not.toHaveBeenCalled();
  },
);

describe("an unknown path or method", () => {
  test.each([
    ["GET", "/"],
    ["GET", "/v2"],
    ["GET", "//"],
    ["GET", taskPath("", "newtask")],
    ["GET", taskPath("newstream", "newtask/more")],
    ["PATCH", taskPath()],
    ["TRACE", taskPath()],
    ["GET", "/v3/auth/tokens"],
    ["GET", "http://example.com/"],
  ])("is the gateway's 404 with and without credentials: %s %s", async (method, path) => {
    const mock = await start();
    for (const headers of [tokenHeader, {}]) {
      const { status, body } = await raw(mock, { method, path, headers });
      expect(status).toBe(404);
      expect(body).toContain("APIGW.0101");
    }
  });

  test("is a 404 without a body for HEAD", async () => {
    const { status, body } = await raw(await start(), { method: "HEAD", path: taskPath() });
    expect(status).toBe(404);
    expect(body).toBe("");
  });
});

test("checks credentials before values, and values before existence", async () => {
  const mock = await start();
  expect((await get(mock, taskPath("new.stream", "nix", "p_p"), {})).status).toBe(401);
  expect((await get(mock, taskPath("nix", "new.task"))).body.errorCode).toBe("DIS.4200");
  expect((await get(mock, taskPath("new.stream", "nix", "p_p"))).body.errorCode).toBe("DIS.4117");
});

test("sends a different request id with each response, repeated in the gateway's body", async () => {
  const mock = await start();
  const replies = [await get(mock, taskPath()), await get(mock, "/nix"), await get(mock, "/nix")];
  const ids = replies.map(({ headers }) => headers.get("x-request-id"));
  expect(new Set(ids).size).toBe(3);
  expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(replies[1]?.body.request_id).toBe(ids[1]);
});
