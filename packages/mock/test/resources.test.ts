import { describe, expect, test } from "vitest";
import type { MockDis } from "../src/index.js";
import { send } from "./helpers.js";
import { now, startSynthetic } from "./synthetic-spec.js";

const box = "/v9/p1/boxes/shed/widgets";
const body = (widget_name: string, kind = "round") => ({ kind, [kind]: { widget_name } });
const create = (mock: MockDis, name: string) => send(mock, "POST", box, body(name));
const show = (mock: MockDis, name: string) => send(mock, "GET", `${box}/${name}`);

/** Return the names that a list has. */
async function namesIn(mock: MockDis, path = box): Promise<string[]> {
  const { status, body } = await send(mock, "GET", path);
  expect(status).toBe(200);
  return body.page.widgets.map(({ widget_name }: Record<string, string>) => widget_name);
}

describe("a resource", () => {
  test("is created, listed, shown, stopped, started and deleted", async () => {
    const mock = await startSynthetic({ state: { widget: [] } });
    expect(await namesIn(mock)).toEqual([]);

    const created = await create(mock, "saw");
    expect({ status: created.status, body: created.body }).toEqual({
      status: 201,
      body: undefined,
    });
    expect(created.headers.get("content-type")).toBeNull();

    const { body: list } = await send(mock, "GET", box);
    const id = list.page.widgets[0].widget_id;
    expect(id).toMatch(/^[A-Za-z0-9]{7}$/);
    const entry = { widget_id: id, widget_name: "saw", made: now, state: "BUSY" };
    expect(list).toEqual({ page: { widgets: [entry] }, total: 1, quota: 3 });
    expect((await show(mock, "saw")).body).toEqual({ ...entry, box_name: "shed" });

    for (const [verb, state] of [
      ["stop", "IDLE"],
      ["start", "BUSY"],
    ]) {
      const acted = await send(mock, "POST", `${box}/action`, { verb, widgets: [{ id }] });
      expect({ status: acted.status, body: acted.body }).toEqual({ status: 200, body: undefined });
      expect((await show(mock, "saw")).body.state).toBe(state);
    }

    const deleted = await send(mock, "DELETE", `${box}/saw`);
    expect({ status: deleted.status, body: deleted.body }).toEqual({
      status: 204,
      body: undefined,
    });
    for (const method of ["GET", "DELETE"]) {
      const gone = await send(mock, method, `${box}/saw`);
      expect(gone.status).toBe(400);
      expect(gone.body).toEqual({ errorCode: "W.2", message: "No widget. [saw]" });
      expect(gone.headers.get("x-mock-note")).toBe("known widget_name: none");
    }
  });

  test("is refused under a name in use, and beyond the limit of its parent", async () => {
    const mock = await startSynthetic();
    const duplicate = await create(mock, "hammer");
    expect(duplicate.status).toBe(400);
    expect(duplicate.body).toEqual({ errorCode: "W.3", message: "Same widget. [hammer]" });
    for (const name of ["saw", "axe"]) expect((await create(mock, name)).status).toBe(201);
    expect((await create(mock, "nail")).body.errorCode).toBe("W.4");
    await send(mock, "DELETE", `${box}/axe`);
    expect((await create(mock, "nail")).status).toBe(201);
  });

  test("is updated by the fields that it has, with sensitive values masked", async () => {
    const mock = await startSynthetic();
    const change = { widget_name: "hammer", size: 4, unknown: 1, parts: { pin: "SECRET", n: 1 } };
    const updated = await send(mock, "PUT", box, change);
    expect({ status: updated.status, body: updated.body }).toEqual({
      status: 200,
      body: undefined,
    });
    expect((await show(mock, "hammer")).body).toEqual({
      box_name: "shed",
      widget_name: "hammer",
      widget_id: "h1",
      made: 7,
      state: "BUSY",
      size: 4,
      parts_out: { pin: "****", n: 1 },
    });
    const missing = await send(mock, "PUT", box, { widget_name: "saw" });
    expect(missing.body).toEqual({ errorCode: "W.2", message: "No widget. [saw]" });
  });

  test("is not changed by a batch that names an unknown one", async () => {
    const mock = await startSynthetic();
    const widgets = [{ id: "h1" }, { id: "h2" }];
    const { status, body } = await send(mock, "POST", `${box}/action`, { verb: "stop", widgets });
    expect(status).toBe(400);
    expect(body).toEqual({ errorCode: "W.2", message: "No widget. [h2]" });
    expect((await show(mock, "hammer")).body.state).toBe("BUSY");
  });

  test("belongs to one mock, project and parent", async () => {
    const state = { box: [{ box_name: "shed" }, { box_name: "attic" }], widget: [] };
    const mock = await startSynthetic({ state });
    await create(mock, "saw");
    expect(await namesIn(mock)).toEqual(["saw"]);
    expect(await namesIn(mock, box.replace("shed", "attic"))).toEqual([]);
    expect(await namesIn(mock, box.replace("p1", "p2"))).toEqual([]);
    expect(await namesIn(await startSynthetic({ state }))).toEqual([]);
  });

  test("of an unknown parent is refused by each operation", async () => {
    const mock = await startSynthetic();
    const cellar = box.replace("shed", "cellar");
    for (const [method, path, sent] of [
      ["GET", cellar],
      ["POST", cellar, body("saw")],
      ["GET", `${cellar}/hammer`],
      ["DELETE", `${cellar}/hammer`],
    ] as const) {
      const { status, body } = await send(mock, method, path, sent);
      expect(status).toBe(400);
      expect(body).toEqual({ errorCode: "W.1", message: "No box. [cellar][p1]" });
    }
  });

  test("starts with given records, completed by what the service makes up", async () => {
    const state = { widget: [{ box_name: "attic", widget_name: "rope", size: 3 }] };
    const mock = await startSynthetic({ state });
    const { body } = await send(mock, "GET", `${box.replace("shed", "attic")}/rope`);
    expect(body).toMatchObject({ widget_name: "rope", size: 3, state: "BUSY", made: now });
    expect((await show(mock, "hammer")).body.errorCode).toBe("W.2");
  });

  test("keeps the state of its script in shows and lists", async () => {
    const mock = await startSynthetic({ scripts: { saw: ["IDLE", "BUSY"] } });
    await create(mock, "saw");
    const states = [];
    for (let request = 0; request < 3; request += 1) {
      const { body: list } = await send(mock, "GET", box);
      states.push(list.page.widgets[1].state, (await show(mock, "saw")).body.state);
    }
    expect(states).toEqual(["IDLE", "IDLE", "IDLE", "BUSY", "BUSY", "BUSY"]);
  });

  test("is not created by a request with Prefer", async () => {
    const mock = await startSynthetic();
    const headers = { Prefer: "example=201" };
    expect((await send(mock, "POST", box, body("saw"), headers)).status).toBe(201);
    expect((await show(mock, "saw")).status).toBe(400);
    const preferred = await send(mock, "GET", `${box}/saw`, undefined, { Prefer: "example=NoBox" });
    expect(preferred.body.errorCode).toBe("W.1");
  });

  test.each<[state: Record<string, Record<string, unknown>[]>, message: string]>([
    [{ widgit: [] }, "unknown resource `state.widgit`; did you mean `widget`?"],
    [{ widget: [{ widget_name: "w" }] }, "`state.widget[0].box_name` must be a non-empty string"],
    [
      { widget: [{ box_name: "b", widget_name: "w", state: "IDEL" }] },
      'unknown state "IDEL" in `state.widget[0].state`; did you mean `IDLE`?',
    ],
    [
      { widget: [{ box_name: "b", widget_name: "w", made: "now" }] },
      "`state.widget[0]` does not conform to the spec: /made must be integer",
    ],
  ])("refuses the state %j", async (state, message) => {
    await expect(startSynthetic({ state })).rejects.toThrow(
      new TypeError(`startMockDis: ${message}`),
    );
  });
});

