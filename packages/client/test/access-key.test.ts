import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { accessKey, DisConfigError } from "../src/index.js";
import { authorization, importKey } from "../src/sign.js";
import {
  clientOf,
  json,
  network,
  path,
  projectId,
  rejection,
  type Sent,
  startTime,
  task,
} from "./support.js";

// The date alone: WebCrypto works in its own time, which no faked timer waits for.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(new Date("2024-01-15T08:30:00Z"));
});
afterEach(startTime);

const keys = { ak: "AKEXAMPLE0000000TEST", sk: "SKExampleSecretKeyForTestVectorsOnly0000" };

/** Verifies a request as a gateway does: with the names that it lists. */
async function verify({ url, method, headers, body }: Sent, sk = keys.sk): Promise<string[]> {
  const given = headers.get("authorization") ?? "";
  const [, ak = "", names = ""] = /Access=(.*), SignedHeaders=(.*), Signature/.exec(given) ?? [];
  const request = { url, method, headers, body: new TextEncoder().encode(body) };
  const expected = await authorization(request, names.split(";"), ak, await importKey(sk));
  expect(given).toBe(expected);
  return names.split(";");
}

describe("a signed request", () => {
  it("has a signature over host, project and date, and no token", async () => {
    const { fetch, sent } = network(json({}));
    await clientOf(fetch, { auth: accessKey(keys) }).showTransferTask(task);
    const [request] = sent;
    expect(request?.headers.get("x-sdk-date")).toBe("20240115T083000Z");
    expect(request?.headers.get("x-project-id")).toBe(projectId);
    expect(request?.headers.has("x-auth-token")).toBe(false);
    expect(request?.headers.has("host")).toBe(false);
    expect(request && (await verify(request))).toEqual(["host", "x-project-id", "x-sdk-date"]);
  });

  it("covers the security token of temporary keys", async () => {
    const { fetch, sent } = network(json({}));
    const auth = accessKey({ ...keys, securityToken: "ggpjbi1ub3J0aC00EXAMPLE" });
    await clientOf(fetch, { auth }).showTransferTask(task);
    expect(sent[0]?.headers.get("x-security-token")).toBe("ggpjbi1ub3J0aC00EXAMPLE");
    expect(sent[0] && (await verify(sent[0]))).toContain("x-security-token");
  });

  it("covers the caller's x- headers, but none that may be changed on the way", async () => {
    const { fetch, sent } = network(json({}));
    await clientOf(fetch, { auth: accessKey(keys) }).showTransferTask(task, {
      headers: { "X-Mine": " a ", X_Mine: "b", "X-My_Own": "c", Accept: "*/*" },
    });
    expect(sent[0] && (await verify(sent[0]))).toEqual([
      "host",
      "x-mine",
      "x-project-id",
      "x-sdk-date",
    ]);
  });

  it("covers the body and its content type", async () => {
    const { fetch, sent } = network(json({}));
    const post = clientOf(fetch, { auth: accessKey(keys) }).raw.POST as (
      path: string,
      init: object,
    ) => Promise<object>;
    await post(path, { params: { path: { project_id: projectId, ...task } }, body: { a: "ä" } });
    expect(sent[0]?.body).toBe('{"a":"ä"}');
    expect(sent[0] && (await verify(sent[0]))).toContain("content-type");
  });

  it("is signed anew for each attempt", async () => {
    const { fetch, sent } = network(() => {
      vi.setSystemTime(Date.now() + 5_000);
      return json({}, 503);
    }, json({}));
    const dis = clientOf(fetch, { auth: accessKey(keys), retry: { baseDelayMs: 0 } });
    await dis.showTransferTask(task);
    expect(sent.map(({ headers }) => headers.get("x-sdk-date"))).toEqual([
      "20240115T083000Z",
      "20240115T083005Z",
    ]);
    for (const request of sent) await verify(request);
  });
});

