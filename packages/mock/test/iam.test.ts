import { describe, expect, test } from "vitest";
import { get, post, start, taskPath } from "./helpers.js";

const day = 24 * 60 * 60 * 1000;

function credentials(name: string, password: string) {
  return {
    auth: {
      identity: {
        methods: ["password"],
        password: { user: { name, password, domain: { name: "example-account" } } },
      },
      scope: { project: { name: "cn-north-4" } },
    },
  };
}

describe("POST /v3/auth/tokens", () => {
  test("returns a token in a header, valid for a day from now on, without credentials", async () => {
    const now = Date.parse("2031-02-03T04:05:06Z");
    const mock = await start({ now: () => now });
    const { status, headers, body } = await post(mock, "/v3/auth/tokens", credentials("u", "p"));
    expect(status).toBe(201);
    expect(headers.get("x-subject-token")).toMatch(/./);
    expect(Date.parse(body.token.issued_at)).toBe(now);
    expect(Date.parse(body.token.expires_at)).toBe(now + day);
    expect(JSON.stringify(body)).not.toContain(headers.get("x-subject-token"));
  });

  test("returns a new token for each request, which DIS accepts besides the listed ones", async () => {
    const mock = await start({ tokens: ["listed"] });
    const tokens: string[] = [];
    for (let call = 0; call < 2; call += 1) {
      const { headers } = await post(mock, "/v3/auth/tokens", credentials("u", "p"));
      tokens.push(headers.get("x-subject-token") ?? "");
    }
    expect(new Set(tokens).size).toBe(2);
    for (const token of [...tokens, "listed"]) {
      expect((await get(mock, taskPath(), { "X-Auth-Token": token })).status).toBe(200);
    }
    expect((await get(mock, taskPath(), { "X-Auth-Token": "other" })).status).toBe(401);
  });

  test("leaves out the catalog when nocatalog is set", async () => {
    const mock = await start();
    const short = await post(mock, "/v3/auth/tokens?nocatalog=true", credentials("u", "p"));
    expect(short.body.token.catalog).toEqual([]);
    const long = await post(mock, "/v3/auth/tokens", credentials("u", "p"));
    expect(long.body.token.catalog.length).toBeGreaterThan(0);
  });

  test("refuses an unlisted user, with IAM's own body", async () => {
    const mock = await start({ users: [{ name: "u", password: "p" }] });
    expect((await post(mock, "/v3/auth/tokens", credentials("u", "p"))).status).toBe(201);
    const { status, headers, body } = await post(mock, "/v3/auth/tokens", credentials("u", "x"));
    expect(status).toBe(401);
    expect(body.error.code).toBe(401);
    expect(headers.get("x-subject-token")).toBeNull();
  });

  test.each([
    ["empty", ""],
    ["not JSON", "{"],
    ["null", "null"],
    ["a list", "[]"],
    ["a string", '"auth"'],
    ["without a user", { auth: {} }],
    ["one with a user of the wrong type", { auth: { identity: 1, scope: {} } }],
    ["an object ten thousand levels deep", `${'{"auth":'.repeat(10_000)}1${"}".repeat(10_000)}`],
  ])("refuses a body that is %s", async (_, body) => {
    const reply = await post(await start(), "/v3/auth/tokens", body);
    expect(reply.status).toBe(400);
    expect(reply.body.error.code).toBe(400);
  });
});

describe("GET /v3/projects", () => {
  test.each([
    ["the project of a region by its name", "?name=cn-north-4", 1],
    ["two projects for the name of a project below it", "?name=cn-north-4_analytics", 2],
    ["no project for any other name", "?name=nix", 0],
    ["all projects without a name", "", 2],
  ])("finds %s", async (_, query, count) => {
    const { status, body } = await get(await start(), `/v3/projects${query}`);
    expect(status).toBe(200);
    expect(body.projects).toHaveLength(count);
  });

  test("finds the project whose id the examples of DIS use", async () => {
    const { body } = await get(await start(), "/v3/projects?name=cn-north-4");
    expect(
      (await get(await start(), taskPath("newstream", "newtask", body.projects[0].id))).status,
    ).toBe(200);
  });

  test("requires credentials", async () => {
    expect((await get(await start(), "/v3/projects?name=cn-north-4", {})).status).toBe(401);
  });

  test("refuses a repeated name", async () => {
    const { status } = await get(await start(), "/v3/projects?name=a&name=b");
    expect(status).toBe(400);
  });

  test("returns the example that Prefer names", async () => {
    const headers = { "X-Auth-Token": "t", Prefer: "example=IamTwoProjects" };
    const { body } = await get(await start(), "/v3/projects?name=cn-north-4", headers);
    expect(body.projects).toHaveLength(2);
  });
});
