import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  accessKey,
  type DisClientOptions,
  type RequestEvent,
  type ResponseEvent,
  token,
} from "../src/index.js";
import { redactCause, redactHeaders, redactJson, scrub } from "../src/redact.js";
import { clientOf, json, network, path, projectId, rejection, task } from "./support.js";

const secret = "SECRET-token-0123456789";

/** Everything that a program could print of a value. */
function printed(value: unknown): string {
  const chain: unknown[] = [];
  for (let one = value; one !== undefined && chain.length < 9; one = Object(one).cause)
    chain.push(one);
  return chain
    .flatMap((one) => [
      inspect(one, { depth: 20, showHidden: true }),
      JSON.stringify(one),
      String(one),
      String(Object(one).stack),
    ])
    .join("\n");
}

describe("the hooks", () => {
  async function watched(response: Response, options: Partial<DisClientOptions> = {}) {
    const requests: RequestEvent[] = [];
    const responses: ResponseEvent[] = [];
    const { fetch, sent } = network(response);
    const dis = clientOf(fetch, {
      auth: token(secret),
      hooks: {
        onRequest: (event) => requests.push(event),
        onResponse: (event) => responses.push(event),
      },
      ...options,
    });
    await dis.showTransferTask(task).catch(() => {});
    return { requests, responses, sent };
  }

  it("see every attempt, without what is secret", async () => {
    const { requests, responses, sent } = await watched(
      json(
        { dws_destination_descripton: { user_name: "u", user_password: "SECRET" }, echo: [secret] },
        200,
        { "x-echo": `token=${secret}`, "x-subject-token": "SECRET" },
      ),
    );
    expect(requests).toEqual([
      {
        operationId: "showTransferTask",
        attempt: 1,
        method: "GET",
        url: sent[0]?.url,
        headers: expect.objectContaining({ "x-auth-token": "[redacted]" }),
        body: null,
      },
    ]);
    expect(responses).toEqual([
      {
        operationId: "showTransferTask",
        attempt: 1,
        status: 200,
        headers: {
          "content-type": "application/json",
          "x-echo": "token=[redacted]",
          "x-subject-token": "[redacted]",
        },
        body: {
          dws_destination_descripton: { user_name: "u", user_password: "[redacted]" },
          echo: ["[redacted]"],
        },
        durationMs: expect.any(Number),
      },
    ]);
    expect(printed([requests, responses])).not.toContain("SECRET");
    expect(sent[0]?.headers.get("x-auth-token")).toBe(secret);
  });

  it("see no key, no signature and no security token", async () => {
    const keys = { ak: "SECRET-AK", sk: "SECRET-SK", securityToken: "SECRET-TOKEN" };
    const { requests, sent } = await watched(json({}), { auth: accessKey(keys) });
    expect(requests[0]?.headers).toMatchObject({
      authorization: "[redacted]",
      "x-security-token": "[redacted]",
      "x-project-id": projectId,
    });
    const signature = sent[0]?.headers.get("authorization")?.slice(-64) ?? "?";
    expect(printed(requests)).not.toContain("SECRET");
    expect(printed(requests)).not.toContain(signature);
  });

  it("get copies: what they change is not sent and not given", async () => {
    const { fetch, sent } = network(json({ state: "RUNNING" }));
    const dis = clientOf(fetch, {
      hooks: {
        onRequest: ({ headers }) => Object.assign(headers, { "x-mine": "1" }),
        onResponse: ({ body }) => Object.assign(Object(body), { state: "ERROR" }),
      },
    });
    expect(await dis.showTransferTask(task)).toEqual({ state: "RUNNING" });
    expect(sent[0]?.headers.has("x-mine")).toBe(false);
  });

  it("see the body of a request", async () => {
    const requests: RequestEvent[] = [];
    const { raw } = clientOf(network(json({})).fetch, {
      hooks: { onRequest: (event) => requests.push(event) },
    });
    const post = raw.POST as (path: string, init: object) => Promise<object>;
    const body = { user_password: "SECRET", user_name: "u" };
    await post(path, { params: { path: { project_id: projectId, ...task } }, body });
    expect(requests[0]?.body).toEqual({ user_password: "[redacted]", user_name: "u" });
  });

  it("see no body that is not JSON", async () => {
    const { responses } = await watched(new Response("<html>SECRET", { status: 502 }), {
      retry: false,
    });
    expect(responses[0]).toMatchObject({ status: 502, body: undefined });
  });

  it("that throw end the call with what they threw", async () => {
    const mine = new Error("mine");
    const { fetch, sent } = network(json({}));
    const dis = clientOf(fetch, {
      hooks: {
        onRequest: () => {
          throw mine;
        },
      },
    });
    expect(await rejection(dis.showTransferTask(task))).toBe(mine);
    expect(sent).toHaveLength(0);
  });
});