describe("the keys", () => {
  it("are imported once for the same object, and again when their text has changed", async () => {
    const importSpy = vi.spyOn(crypto.subtle, "importKey");
    const { fetch, sent } = network(json({}));
    const mutable = { ...keys };
    const dis = clientOf(fetch, { auth: accessKey(() => mutable) });
    await dis.showTransferTask(task);
    await dis.showTransferTask(task);
    expect(importSpy).toHaveBeenCalledTimes(1);
    mutable.sk = "another-secret-key";
    await dis.showTransferTask(task);
    expect(importSpy).toHaveBeenCalledTimes(2);
    expect(sent[2] && (await verify(sent[2], "another-secret-key"))).toBeDefined();
  });

  it("may change between attempts, from temporary to permanent ones", async () => {
    const { fetch, sent } = network(json({}, 503), json({}));
    const given = [{ ...keys, securityToken: "temporary" }, keys];
    const auth = accessKey(async () => given.shift() ?? keys);
    await clientOf(fetch, { auth, retry: { baseDelayMs: 0 } }).showTransferTask(task);
    expect(sent.map(({ headers }) => headers.get("x-security-token"))).toEqual(["temporary", null]);
  });

  const wrong: [string, unknown][] = [
    ["nothing", undefined],
    ["a text", "SECRET"],
    ["no sk", { ak: "SECRET" }],
    ["an empty ak", { ak: "", sk: "SECRET" }],
    ["a control character", { ak: "SECRET", sk: "SECRET\n" }],
    ["a wrong security token", { ...keys, securityToken: "SECRET\n" }],
  ];
  it.each(wrong)("that are wrong are a DisConfigError without them: %s", async (_, value) => {
    // The types refuse some of these; plain JavaScript does not.
    const given = value as typeof keys;
    let thrown: unknown;
    try {
      accessKey(given);
    } catch (error) {
      thrown = error;
    }
    const { fetch, sent } = network(json({}));
    const auth = accessKey(() => given);
    const error = await rejection(clientOf(fetch, { auth }).showTransferTask(task));
    for (const one of [thrown, error]) {
      expect(one).toBeInstanceOf(DisConfigError);
      expect(String(one)).toMatch(/auth: (ak|sk|securityToken) must be/);
      expect(String(one)).not.toContain("SECRET");
    }
    expect(sent).toHaveLength(0);
  });

  it("whose function throws are a DisConfigError without what it threw", async () => {
    const auth = accessKey(() => Promise.reject(new Error("SECRET")));
    const error = await rejection(
      clientOf(network(json({})).fetch, { auth }).showTransferTask(task),
    );
    expect(error).toBeInstanceOf(DisConfigError);
    expect(String(error)).toContain("auth: accessKey: the function threw an error");
  });
});

