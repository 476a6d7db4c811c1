import nodeCrypto from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { authorization, importKey } from "../src/auth/sign.js";
import { accessKey, DisConfigError } from "../src/index.js";
import {
  clientOf,
  json,
  keys,
  network,
  post,
  projectId,
  rejection,
  type Sent,
  startTime,
  task,
} from "./support.js";

// Fake only the date: faked timers do not wait for WebCrypto.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(new Date("2024-01-15T08:30:00Z"));
});
afterEach(startTime);

/** Verify a request as a gateway does, with the header names that it lists. */
async function verify({ url, method, headers, body }: Sent, sk = keys.sk): Promise<string[]> {
  const given = headers.get("authorization") ?? "";
  const [, ak = "", names = ""] = /Access=(.*), SignedHeaders=(.*), Signature/.exec(given) ?? [];
  const request = { url, method, headers, body: new TextEncoder().encode(body) };
  const expected = await authorization(request, names.split(";"), ak, await importKey(sk));
  expect(given).toBe(expected);
  return names.split(";");
}

describe("a signed request", () => {
  test("signs host, project and date, and sends no token", async () => {
    const { fetch, sent } = network(json({}));
    await clientOf(fetch, { auth: accessKey(keys) }).showTransferTask(task);
    const [request] = sent;
    expect(request?.headers.get("x-sdk-date")).toBe("20240115T083000Z");
    expect(request?.headers.get("x-project-id")).toBe(projectId);
    expect(request?.headers.has("x-auth-token")).toBe(false);
    expect(request?.headers.has("host")).toBe(false);
    expect(request && (await verify(request))).toEqual(["host", "x-project-id", "x-sdk-date"]);
  });

  test("signs the security token of temporary keys", async () => {
    const { fetch, sent } = network(json({}));
    const auth = accessKey({ ...keys, securityToken: "ggpjbi1ub3J0aC00EXAMPLE" });
    await clientOf(fetch, { auth }).showTransferTask(task);
    expect(sent[0]?.headers.get("x-security-token")).toBe("ggpjbi1ub3J0aC00EXAMPLE");
    expect(sent[0] && (await verify(sent[0]))).toContain("x-security-token");
  });

  test("signs the caller's x- headers, but no header that may change on the way", async () => {
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

  test("signs the body and its content type", async () => {
    const { fetch, sent } = network(json({}));
    await post(clientOf(fetch, { auth: accessKey(keys) }), { a: "ä" });
    expect(sent[0]?.body).toBe('{"a":"ä"}');
    expect(sent[0] && (await verify(sent[0]))).toContain("content-type");
  });

  test("signs each attempt again, with its own date", async () => {
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
  test("are imported once for the same object, and again when their text has changed", async () => {
    const importSpy = vi.spyOn(nodeCrypto, "createSecretKey");
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

  test("a function may return temporary keys and then permanent ones", async () => {
    const { fetch, sent } = network(json({}, 503), json({}));
    const given = [{ ...keys, securityToken: "temporary" }, keys];
    const auth = accessKey(async () => given.shift() ?? keys);
    await clientOf(fetch, { auth, retry: { baseDelayMs: 0 } }).showTransferTask(task);
    expect(sent.map(({ headers }) => headers.get("x-security-token"))).toEqual(["temporary", null]);
  });

  const wrong: [string, unknown][] = [
    ["undefined", undefined],
    ["a string", "SECRET"],
    ["keys without sk", { ak: "SECRET" }],
    ["keys with an empty ak", { ak: "", sk: "SECRET" }],
    ["keys with a control character", { ak: "SECRET", sk: "SECRET\n" }],
    ["keys with a wrong security token", { ...keys, securityToken: "SECRET\n" }],
  ];
  test.each(wrong)(
    "%s in place of access keys is a DisConfigError without the value",
    async (_, value) => {
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
    },
  );

  test("a function for access keys that throws is a DisConfigError without what it threw", async () => {
    const auth = accessKey(() => Promise.reject(new Error("SECRET")));
    const error = await rejection(
      clientOf(network(json({})).fetch, { auth }).showTransferTask(task),
    );
    expect(error).toBeInstanceOf(DisConfigError);
    expect(String(error)).toContain("auth: accessKey: the function threw an error");
  });
});

describe("a wrong clock", () => {
  /** A gateway with a correct clock, which refuses a date that is more than 15 minutes off. */
  function gateway(replies = { accepted: () => json({ state: "RUNNING" }) }) {
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
        : replies.accepted();
    });
  }

  test("a wrong clock is corrected after a refusal, and the request is signed again", async () => {
    const { fetch, sent } = gateway();
    const dis = clientOf(fetch, { auth: accessKey(keys) });
    const { data, attempts } = await dis.showTransferTask.withResponse(task);
    expect({ data, attempts }).toEqual({ data: { state: "RUNNING" }, attempts: 2 });
    expect(sent[1]?.headers.get("x-sdk-date")).toBe("20240115T120000Z");
    expect((await dis.showTransferTask.withResponse(task)).attempts).toBe(1);
  });

  test("a wrong clock is corrected without retries and for a method that is not idempotent", async () => {
    const { fetch, sent } = gateway();
    const dis = clientOf(fetch, { auth: accessKey(keys), retry: false });
    const { data } = await post(dis, {});
    expect(data).toEqual({ state: "RUNNING" });
    expect(sent).toHaveLength(2);
  });

  test("a corrected clock is corrected again after the clock was set right", async () => {
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

  test("a refusal with a correct clock is not retried", async () => {
    const date = new Date(Date.now() + 299_000).toUTCString();
    const { fetch, sent } = network(json({ error_code: "APIGW.0301" }, 401, { date }));
    const call = clientOf(fetch, { auth: accessKey(keys) }).showTransferTask(task);
    expect(await rejection(call)).toMatchObject({ status: 401, attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  test("a refusal without a date is not retried", async () => {
    const { fetch, sent } = network(json({}, 401));
    const call = clientOf(fetch, { auth: accessKey(keys) }).showTransferTask(task);
    expect(await rejection(call)).toMatchObject({ status: 401 });
    expect(sent).toHaveLength(1);
  });

  test("a wrong clock and a bad key cost ten callers one extra signature", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const { fetch, sent } = network(json({ error_code: "APIGW.0301" }, 401, { date }));
    const dis = clientOf(fetch, { auth: accessKey(keys) });
    const errors = await Promise.all(
      Array.from({ length: 10 }, () => rejection(dis.showTransferTask(task))),
    );
    expect(errors.every((error) => Object(error).status === 401)).toBe(true);
    expect(sent).toHaveLength(11);
    // A correction that was refused is not kept, so that a later call can find the right one.
    expect(await rejection(dis.showTransferTask(task))).toMatchObject({ attempts: 2 });
  });

  test("callers that are refused together for a wrong clock all succeed", async () => {
    const { fetch, sent } = gateway();
    const dis = clientOf(fetch, { auth: accessKey(keys) });
    const results = await Promise.all(
      Array.from({ length: 10 }, () => dis.showTransferTask.withResponse(task)),
    );
    expect(results.map(({ attempts }) => attempts)).toEqual(Array(10).fill(2));
    expect(sent).toHaveLength(20);
  });

  test("callers go on when the one that tries a corrected clock first gives up", async () => {
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

  test("a corrected clock is shared by the clients of one accessKey", async () => {
    const { fetch } = gateway();
    const auth = accessKey(keys);
    await clientOf(fetch, { auth }).showTransferTask(task);
    expect((await clientOf(fetch, { auth }).showTransferTask.withResponse(task)).attempts).toBe(1);
  });
});