describe("an error shows no secret", () => {
  it.each([
    ["of a server that echoes it", json({ errorCode: secret, message: `bad ${secret}!` }, 400)],
    ["in the request id", json({}, 400, { "x-request-id": secret })],
    ["in the gateway's request id", json({ request_id: secret, error_msg: "" }, 400)],
    ["in a success that is no JSON", new Response(`{"a":"${secret}`)],
    [
      "in a success with a sensitive field",
      new Response('{"user_password":"SECRET","a":9007199254740993}'),
    ],
  ])("%s", async (_, response) => {
    const dis = clientOf(network(response).fetch, { auth: token(secret), retry: false });
    const error = await rejection(dis.showTransferTask(task));
    expect(error).toBeInstanceOf(Error);
    expect(printed(error)).not.toContain("SECRET");
  });

  it("of a runtime that quotes the request", async () => {
    const inner = Object.assign(new Error(`header ${secret} is invalid`), { code: `E_${secret}` });
    const dis = clientOf(
      network(
        Object.assign(new TypeError("fetch failed", { cause: inner }), { request: { secret } }),
      ).fetch,
      { auth: token(secret), retry: false },
    );
    const error = await rejection(dis.showTransferTask(task));
    expect(printed(error)).not.toContain("SECRET");
    expect(String(error)).toContain("no whole answer: Error: header [redacted] is invalid");
    expect(Object(error).cause).toMatchObject({ code: "E_[redacted]" });
  });

  it("of an earlier attempt with another token", async () => {
    const tokens = ["SECRET-1", "SECRET-2"];
    const dis = clientOf(network(json({}, 503), json({ message: "no SECRET-1" }, 400)).fetch, {
      auth: token(() => tokens.shift() ?? ""),
      retry: { baseDelayMs: 0 },
    });
    expect(printed(await rejection(dis.showTransferTask(task)))).not.toContain("SECRET");
  });
});

it("nothing that holds a secret can be printed", async () => {
  const auths = [token(secret), accessKey({ ak: secret, sk: secret })];
  for (const auth of auths) {
    const dis = clientOf(network(json({})).fetch, { auth });
    await dis.showTransferTask(task);
    expect(printed([auth, dis, dis.raw])).not.toContain("SECRET");
  }
});

it("what a provider is given holds no secret", async () => {
  const contexts: string[] = [];
  const auth = token((context) => {
    contexts.push(printed(context));
    return secret;
  });
  const dis = clientOf(network(json({}, 503), json({})).fetch, { auth, retry: { baseDelayMs: 0 } });
  await dis.showTransferTask(task);
  expect(contexts).toHaveLength(2);
  expect(contexts.join()).toContain("showTransferTask");
  expect(contexts.join()).not.toContain("SECRET");
});

describe("the parts", () => {
  it("the longest secret goes first, and a very short one stays", () => {
    expect(scrub("abcdef abcd abc", new Set(["abcd", "abcdef", "abc", ""]))).toBe(
      "[redacted] [redacted] abc",
    );
  });

  it("the longer runs of a secret go too, whatever is between them", () => {
    const secrets = new Set(["longword1\u00e4longword2"]);
    expect(scrub("longword1\\u00e4longword2 longword1?longword2", secrets)).toBe(
      "[redacted]\\u00e4[redacted] [redacted]?[redacted]",
    );
  });

  it("sensitive names are known in any case", () => {
    expect(redactJson('{"User_Password":{"a":1},"list":[{"password":1}]}', new Set())).toEqual({
      User_Password: "[redacted]",
      list: [{ password: "[redacted]" }],
    });
    expect(redactHeaders(new Headers({ AUTHORIZATION: "x", Accept: "y" }), new Set())).toEqual({
      authorization: "[redacted]",
      accept: "y",
    });
  });

  it.each([
    ["an error without causes", new TypeError("a"), "TypeError: a"],
    ["no error", "a text", "a text"],
    ["nothing", undefined, "[object Object]"],
    ["a cause that is its own", Object.assign(new Error("a"), { cause: "b" }), "b"],
  ])("a cause: %s", (_, error, message) => {
    expect(redactCause(error, new Set()).message).toBe(message);
  });

  it("a cause that goes round in circles comes to an end", () => {
    const error = new Error("a");
    error.cause = error;
    expect(redactCause(error, new Set()).message).toBe("Error: a");
  });
});
