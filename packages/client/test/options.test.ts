import { describe, expect, it } from "vitest";
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

describe("a wrong option is a DisConfigError that says what, where and how to mend it", () => {
  it.each([
    ["no options", undefined, /options must be of type object/],
    ["neither region nor endpoint", { region: undefined }, /give a region or an endpoint/],
    ["both", { endpoint: "https://a.b" }, /give a region or an endpoint, and not both/],
    ["an unknown region", { region: "eu-nl" }, /region must be one of cn-north-1, .*as endpoint/],
    ["no auth", { auth: undefined }, /auth/],
    [
      "an auth that is none",
      { auth: { token: "SECRET" } },
      /auth.authorize must be of type function/,
    ],
    ["an auth that is a text", { auth: "SECRET" }, /auth must be of type object/],
    ["a project that is none", { projectId: "a/b" }, /projectId must be 1 to 64 characters/],
    [
      "a time of nothing",
      { timeoutMs: 0 },
      /timeoutMs must be a whole number from 1 to 2147483647/,
    ],
    ["a time with a fraction", { totalTimeoutMs: 1.5 }, /totalTimeoutMs must be a whole number/],
    ["a time that no timer can hold", { timeoutMs: 2 ** 31 }, /timeoutMs must be a whole number/],
    ["a time that is a text", { timeoutMs: "1000" }, /timeoutMs must be a whole number/],
    ["endless", { timeoutMs: Number.POSITIVE_INFINITY }, /timeoutMs must be a whole number/],
    ["no size", { maxResponseBytes: 0 }, /maxResponseBytes must be a whole number/],
    ["no attempts", { retry: { attempts: 0 } }, /retry\.attempts must be a whole number from 1/],
    ["a delay of less than nothing", { retry: { baseDelayMs: -1 } }, /retry\.baseDelayMs must be/],
    ["an unknown key of retry", { retry: { tries: 3 } }, /retry\.tries is not an option/],
    ["a retry that is none", { retry: 3 }, /retry must be/],
    ["a fetch that is none", { fetch: "fetch" }, /fetch must be of type function/],
    [
      "a hook that is none",
      { hooks: { onRequest: 1 } },
      /hooks\.onRequest must be of type function/,
    ],
    ["an unknown hook", { hooks: { onError: () => {} } }, /hooks\.onError is not an option/],
    ["hooks of nothing", { hooks: null }, /hooks must be/],
    ["an allowHttp that is a text", { allowHttp: "false" }, /allowHttp must be of type boolean/],
    ["an unknown option", { timeout: 1 }, /timeout is not an option/],
    ["an option of every object", { toString: 1 }, /toString is not an option/],
  ])("%s", (_, wrong, message) => {
    const thrown = error(
      wrong === undefined ? (wrong as unknown as object) : { ...good, ...wrong },
    );
    expect(thrown).toBeInstanceOf(DisConfigError);
    expect(String(thrown)).toMatch(message);
    expect(String(thrown)).not.toContain("SECRET");
  });

  it.each([
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
  ])("the endpoint %j", (endpoint) => {
    const thrown = error({ ...good, region: undefined, endpoint });
    expect(thrown).toBeInstanceOf(DisConfigError);
    expect(String(thrown)).toMatch(/endpoint/);
    expect(String(thrown)).not.toContain("SECRET");
  });
});

describe("what is right", () => {
  it.each([
    "https://dis.example.com",
    "https://dis.example.com:20004/base/",
    "http://localhost:4010",
    "http://127.0.0.1:1",
    "http://127.9.8.7",
    "http://[::1]:4010",
  ])("the endpoint %j", (endpoint) => {
    expect(error({ ...good, region: undefined, endpoint })).toBeUndefined();
  });

  it("http to anywhere, when asked for", () => {
    const endpoint = "http://dis.internal";
    expect(error({ ...good, region: undefined, endpoint, allowHttp: true })).toBeUndefined();
  });

  it.each(["cn-north-1", "cn-east-3", "ap-southeast-2", "eu-de"])("the region %s", (region) => {
    expect(error({ ...good, region })).toBeUndefined();
  });

  it("an option that is undefined is one that is not given", () => {
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
