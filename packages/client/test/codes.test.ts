import { describe, expect, test } from "vitest";
import { describeError, errorCodes } from "../src/codes.js";
import { DisResponseError } from "../src/index.js";
import { clientOf, json, network, rejection, task } from "./support.js";

const of = (code: string | undefined) =>
  new DisResponseError("400 no", { operationId: "op" }, { status: 400, code });

describe("describeError", () => {
  test("describeError adds the meaning of the code", async () => {
    const body = { errorCode: "DIS.4301", message: "Stream does not exist." };
    const error = await rejection(clientOf(network(json(body, 400)).fetch).showTransferTask(task));
    const text = describeError(error);
    expect(text).toContain("showTransferTask: 400 DIS.4301 Stream does not exist.");
    expect(text).toContain(errorCodes["DIS.4301"].meaning);
  });

  test("describeError adds the advice of every code that has one", () => {
    const withAdvice = Object.entries<{ meaning: string; advice?: string }>(errorCodes).filter(
      ([, { advice }]) => advice,
    );
    expect(withAdvice.length).toBeGreaterThan(0);
    for (const [code, { advice }] of withAdvice) expect(describeError(of(code))).toContain(advice);
  });

  test.each(["DIS.9999", "constructor", undefined])(
    "describeError returns only the message for the code %s",
    (code) => {
      expect(describeError(of(code))).toBe("op: 400 no");
    },
  );

  test("describeError takes other errors and values", () => {
    expect(describeError(new Error("why"))).toBe("why");
    expect(describeError("a text")).toBe("a text");
    expect(describeError(undefined)).toBe("undefined");
  });
});
