import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { iamPassword, lookUpProject } from "../src/auth/iam.js";
import {
  accessKey,
  type DisClientOptions,
  DisConfigError,
  DisParseError,
  DisResponseError,
  token,
} from "../src/index.js";
import {
  clientOf,
  json,
  keys,
  network,
  projectId,
  rejection,
  type Sent,
  silence,
  startTime,
  stopTime,
  task,
  user,
} from "./support.js";

beforeEach(stopTime);
afterEach(startTime);

const day = 86_400_000;

/** IAM and DIS on one network. IAM numbers its tokens. */
function cloud(
  settings: {
    lifetimeMs?: number;
    issue?: (sent: Sent, count: number) => Response | Promise<Response> | undefined;
    dis?: (sent: Sent) => Response | undefined;
    projects?: unknown;
  } = {},
) {
  let issued = 0;
  const { fetch, sent } = network((request) => {
    if (request.url.includes("/v3/projects")) return json({ projects: settings.projects });
    if (!request.url.includes("/v3/auth/tokens")) {
      return settings.dis?.(request) ?? json({ state: "RUNNING" });
    }
    const count = ++issued;
    const body = {
      token: {
        issued_at: new Date().toISOString(),
        expires_at: new Date(Date.now() + (settings.lifetimeMs ?? day)).toISOString(),
      },
    };
    return (
      settings.issue?.(request, count) ??
      json(body, 201, { "x-subject-token": `SECRET-token-${count}` })
    );
  });
  const iam = () => sent.filter(({ url }) => url.includes("//iam."));
  const dis = () => sent.filter(({ url }) => url.includes("//dis."));
  return { fetch, sent, iam, dis };
}

const withPassword = (fetch: DisClientOptions["fetch"], options: Partial<DisClientOptions> = {}) =>
  clientOf(fetch, { auth: iamPassword(user), ...options });

