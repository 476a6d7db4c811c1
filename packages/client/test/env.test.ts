import { describe, expect, it, vi } from "vitest";
import { DisConfigError, fromEnv } from "../src/index.js";
import { clientOf, json, network, task } from "./support.js";

const env = {
  HUAWEICLOUD_SDK_AK: "AKAKAK",
  HUAWEICLOUD_SDK_SK: "SKSKSK",
  HUAWEICLOUD_SDK_PROJECT_ID: "fromenvironment",
  HUAWEICLOUD_SDK_SECURITY_TOKEN: "TOKEN",
};

describe("fromEnv", () => {
  it("gives keys, security token and project to the client", async () => {
    const { fetch, sent } = network(json({}));
    await clientOf(fetch, fromEnv(env)).showTransferTask(task);
    expect(sent[0]?.url).toContain("/v2/fromenvironment/");
    expect(sent[0]?.headers.get("authorization")).toContain("Access=AKAKAK");
    expect(sent[0]?.headers.get("x-security-token")).toBe("TOKEN");
  });

  it("reads the environment of the process by default, when it is called", () => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect(fromEnv().projectId).toBe("fromenvironment");
    vi.unstubAllEnvs();
  });

  it("leaves the project out when its variable is not set, so that another can be given", async () => {
    const { fetch, sent } = network(json({}));
    const given = fromEnv({ ...env, HUAWEICLOUD_SDK_PROJECT_ID: "" });
    expect(given).not.toHaveProperty("projectId");
    await clientOf(fetch, { projectId: () => "lookedup", ...given }).showTransferTask(task);
    expect(sent[0]?.url).toContain("/v2/lookedup/");
  });

  it.each([
    [{}, "set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK in the environment"],
    [{ ...env, HUAWEICLOUD_SDK_AK: undefined }, "set HUAWEICLOUD_SDK_AK in the environment"],
    [{ ...env, HUAWEICLOUD_SDK_SK: "" }, "set HUAWEICLOUD_SDK_SK in the environment"],
  ])("says which variable is missing: %j", (given, message) => {
    expect(() => fromEnv(given)).toThrow(DisConfigError);
    expect(() => fromEnv(given)).toThrow(message);
  });

  it("says that a variable cannot be right, and not what it is", () => {
    const given = { ...env, HUAWEICLOUD_SDK_SK: "SECRET\n" };
    expect(() => fromEnv(given)).toThrow(/^auth: sk must be 1 to 32768 visible ASCII characters$/);
  });

  it("finds nothing where there is no process", () => {
    vi.stubGlobal("process", undefined);
    try {
      expect(() => fromEnv()).toThrow(DisConfigError);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
