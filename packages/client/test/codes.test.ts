import { describe, expect, it } from "vitest";
import { describeError, errorCodes } from "../src/codes.js";
import { DisResponseError } from "../src/index.js";
import { clientOf, json, network, rejection, task } from "./support.js";

const of = (code: string | undefined) =>
  new DisResponseError("400 no", { operationId: "op" }, { status: 400, code });

describe("describeError", () => {
  it("adds the meaning and the advice of the code", async () => {
    const body = { errorCode: "DIS.4301", message: "Stream does not exist." };
    const error = await rejection(clientOf(network(json(body, 400)).fetch).showTransferTask(task));
    const text = describeError(error);
    expect(text).toContain("showTransferTask: 400 DIS.4301 Stream does not exist.");
    expect(text).toContain(errorCodes["DIS.4301"].meaning);
  });

  it("gives the advice of every code that has one", () => {
    const withAdvice = Object.entries<{ meaning: string; advice?: string }>(errorCodes).filter(
      ([, { advice }]) => advice,
    );
    expect(withAdvice.length).toBeGreaterThan(0);
    for (const [code, { advice }] of withAdvice) expect(describeError(of(code))).toContain(advice);
  });

  it.each(["DIS.9999", "constructor", undefined])("gives the message alone for %s", (code) => {
    expect(describeError(of(code))).toBe("op: 400 no");
  });

  it("takes what is no error of this client", () => {
    expect(describeError(new Error("why"))).toBe("why");
    expect(describeError("a text")).toBe("a text");
    expect(describeError(undefined)).toBe("undefined");
  });
});