describe("a query parameter", () => {
  test("limits a list by its type and default, and continues after a key", async () => {
    const mock = await startSynthetic();
    for (const name of ["saw", "axe"]) await create(mock, name);
    expect(await namesIn(mock)).toEqual(["hammer", "saw"]);
    expect(await namesIn(mock, `${box}?limit=1`)).toEqual(["hammer"]);
    expect(await namesIn(mock, `${box}?limit=10&after=hammer`)).toEqual(["saw", "axe"]);
    expect(await namesIn(mock, `${box}?states=IDLE,BUSY`)).toHaveLength(2);
  });

  test.each([
    ["limit=0", "limit"],
    ["limit=11", "limit"],
    ["limit=1.5", "limit"],
    ["limit=x", "limit"],
    ["limit=1&limit=2", "limit"],
    ["states=IDLE,LOST", "states.1"],
  ])("is named by the error for ?%s", async (query, name) => {
    const { status, headers, body } = await send(await startSynthetic(), "GET", `${box}?${query}`);
    expect(status).toBe(400);
    expect(body).toEqual({
      errorCode: "DIS.4200",
      message: `Invalid request. [Invalid ${name}.]`,
    });
    expect(headers.get("x-mock-note")).toContain(`/query/${name.replace(".", "/")} must`);
  });
});

test.each<[body: unknown, name: string]>([
  [undefined, "request body"],
  ["{", "request body"],
  [{ kind: "oval" }, "kind"],
  [{ kind: "round" }, "round"],
  [{ kind: "square", square: { widget_name: "w", size: 6 } }, "square.size"],
  [{ kind: "round", round: {} }, "round.widget_name"],
  [{ kind: "round", round: { widget_name: "A B" } }, "round.widget_name"],
])("the error for the body %j names what is wrong", async (body, name) => {
  const reply = await send(await startSynthetic(), "POST", box, body);
  expect(reply.status).toBe(400);
  expect(reply.body.message).toBe(`Invalid request. [Invalid ${name}.]`);
});

test("an operation that declares no 401 still refuses missing credentials with the gateway's", async () => {
  const mock = await startSynthetic();
  const response = await fetch(mock.endpoint + box);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error_code: "APIGW.0301" });
});
