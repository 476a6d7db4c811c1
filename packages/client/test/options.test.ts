import { describe, expect, test } from "vitest";
import { createDisClient, type DisClientOptions, DisConfigError, token } from "../src/index.js";

const good: DisClientOptions = { region: "cn-north-4", projectId: "p", auth: token("abcd") };
const error = (options: object): unknown => {
  try {
    // The types refuse most of these; plain JavaScript does not.
    createDisClient(options as DisClientOptions);
    return undefined;
  } catch (thrown) {
    return thrown;
  }
};

describe("wrong options", () => {
  test.each([
    ["no options", undefined, /options must be of type object/],
    ["neither region nor endpoint", { region: undefined }, /pass either a region or an endpoint/],
    ["both", { endpoint: "https://a.b" }, /pass either a region or an endpoint/],
    ["an unknown region", { region: "eu-nl" }, /region must be one of cn-north-1, .*as endpoint/],
    ["no auth", { auth: undefined }, /auth/],
    [
      "an auth without authorize",
      { auth: { token: "SECRET" } },
      /auth must be an Auth, such as token\(\)/,
    ],
    ["an auth that is a string", { auth: "SECRET" }, /auth must be an Auth, such as token\(\)/],
    ["a malformed projectId", { projectId: "a/b" }, /projectId must be 1 to 64 characters/],
    ["a time of zero", { timeoutMs: 0 }, /timeoutMs must be a whole number from 1 to 2147483647/],
    ["a time with a fraction", { totalTimeoutMs: 1.5 }, /totalTimeoutMs must be a whole number/],
    ["a time that no timer can hold", { timeoutMs: 2 ** 31 }, /timeoutMs must be a whole number/],
    ["a time that is a string", { timeoutMs: "1000" }, /timeoutMs must be a whole number/],
    [
      "an infinite time",
      { timeoutMs: Number.POSITIVE_INFINITY },
      /timeoutMs must be a whole number/,
    ],
    ["a size of zero", { maxResponseBytes: 0 }, /maxResponseBytes must be a whole number/],
    ["zero attempts", { retry: { attempts: 0 } }, /retry\.attempts must be a whole number from 1/],
    ["a negative delay", { retry: { baseDelayMs: -1 } }, /retry\.baseDelayMs must be/],
    ["an unknown retry option", { retry: { tries: 3 } }, /retry\.tries is not an option/],
    ["a retry that is a number", { retry: 3 }, /retry must be/],
    ["a fetch that is a string", { fetch: "fetch" }, /fetch must be of type function/],
    [
      "a hook that is a number",
      { hooks: { onRequest: 1 } },
      /hooks\.onRequest must be of type function/,
    ],
    ["an unknown hook", { hooks: { onError: () => {} } }, /hooks\.onError is not an option/],
    ["hooks that are null", { hooks: null }, /hooks must be/],
    ["an allowHttp that is a string", { allowHttp: "false" }, /allowHttp must be of type boolean/],
    ["an unknown option", { timeout: 1 }, /timeout is not an option/],
    ["an option named like a method of Object", { toString: 1 }, /toString is not an option/],
  ])("createDisClient refuses %s with a DisConfigError", (_, wrong, message) => {
    const thrown = error(
      wrong === undefined ? (wrong as unknown as object) : { ...good, ...wrong },
    );
    expect(thrown).toBeInstanceOf(DisConfigError);
    expect(String(thrown)).toMatch(message);
    expect(String(thrown)).not.toContain("SECRET");
  });

  test.each([
    "http://dis.example.com",
    "ftp://dis.example.com",
    "dis.example.com",
    "https://user:SECRET@dis.example.com",
    "https://dis.example.com/?a=b",
    "https://dis.example.com/#a",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://127.0.0.1@example.com",
    "",
    "https://",
  ])("createDisClient refuses the endpoint %j", (endpoint) => {
    const thrown = error({ ...good, region: undefined, endpoint });
    expect(thrown).toBeInstanceOf(DisConfigError);
    expect(String(thrown)).toMatch(/endpoint/);
    expect(String(thrown)).not.toContain("SECRET");
  });
});

describe("good options", () => {
  test.each([
    "https://dis.example.com",
    "https://dis.example.com:20004/base/",
    "http://localhost:4010",
    "http://127.0.0.1:1",
    "http://127.9.8.7",
    "http://[::1]:4010",
  ])("createDisClient accepts the endpoint %j", (endpoint) => {
    expect(error({ ...good, region: undefined, endpoint })).toBeUndefined();
  });

  test("createDisClient accepts http to any host with allowHttp", () => {
    const endpoint = "http://dis.internal";
    expect(error({ ...good, region: undefined, endpoint, allowHttp: true })).toBeUndefined();
  });

  test.each(["cn-north-1", "cn-east-3", "ap-southeast-2", "eu-de"])(
    "createDisClient accepts the region %s",
    (region) => {
      expect(error({ ...good, region })).toBeUndefined();
    },
  );

  test("createDisClient treats an undefined option as missing", () => {
    const nothing = {
      endpoint: undefined,
      timeoutMs: undefined,
      retry: undefined,
      fetch: undefined,
      hooks: { onRequest: undefined },
      allowHttp: undefined,
    };
    expect(error({ ...good, ...nothing })).toBeUndefined();
    expect(error({ ...good, retry: { attempts: undefined } })).toBeUndefined();
    expect(error({ ...good, retry: false })).toBeUndefined();
    expect(error({ ...good, projectId: undefined })).toBeUndefined();
  });
});
