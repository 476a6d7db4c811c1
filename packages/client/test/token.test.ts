import { describe, expect, test } from "vitest";
import { DisConfigError, token } from "../src/index.js";
import { clientOf, json, network, rejection, task } from "./support.js";

const wrong: [string, unknown][] = [
  ["an empty string", ""],
  ["a string with a line feed", "SECRET\n"],
  ["a string with a blank", "SECRET SECRET"],
  ["a string beyond ASCII", "SECRETé"],
  ["a string that is too long", "S".repeat(32_769)],
  ["undefined", undefined],
  ["a number", 1],
];

test("token sends the token in X-Auth-Token", async () => {
  const { fetch, sent } = network(json({}));
  await clientOf(fetch, { auth: token("MIIabc==") }).showTransferTask(task);
  expect(sent[0]?.headers.get("x-auth-token")).toBe("MIIabc==");
});

test("token calls its function before every attempt", async () => {
  const { fetch, sent } = network(json({}, 503), json({}));
  let count = 0;
  const auth = token(async ({ operationId }) => `${operationId}-${++count}`);
  await clientOf(fetch, { auth, retry: { baseDelayMs: 0 } }).showTransferTask(task);
  expect(sent.map(({ headers }) => headers.get("x-auth-token"))).toEqual([
    "showTransferTask-1",
    "showTransferTask-2",
  ]);
});

describe("a token that cannot be sent", () => {
  test.each(wrong)("token refuses %s with a DisConfigError without the value", (_, value) => {
    // The types refuse some of these; plain JavaScript does not.
    const make = () => token(value as string);
    expect(make).toThrow(DisConfigError);
    expect(make).toThrow(/^auth: token must be 1 to 32768 visible ASCII characters$/);
  });

  test.each(wrong)(
    "token refuses %s from a function with a DisConfigError without the value",
    async (_, value) => {
      const { fetch, sent } = network(json({}));
      const auth = token(() => value as string);
      const error = await rejection(clientOf(fetch, { auth }).showTransferTask(task));
      expect(error).toBeInstanceOf(DisConfigError);
      expect(String(error)).toBe(
        "DisConfigError: showTransferTask: auth: token must be 1 to 32768 visible ASCII characters",
      );
      expect(error).toMatchObject({ operationId: "showTransferTask", attempts: 0 });
      expect(sent).toHaveLength(0);
    },
  );

  test("token rejects with a DisConfigError without the error of a function that throws", async () => {
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

test("a refused token is not sent again", async () => {
  const { fetch, sent } = network(json({}, 401), json({}));
  expect(await rejection(clientOf(fetch).showTransferTask(task))).toMatchObject({ status: 401 });
  expect(sent).toHaveLength(1);
});
