import { describe, expect, it } from "vitest";
import { DisConfigError, token } from "../src/index.js";
import { clientOf, json, network, rejection, task } from "./support.js";

const wrong: [string, unknown][] = [
  ["empty", ""],
  ["with a line feed", "SECRET\n"],
  ["with a blank", "SECRET SECRET"],
  ["beyond ASCII", "SECRETé"],
  ["too long", "S".repeat(32_769)],
  ["nothing", undefined],
  ["a number", 1],
];

it("sends the token in X-Auth-Token", async () => {
  const { fetch, sent } = network(json({}));
  await clientOf(fetch, { auth: token("MIIabc==") }).showTransferTask(task);
  expect(sent[0]?.headers.get("x-auth-token")).toBe("MIIabc==");
});

it("asks a function before every attempt", async () => {
  const { fetch, sent } = network(json({}, 503), json({}));
  let count = 0;
  const auth = token(async ({ operationId }) => `${operationId}-${++count}`);
  await clientOf(fetch, { auth, retry: { baseDelayMs: 0 } }).showTransferTask(task);
  expect(sent.map(({ headers }) => headers.get("x-auth-token"))).toEqual([
    "showTransferTask-1",
    "showTransferTask-2",
  ]);
});

describe("a token that cannot be sent is a DisConfigError without the token", () => {
  it.each(wrong)("given, %s", (_, value) => {
    // The types refuse some of these; plain JavaScript does not.
    const make = () => token(value as string);
    expect(make).toThrow(DisConfigError);
    expect(make).toThrow(/^auth: token must be 1 to 32768 visible ASCII characters$/);
  });

  it.each(wrong)("from a function, %s", async (_, value) => {
    const { fetch, sent } = network(json({}));
    const auth = token(() => value as string);
    const error = await rejection(clientOf(fetch, { auth }).showTransferTask(task));
    expect(error).toBeInstanceOf(DisConfigError);
    expect(String(error)).toBe(
      "DisConfigError: showTransferTask: auth: token must be 1 to 32768 visible ASCII characters",
    );
    expect(error).toMatchObject({ operationId: "showTransferTask", attempts: 0 });
    expect(sent).toHaveLength(0);
  });

  it("a function that throws", async () => {
    const { fetch, sent } = network(json({}));
    const auth = token(() => {
      throw new Error("SECRET");
    });
    const error = await rejection(clientOf(fetch, { auth }).showTransferTask(task));
    expect(error).toBeInstanceOf(DisConfigError);
    expect(String(error)).toContain("auth: token: the function threw an error");
    expect(JSON.stringify([String(error), error, (error as Error).cause ?? ""])).not.toContain(
      "SECRET",
    );
    expect(sent).toHaveLength(0);
  });
});

it("a 401 is not sent again: the same function would give the same token", async () => {
  const { fetch, sent } = network(json({}, 401), json({}));
  expect(await rejection(clientOf(fetch).showTransferTask(task))).toMatchObject({ status: 401 });
  expect(sent).toHaveLength(1);
});
