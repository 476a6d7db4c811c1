import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  accessKey,
  type DisClientOptions,
  DisConnectionError,
  type RequestEvent,
  type ResponseEvent,
  token,
} from "../src/index.js";
import { rawClient } from "../src/raw.js";
import { clientOf, json, network, post, projectId, rejection, task, text } from "./support.js";

const secret = "SECRET-token-0123456789";

/** Return everything that a program could print of a value. */
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

  test("hooks see every attempt without its secrets", async () => {
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

  test("hooks see no access key, no signature and no security token", async () => {
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

  test("hooks get copies, whose changes are neither sent nor returned", async () => {
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

  test("hooks see the body of a request without sensitive fields", async () => {
    const requests: RequestEvent[] = [];
    const dis = clientOf(network(json({})).fetch, {
      hooks: { onRequest: (event) => requests.push(event) },
    });
    const body = { user_password: "SECRET", user_name: "u" };
    await post(dis, body);
    expect(requests[0]?.body).toEqual({ user_password: "[redacted]", user_name: "u" });
  });

  test("hooks see no body that is not JSON", async () => {
    const { responses } = await watched(new Response("<html>SECRET", { status: 502 }), {
      retry: false,
    });
    expect(responses[0]).toMatchObject({ status: 502, body: undefined });
  });

  test("a hook that throws ends the call with what it threw", async () => {
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
  test.each([
    [
      "the code and message of a server",
      json({ errorCode: secret, message: `bad ${secret}!` }, 400),
    ],
    ["the request id", json({}, 400, { "x-request-id": secret })],
    ["the gateway's request id", json({ request_id: secret, error_msg: "" }, 400)],
    ["a body that is not JSON", new Response(`{"a":"${secret}`)],
    [
      "a body with a sensitive field",
      new Response('{"user_password":"SECRET","a":9007199254740993}'),
    ],
  ])("an error shows no secret of %s", async (_, response) => {
    const dis = clientOf(network(response).fetch, { auth: token(secret), retry: false });
    const error = await rejection(dis.showTransferTask(task));
    expect(error).toBeInstanceOf(Error);
    expect(printed(error)).not.toContain("SECRET");
  });

  test("an error shows no secret of a runtime that quotes the request", async () => {
    const inner = Object.assign(new Error(`header ${secret} is invalid`), { code: `E_${secret}` });
    const dis = clientOf(
      network(
        Object.assign(new TypeError("fetch failed", { cause: inner }), { request: { secret } }),
      ).fetch,
      { auth: token(secret), retry: false },
    );
    const error = await rejection(dis.showTransferTask(task));
    expect(printed(error)).not.toContain("SECRET");
    expect(String(error)).toContain("no complete response: Error: header [redacted] is invalid");
    expect(Object(error).cause).toMatchObject({ code: "E_[redacted]" });
  });

  test("an error shows no token of an earlier attempt", async () => {
    const tokens = ["SECRET-1", "SECRET-2"];
    const dis = clientOf(network(json({}, 503), json({ message: "no SECRET-1" }, 400)).fetch, {
      auth: token(() => tokens.shift() ?? ""),
      retry: { baseDelayMs: 0 },
    });
    expect(printed(await rejection(dis.showTransferTask(task)))).not.toContain("SECRET");
  });
});

test("printing a client or an auth shows no secret", async () => {
  const auths = [token(secret), accessKey({ ak: secret, sk: secret })];
  for (const auth of auths) {
    const dis = clientOf(network(json({})).fetch, { auth });
    await dis.showTransferTask(task);
    expect(printed([auth, dis, rawClient(dis)])).not.toContain("SECRET");
  }
});

test("the context of a provider shows no secret", async () => {
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

test("the longest of several secrets is redacted first, and a very short one stays", async () => {
  const auth = accessKey({ ak: "abcd", sk: "abcdef", securityToken: "abc" });
  const dis = clientOf(network(json({ message: "abcdef abcd abc" }, 400)).fetch, { auth });
  expect(String(await rejection(dis.showTransferTask(task)))).toContain(
    "[redacted] [redacted] abc",
  );
});

test("the longer runs of letters and digits of a secret are redacted too", async () => {
  const auth = token("longword1/longword2");
  const message = "longword1\\/longword2 longword1?longword2";
  const dis = clientOf(network(json({ message }, 400)).fetch, { auth });
  const printedError = String(await rejection(dis.showTransferTask(task)));
  expect(printedError).not.toContain("longword");
  expect(printedError).toContain("[redacted]");
});

test("sensitive names are redacted for hooks in any case", async () => {
  const events: ResponseEvent[] = [];
  const response = text('{"User_Password":{"a":1},"list":[{"PASSWORD":1}]}', 200, {
    AUTHORIZATION: "x",
    Accept: "y",
  });
  const hooks = { onResponse: (event: ResponseEvent) => events.push(event) };
  await clientOf(network(response).fetch, { hooks }).showTransferTask(task);
  expect(events[0]?.body).toEqual({
    User_Password: "[redacted]",
    list: [{ PASSWORD: "[redacted]" }],
  });
  expect(events[0]?.headers).toMatchObject({ authorization: "[redacted]", accept: "y" });
});

const circular = new Error("a");
circular.cause = circular;
test.each([
  ["an error without causes", new TypeError("a"), "TypeError: a"],
  ["a string", "a string", "a string"],
  ["a cause that is a string", Object.assign(new Error("a"), { cause: "b" }), "b"],
  ["a cause that is circular", circular, "Error: a"],
])(
  "a fetch that throws %s is a DisConnectionError with the innermost cause",
  async (_, thrown, message) => {
    const error = await rejection(
      clientOf(() => Promise.reject(thrown), { retry: false }).showTransferTask(task),
    );
    expect(error).toBeInstanceOf(DisConnectionError);
    expect(Object(error).cause.message).toBe(message);
  },
);
