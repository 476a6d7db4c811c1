import { describe, expect, test, vi } from "vitest";
import { DisConfigError, fromEnv } from "../src/index.js";
import { clientOf, json, network, task } from "./support.js";

const env = {
  HUAWEICLOUD_SDK_AK: "AKAKAK",
  HUAWEICLOUD_SDK_SK: "SKSKSK",
  HUAWEICLOUD_SDK_PROJECT_ID: "fromenvironment",
  HUAWEICLOUD_SDK_SECURITY_TOKEN: "TOKEN",
};

describe("fromEnv", () => {
  test("fromEnv passes keys, security token and project to the client", async () => {
    const { fetch, sent } = network(json({}));
    await clientOf(fetch, fromEnv(env)).showTransferTask(task);
    expect(sent[0]?.url).toContain("/v2/fromenvironment/");
    expect(sent[0]?.headers.get("authorization")).toContain("Access=AKAKAK");
    expect(sent[0]?.headers.get("x-security-token")).toBe("TOKEN");
  });

  test("fromEnv reads process.env by default", () => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect(fromEnv().projectId).toBe("fromenvironment");
    vi.unstubAllEnvs();
  });

  test("fromEnv omits the project when its variable is empty", async () => {
    const { fetch, sent } = network(json({}));
    const given = fromEnv({ ...env, HUAWEICLOUD_SDK_PROJECT_ID: "" });
    expect(given).not.toHaveProperty("projectId");
    await clientOf(fetch, { projectId: () => "lookedup", ...given }).showTransferTask(task);
    expect(sent[0]?.url).toContain("/v2/lookedup/");
  });

  test.each([
    [{}, "set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK in the environment"],
    [{ ...env, HUAWEICLOUD_SDK_AK: undefined }, "set HUAWEICLOUD_SDK_AK in the environment"],
    [{ ...env, HUAWEICLOUD_SDK_SK: "" }, "set HUAWEICLOUD_SDK_SK in the environment"],
  ])("fromEnv names the missing variables (case %#)", (given, message) => {
    expect(() => fromEnv(given)).toThrow(DisConfigError);
    expect(() => fromEnv(given)).toThrow(message);
  });

  test("fromEnv refuses a malformed key without showing it", () => {
    const given = { ...env, HUAWEICLOUD_SDK_SK: "SECRET\n" };
    expect(() => fromEnv(given)).toThrow(/^auth: sk must be 1 to 32768 visible ASCII characters$/);
  });

  test("fromEnv throws a DisConfigError where there is no process", () => {
    vi.stubGlobal("process", undefined);
    try {
      expect(() => fromEnv()).toThrow(DisConfigError);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
