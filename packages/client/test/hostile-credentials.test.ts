import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { iamPassword, lookUpProject } from "../src/auth/iam.js";
import {
  accessKey,
  DisConfigError,
  DisConnectionError,
  DisParseError,
  DisResponseError,
} from "../src/index.js";
import { clientOf, json, keys, network, rejection, startTime, task, user } from "./support.js";

describe("the Date of a refusal", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.setSystemTime(new Date("2024-01-15T08:30:00Z"));
  });
  afterEach(startTime);

  const refusal = (date: string) => json({ error_code: "APIGW.0301" }, 401, { date });
  const dates = ({ sent }: ReturnType<typeof network>) =>
    sent.map(({ headers }) => headers.get("x-sdk-date"));
  const signed = ({ fetch }: ReturnType<typeof network>) =>
    clientOf(fetch, { auth: accessKey(keys), retry: false });

  test.each([
    "Sat, 13 Sep 275760 00:00:00 GMT",
    "Fri, 01 Jan 10000 00:00:00 GMT",
    "Tue, 16 Jan 2024 08:30:01 GMT",
    "Sun, 14 Jan 2024 08:29:59 GMT",
    "Thu, 01 Jan 1970 00:00:00 GMT",
  ])("a clock that is off by more than a day is not believed: %s", async (date) => {
    const net = network(refusal(date), json({}));
    const dis = signed(net);
    expect(await rejection(dis.showTransferTask(task))).toMatchObject({ status: 401, attempts: 1 });
    expect(await dis.showTransferTask(task)).toEqual({});
    expect(dates(net)).toEqual(["20240115T083000Z", "20240115T083000Z"]);
  });

  test("a clock that is off by just under a day is believed", async () => {
    const net = network(refusal("Tue, 16 Jan 2024 08:29:59 GMT"), json({}));
    expect(await signed(net).showTransferTask(task)).toEqual({});
    expect(dates(net)).toEqual(["20240115T083000Z", "20240116T082959Z"]);
  });

  test.each([
    ["refused", refusal("Mon, 15 Jan 2024 10:30:00 GMT"), DisResponseError],
    ["lost", new TypeError("fetch failed"), DisConnectionError],
  ])(
    "a corrected clock is forgotten when the request that tried it is %s",
    async (_, reply, type) => {
      const net = network(refusal("Mon, 15 Jan 2024 10:30:00 GMT"), reply, json({}));
      const dis = signed(net);
      expect(await rejection(dis.showTransferTask(task))).toBeInstanceOf(type);
      expect(await dis.showTransferTask(task)).toEqual({});
      expect(dates(net)).toEqual(["20240115T083000Z", "20240115T103000Z", "20240115T083000Z"]);
    },
  );

  test("a clock that was corrected wrongly is corrected again by the next call", async () => {
    const net = network(
      refusal("Mon, 15 Jan 2024 10:30:00 GMT"),
      json({}),
      refusal("Mon, 15 Jan 2024 08:30:00 GMT"),
      json({}),
    );
    const dis = signed(net);
    await dis.showTransferTask(task);
    await dis.showTransferTask(task);
    expect(dates(net).slice(2)).toEqual(["20240115T103000Z", "20240115T083000Z"]);
  });
});

/** IAM, which numbers its tokens and lists these projects, and a DIS that refuses tokens. */
function cloud({ isDead = (_token: string) => false, projects = [] as unknown[] }) {
  let issued = 0;
  return network(({ url, headers }) => {
    if (url.includes("/v3/projects")) return json({ projects: projects.shift() });
    if (url.includes("/v3/auth/tokens")) {
      const token = { expires_at: new Date(Date.now() + 86_400_000).toISOString() };
      return json({ token }, 201, { "x-subject-token": `token-${++issued}` });
    }
    return isDead(headers.get("x-auth-token") ?? "")
      ? json({ error_code: "APIGW.0301" }, 401)
      : json({});
  });
}