describe("a wrong clock", () => {
  /** A gateway whose clock is right, and which refuses a date that is more than 15 minutes off. */
  function gateway(answers = { accepted: () => json({ state: "RUNNING" }) }) {
    const right = Date.UTC(2024, 0, 15, 12);
    const started = Date.now();
    return network(({ headers }) => {
      const now = right + Date.now() - started;
      const date = headers.get("x-sdk-date") ?? "";
      const iso = date.replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
      return Math.abs(Date.parse(iso) - now) > 900_000
        ? json({ error_code: "APIGW.0301", error_msg: "Expired." }, 401, {
            date: new Date(now).toUTCString(),
          })
        : answers.accepted();
    });
  }

  it("is learned from a refusal, and the request is signed once more", async () => {
    const { fetch, sent } = gateway();
    const dis = clientOf(fetch, { auth: accessKey(keys) });
    const { data, attempts } = await dis.showTransferTask.withResponse(task);
    expect({ data, attempts }).toEqual({ data: { state: "RUNNING" }, attempts: 2 });
    expect(sent[1]?.headers.get("x-sdk-date")).toBe("20240115T120000Z");
    expect((await dis.showTransferTask.withResponse(task)).attempts).toBe(1);
  });

  it("is learned even if retry is false, and for a method that is not idempotent", async () => {
    const { fetch, sent } = gateway();
    const dis = clientOf(fetch, { auth: accessKey(keys), retry: false });
    const post = dis.raw.POST as (path: string, init: object) => Promise<{ data: unknown }>;
    const { data } = await post(path, {
      params: { path: { project_id: projectId, ...task } },
      body: {},
    });
    expect(data).toEqual({ state: "RUNNING" });
    expect(sent).toHaveLength(2);
  });

  it("is learned again when the clock here is mended", async () => {
    const refusal = json({}, 401, { date: new Date(Date.now()).toUTCString() });
    const later = network(refusal, json({}));
    const auth = accessKey(keys);
    await clientOf(gateway().fetch, { auth }).showTransferTask(task);
    await clientOf(later.fetch, { auth }).showTransferTask(task);
    expect(later.sent.map(({ headers }) => headers.get("x-sdk-date"))).toEqual([
      "20240115T120000Z",
      "20240115T083000Z",
    ]);
  });

  it("is not blamed when the clock is right: a bad key is not tried again", async () => {
    const date = new Date(Date.now() + 299_000).toUTCString();
    const { fetch, sent } = network(json({ error_code: "APIGW.0301" }, 401, { date }));
    const call = clientOf(fetch, { auth: accessKey(keys) }).showTransferTask(task);
    expect(await rejection(call)).toMatchObject({ status: 401, attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  it("is not blamed without a date", async () => {
    const { fetch, sent } = network(json({}, 401));
    const call = clientOf(fetch, { auth: accessKey(keys) }).showTransferTask(task);
    expect(await rejection(call)).toMatchObject({ status: 401 });
    expect(sent).toHaveLength(1);
  });

  it("and a bad key cost one needless signature, not one for each caller", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const { fetch, sent } = network(json({ error_code: "APIGW.0301" }, 401, { date }));
    const dis = clientOf(fetch, { auth: accessKey(keys) });
    const errors = await Promise.all(
      Array.from({ length: 10 }, () => rejection(dis.showTransferTask(task))),
    );
    expect(errors.every((error) => Object(error).status === 401)).toBe(true);
    expect(sent).toHaveLength(11);
    expect(await rejection(dis.showTransferTask(task))).toMatchObject({ attempts: 1 });
  });

  it("is learned once for callers that are refused together, which all succeed", async () => {
    const { fetch, sent } = gateway();
    const dis = clientOf(fetch, { auth: accessKey(keys) });
    const results = await Promise.all(
      Array.from({ length: 10 }, () => dis.showTransferTask.withResponse(task)),
    );
    expect(results.map(({ attempts }) => attempts)).toEqual(Array(10).fill(2));
    expect(sent).toHaveLength(20);
  });

  it("does not hold the others when the caller that tries first gives up", async () => {
    const { fetch } = gateway({ accepted: () => json({}) });
    const urls: string[] = [];
    const dis = clientOf(
      async (url, init) => {
        urls.push(url);
        // The third request is the first to try again, whichever call signs faster.
        if (urls.length > 2 && url === urls[2]) return new Promise(() => {});
        await vi.waitFor(() => expect(urls.length).toBeGreaterThan(1));
        return fetch(url, init);
      },
      { auth: accessKey(keys) },
    );
    const calls = ["one", "two"].map((task_name) => {
      const controller = new AbortController();
      const params = { ...task, task_name };
      const call = dis.showTransferTask.withResponse(params, { signal: controller.signal });
      return { task_name, controller, outcome: call.catch((error: unknown) => error) };
    });
    await vi.waitFor(() => expect(urls).toHaveLength(3));
    const isFirst = ({ task_name }: { task_name: string }) => urls[2]?.endsWith(task_name);
    const first = calls.find(isFirst);
    const other = calls.find((call) => !isFirst(call));
    first?.controller.abort();
    expect(await first?.outcome).toBe(first?.controller.signal.reason);
    expect(await other?.outcome).toHaveProperty("attempts", 2);
  });

  it("is known to every client that shares the authentication", async () => {
    const { fetch } = gateway();
    const auth = accessKey(keys);
    await clientOf(fetch, { auth }).showTransferTask(task);
    expect((await clientOf(fetch, { auth }).showTransferTask.withResponse(task)).attempts).toBe(1);
  });
});