describe("iamPassword", () => {
  test("iamPassword fetches a token in the scope of the project and sends it", async () => {
    const { fetch, iam, dis } = cloud();
    await withPassword(fetch).showTransferTask(task);
    expect(iam()).toHaveLength(1);
    expect(iam()[0]).toMatchObject({
      url: "https://iam.cn-north-4.myhuaweicloud.com/v3/auth/tokens?nocatalog=true",
      method: "POST",
    });
    expect(iam()[0]?.headers.get("content-type")).toBe("application/json");
    expect(iam()[0]?.headers.has("x-auth-token")).toBe(false);
    expect(iam()[0]?.init.redirect).toBe("manual");
    expect(JSON.parse(iam()[0]?.body ?? "")).toEqual({
      auth: {
        identity: {
          methods: ["password"],
          password: {
            user: {
              name: "dis-reader",
              password: "SECRET-password",
              domain: { name: "example-account" },
            },
          },
        },
        scope: { project: { id: projectId } },
      },
    });
    expect(dis()[0]?.headers.get("x-auth-token")).toBe("SECRET-token-1");
  });

  test("iamPassword calls the IAM of the region, or its endpoint option", async () => {
    const { fetch, iam } = cloud();
    await withPassword(fetch, { region: "eu-de" }).showTransferTask(task);
    const auth = iamPassword({ ...user, endpoint: "https://iam.example.com/" });
    await withPassword(fetch, {
      auth,
      region: undefined,
      endpoint: "https://dis.example.com",
    }).showTransferTask(task);
    expect(iam().map(({ url }) => new URL(url).host)).toEqual([
      "iam.eu-de.otc.t-systems.com",
      "iam.example.com",
    ]);
  });

  test.each([
    ["a missing address of IAM", undefined, /createToken: the client has no region/],
    [
      "an address of IAM without https",
      "http://iam.example.com",
      /endpoint must be an https address/,
    ],
  ])("iamPassword refuses %s before anything is sent", async (_, endpoint, message) => {
    const { fetch, sent } = cloud();
    const auth = iamPassword({ ...user, endpoint });
    const options = { auth, region: undefined, endpoint: "https://dis.example.com" };
    const error = await rejection(withPassword(fetch, options).showTransferTask(task));
    expect(error).toBeInstanceOf(DisConfigError);
    expect(String(error)).toMatch(message);
    expect(sent).toHaveLength(0);
  });

  test("iamPassword fetches one token for fifty callers and keeps it", async () => {
    const { fetch, iam, dis } = cloud();
    const client = withPassword(fetch);
    await Promise.all(Array.from({ length: 50 }, () => client.showTransferTask(task)));
    await client.showTransferTask(task);
    expect(iam()).toHaveLength(1);
    expect(dis()).toHaveLength(51);
  });

  test("iamPassword keeps one token for each project", async () => {
    const { fetch, iam } = cloud();
    const client = withPassword(fetch);
    for (const project_id of ["one", "two", "one"]) {
      await client.showTransferTask({ ...task, project_id });
    }
    expect(iam().map(({ body }) => JSON.parse(body).auth.scope.project.id)).toEqual(["one", "two"]);
  });

  test("iamPassword fetches a new token five minutes before expiry, even with a wrong clock", async () => {
    const { fetch, iam } = cloud({
      issue: (_, count) =>
        json(
          {
            token: {
              issued_at: "2030-01-01T00:00:00.000000Z",
              expires_at: "2030-01-02T00:00:00.000000Z",
            },
          },
          201,
          { "x-subject-token": `t${count}` },
        ),
    });
    const client = withPassword(fetch);
    await client.showTransferTask(task);
    await vi.advanceTimersByTimeAsync(day - 300_001);
    await client.showTransferTask(task);
    expect(iam()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await client.showTransferTask(task);
    expect(iam()).toHaveLength(2);
  });

  test("iamPassword replaces a refused token, and the call is sent again", async () => {
    const { fetch, iam, dis } = cloud({
      dis: ({ headers }) =>
        headers.get("x-auth-token") === "SECRET-token-1"
          ? json({ error_code: "APIGW.0301", error_msg: "Expired." }, 401)
          : undefined,
    });
    const client = withPassword(fetch, { retry: false });
    expect((await client.showTransferTask.withResponse(task)).attempts).toBe(2);
    expect(iam()).toHaveLength(2);
    expect(dis()).toHaveLength(2);
  });

  test("iamPassword fetches one new token for callers that are refused together", async () => {
    const { fetch, iam, dis } = cloud({
      dis: ({ headers }) =>
        headers.get("x-auth-token") === "SECRET-token-1" ? json({}, 401) : undefined,
    });
    const client = withPassword(fetch);
    await Promise.all(Array.from({ length: 20 }, () => client.showTransferTask(task)));
    expect(iam()).toHaveLength(2);
    expect(dis()).toHaveLength(40);
  });

  test("callers reject when the new token is refused too, after one attempt for all", async () => {
    const { fetch, iam, dis } = cloud({ dis: () => json({ error_code: "APIGW.0301" }, 401) });
    const client = withPassword(fetch);
    const errors = await Promise.all(
      Array.from({ length: 20 }, () => rejection(client.showTransferTask(task))),
    );
    for (const error of errors) expect(error).toMatchObject({ status: 401 });
    expect(iam()).toHaveLength(2);
    expect(dis()).toHaveLength(21);
  });

  test("a status 500 with a code for refused credentials is renewed once, and not for ever", async () => {
    const { fetch, dis } = cloud({ dis: () => json({ error_code: "APIGW.0301" }, 500) });
    const error = await rejection(withPassword(fetch, { retry: false }).showTransferTask(task));
    expect(error).toMatchObject({ status: 500, attempts: 2 });
    expect(dis()).toHaveLength(2);
  });

  test("a call rejects with the error of IAM, and a refused password is not sent again", async () => {
    const { fetch, sent } = cloud({
      issue: () => json({ error: { code: 401, message: "Wrong SECRET-password." } }, 401),
    });
    const error = await rejection(withPassword(fetch).showTransferTask(task));
    expect(error).toBeInstanceOf(DisResponseError);
    expect(error).toMatchObject({ operationId: "createToken", status: 401, attempts: 1 });
    expect(String(error)).toContain("Wrong [redacted].");
    expect(sent).toHaveLength(1);
  });

  test("a call of three attempts calls an unavailable IAM three times", async () => {
    const { fetch, iam } = cloud({ issue: () => json({}, 503) });
    const outcome = rejection(withPassword(fetch).showTransferTask(task));
    await vi.runAllTimersAsync();
    expect(await outcome).toMatchObject({ operationId: "createToken", status: 503, attempts: 3 });
    expect(iam()).toHaveLength(3);
  });

  test.each([
    [
      "no token",
      {},
      { token: { expires_at: "2030-01-01T00:00:00Z" } },
      /no token \(X-Subject-Token\)/,
    ],
    ["no time of expiry", { "x-subject-token": "SECRET" }, { token: {} }, /no time of expiry/],
    ["an empty body", { "x-subject-token": "SECRET" }, {}, /no time of expiry/],
    ["null for token", { "x-subject-token": "SECRET" }, { token: null }, /no time of expiry/],
    [
      "a malformed time of expiry",
      { "x-subject-token": "SECRET" },
      { token: { expires_at: "soon" } },
      /no time of expiry/,
    ],
  ])("a response of IAM with %s is a DisParseError", async (_, headers, body, message) => {
    const { fetch } = cloud({ issue: () => json(body, 201, headers as Record<string, string>) });
    const error = await rejection(withPassword(fetch).showTransferTask(task));
    expect(error).toBeInstanceOf(DisParseError);
    expect(error).toMatchObject({ operationId: "createToken", attempts: 1 });
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain("SECRET");
  });

  test("hooks see neither the password nor the token of iamPassword", async () => {
    const events: unknown[] = [];
    const { fetch } = cloud();
    const hooks = {
      onRequest: (event: unknown) => events.push(event),
      onResponse: (event: unknown) => events.push(event),
    };
    await withPassword(fetch, { hooks }).showTransferTask(task);
    expect(events).toHaveLength(4);
    expect(JSON.stringify(events)).not.toContain("SECRET");
    expect(events[0]).toMatchObject({
      operationId: "createToken",
      body: { auth: { identity: { password: "[redacted]" } } },
    });
  });

  test.each(["domain", "user", "password"])(
    "iamPassword without %s is a DisConfigError",
    (name) => {
      expect(() => iamPassword({ ...user, [name]: "" })).toThrow(DisConfigError);
      expect(() => iamPassword({ ...user, [name]: "" })).toThrow(
        `iamPassword: \`${name}\` must be a non-empty string`,
      );
    },
  );

  describe("a token request in progress", () => {
    test("a token request goes on for the others when one caller aborts", async () => {
      let respond = (_: Response) => {};
      const { fetch, iam } = cloud({
        issue: () =>
          new Promise<Response>((resolve) => {
            respond = resolve;
          }),
      });
      const client = withPassword(fetch);
      const controller = new AbortController();
      const first = rejection(client.showTransferTask(task, { signal: controller.signal }));
      const second = client.showTransferTask(task);
      await vi.advanceTimersByTimeAsync(1);
      controller.abort("enough");
      expect(await first).toBe("enough");
      respond(
        json({ token: { expires_at: "2030-01-01T00:00:00Z" } }, 201, { "x-subject-token": "t" }),
      );
      expect(await second).toEqual({ state: "RUNNING" });
      expect(iam()).toHaveLength(1);
    });

    test("a token request ends when the last caller aborts, and leaves no timer", async () => {
      const signals: AbortSignal[] = [];
      const client = withPassword((_, { signal }) => {
        if (signal) signals.push(signal);
        return silence();
      });
      const controllers = [new AbortController(), new AbortController()];
      const outcomes = controllers.map(({ signal }) =>
        rejection(client.showTransferTask(task, { signal })),
      );
      await vi.advanceTimersByTimeAsync(1);
      controllers[0]?.abort("one");
      await vi.advanceTimersByTimeAsync(1);
      expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
      controllers[1]?.abort("two");
      expect(await Promise.all(outcomes)).toEqual(["one", "two"]);
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
      expect(vi.getTimerCount()).toBe(0);
    });

    test("a failed token request is repeated by the next caller", async () => {
      const { fetch, iam } = cloud({
        issue: (_, count) => (count === 1 ? json({}, 403) : undefined),
      });
      const client = withPassword(fetch);
      await rejection(client.showTransferTask(task));
      expect(await client.showTransferTask(task)).toEqual({ state: "RUNNING" });
      expect(iam()).toHaveLength(2);
    });
  });
});

describe("lookUpProject", () => {
  // Faked timers do not wait for WebCrypto.
  beforeEach(startTime);

  test("lookUpProject sends one signed request for twenty callers", async () => {
    const { fetch, iam, dis } = cloud({ projects: [{ id: "found", name: "cn-north-4" }] });
    const client = clientOf(fetch, { auth: accessKey(keys), projectId: lookUpProject() });
    await Promise.all(Array.from({ length: 20 }, () => client.showTransferTask(task)));
    await client.showTransferTask(task);
    expect(iam()).toHaveLength(1);
    expect(iam()[0]).toMatchObject({
      url: "https://iam.cn-north-4.myhuaweicloud.com/v3/projects?name=cn-north-4",
      method: "GET",
    });
    expect(iam()[0]?.headers.get("authorization")).toContain(`SDK-HMAC-SHA256 Access=${keys.ak}`);
    expect(iam()[0]?.headers.has("x-project-id")).toBe(false);
    expect(dis()[0]?.url).toContain("/v2/found/");
    expect(dis()[0]?.headers.get("x-project-id")).toBe("found");
  });

  test("lookUpProject asks IAM once for each auth and region", async () => {
    const { fetch, iam } = cloud({ projects: [{ id: "found" }] });
    const auth = accessKey(keys);
    for (const region of ["cn-north-4", "eu-de", "cn-north-4"]) {
      const client = clientOf(fetch, { auth, region, projectId: lookUpProject() });
      await client.showTransferTask(task);
    }
    expect(iam()).toHaveLength(2);
    await clientOf(fetch, { auth: accessKey(keys), projectId: lookUpProject() }).showTransferTask(
      task,
    );
    expect(iam()).toHaveLength(3);
  });

  test("lookUpProject takes a region and an address of IAM for a client with an endpoint", async () => {
    const { fetch, iam, sent } = cloud({ projects: [{ id: "found" }] });
    const endpoint = "https://dis.example.com";
    const of = (options?: Parameters<typeof lookUpProject>[0]) =>
      clientOf(fetch, {
        region: undefined,
        endpoint,
        auth: accessKey(keys),
        projectId: lookUpProject(options),
      }).showTransferTask(task);
    await of({ region: "eu-nl", endpoint: "https://iam.example.com" });
    expect(iam()[0]?.url).toBe("https://iam.example.com/v3/projects?name=eu-nl");
    const before = sent.length;
    expect(String(await rejection(of()))).toContain(
      "projectId: the client has no region: pass one to lookUpProject",
    );
    expect(String(await rejection(of({ region: "a" })))).toContain("the client has no region");
    expect(sent).toHaveLength(before);
  });

  test.each([
    ["no project", [], /IAM knows 0 projects named cn-north-4: pass the id/],
    ["no list of projects", undefined, /IAM knows 0 projects/],
    [
      "two projects",
      [{ id: "a" }, { id: "b" }],
      /IAM knows 2 projects named cn-north-4: pass the id/,
    ],
    ["a project without an id", [{ name: "cn-north-4" }], /IAM knows 0 projects/],
    ["a project with a malformed id", [{ id: "a/b" }], /projectId must be 1 to 64 characters/],
  ])(
    "lookUpProject rejects with a DisConfigError when IAM lists %s",
    async (_, projects, message) => {
      const { fetch, dis } = cloud({ projects });
      const client = clientOf(fetch, { auth: accessKey(keys), projectId: lookUpProject() });
      const error = await rejection(client.showTransferTask(task));
      expect(error).toBeInstanceOf(DisConfigError);
      expect(error).toMatchObject({ operationId: "showTransferTask" });
      expect(String(error)).toMatch(message);
      expect(dis()).toHaveLength(0);
    },
  );

  test("lookUpProject rejects with the error of IAM and asks again the next time", async () => {
    let refuse = true;
    const { fetch } = network(({ url }) => {
      if (!url.includes("/v3/projects")) return json({});
      return refuse ? json({ error_code: "IAM.0011" }, 403) : json({ projects: [{ id: "a" }] });
    });
    const client = clientOf(fetch, { auth: accessKey(keys), projectId: lookUpProject() });
    const error = await rejection(client.showTransferTask(task));
    expect(error).toMatchObject({ operationId: "listProjects", status: 403, code: "IAM.0011" });
    refuse = false;
    expect(await client.showTransferTask(task)).toEqual({});
  });

  test("lookUpProject works with a token, and with a password in the scope of the region", async () => {
    const { fetch, iam } = cloud({ projects: [{ id: "found" }] });
    await clientOf(fetch, { auth: token("abcd"), projectId: lookUpProject() }).showTransferTask(
      task,
    );
    expect(iam()[0]?.headers.get("x-auth-token")).toBe("abcd");
    await withPassword(fetch, { projectId: lookUpProject() }).showTransferTask(task);
    const scopes = iam().flatMap(({ body }) => (body ? [JSON.parse(body).auth.scope] : []));
    expect(scopes).toEqual([{ project: { name: "cn-north-4" } }, { project: { id: "found" } }]);
  });

  test("lookUpProject ends with the caller's abort", async () => {
    const client = clientOf(silence, {
      auth: token("abcd"),
      projectId: lookUpProject(),
    });
    const controller = new AbortController();
    const outcome = rejection(client.showTransferTask(task, { signal: controller.signal }));
    controller.abort("enough");
    expect(await outcome).toBe("enough");
  });
});