describe("one iamPassword for several projects", () => {
  test("twenty projects whose tokens die at once all get a new one", async () => {
    const dead = new Set<string>();
    const { fetch, sent } = cloud({ isDead: (token) => dead.has(token) });
    const auth = iamPassword(user);
    const ids = Array.from({ length: 20 }, (_, i) => `project${i}`);
    const one = clientOf(fetch, { auth });
    const callAll = () =>
      Promise.all(
        ids.map((project_id) => one.showTransferTask.withResponse({ ...task, project_id })),
      );
    await callAll();
    for (const { headers } of sent) dead.add(headers.get("x-auth-token") ?? "");
    sent.length = 0;
    expect((await callAll()).map(({ attempts }) => attempts)).toEqual(ids.map(() => 2));
    expect(sent.filter(({ url }) => url.includes("/v3/auth/tokens"))).toHaveLength(20);
    expect((await callAll()).map(({ attempts }) => attempts)).toEqual(ids.map(() => 1));
  });

  test("a refused project does not keep the others from a new token", async () => {
    const dead = new Set(["token-1", "token-2", "token-3"]);
    // Two calls of one project and one of another: the first project stays refused.
    const { fetch } = network((sent) => {
      if (sent.url.includes("/v2/bad/")) return json({ error_code: "APIGW.0301" }, 401);
      return cloudFetch(sent.url, sent.init);
    });
    const { fetch: cloudFetch } = cloud({ isDead: (token) => dead.has(token) });
    const auth = iamPassword(user);
    const dis = clientOf(fetch, { auth });
    const call = (project_id: string) => dis.showTransferTask({ ...task, project_id });
    const [bad, worse, good] = await Promise.allSettled([call("bad"), call("bad"), call("good")]);
    expect([bad?.status, worse?.status]).toEqual(["rejected", "rejected"]);
    expect(good).toEqual({ status: "fulfilled", value: {} });
  });
});

describe("lookUpProject", () => {
  test.each([
    ["malformed", "a/b"],
    ["a list", ["found"]],
    ["a list of two", ["found", "other"]],
    ["an object", { toString: 1 }],
    ["a number", 7],
    ["empty", ""],
  ])("lookUpProject refuses an id that is %s, and asks again the next time", async (_, id) => {
    const { fetch, sent } = cloud({ projects: [[{ id }], [{ id: "found" }]] });
    const dis = clientOf(fetch, { auth: accessKey(keys), projectId: lookUpProject() });
    expect(await rejection(dis.showTransferTask(task))).toBeInstanceOf(DisConfigError);
    expect(sent).toHaveLength(1);
    expect(await dis.showTransferTask(task)).toEqual({});
    expect(sent.at(-1)?.url).toContain("/v2/found/");
  });

  test("lookUpProject works with iamPassword on a client with an endpoint", async () => {
    const { fetch, sent } = cloud({ projects: [[{ id: "found" }]] });
    const endpoint = "https://iam.example.com";
    const dis = clientOf(fetch, {
      region: undefined,
      endpoint: "https://dis.example.com",
      auth: iamPassword({ ...user, endpoint }),
      projectId: lookUpProject({ region: "eu-nl", endpoint }),
    });
    expect(await dis.showTransferTask(task)).toEqual({});
    const scopes = sent.flatMap(({ body }) => (body ? [JSON.parse(body).auth.scope.project] : []));
    expect(scopes).toEqual([{ name: "eu-nl" }, { id: "found" }]);
    expect(sent.map(({ url }) => new URL(url).host)).toEqual([
      ...Array(3).fill("iam.example.com"),
      "dis.example.com",
    ]);
  });
});

test.each([{ toString: 1 }, ["2030-01-01T00:00:00Z"], 1_893_456_000_000, true, "", null])(
  "a token whose expires_at is %j is a DisParseError",
  async (expires_at) => {
    const { fetch } = network(json({ token: { expires_at } }, 201, { "x-subject-token": "t" }));
    const error = await rejection(
      clientOf(fetch, { auth: iamPassword(user) }).showTransferTask(task),
    );
    expect(error).toBeInstanceOf(DisParseError);
    expect(error).toMatchObject({ operationId: "createToken" });
  },
);
