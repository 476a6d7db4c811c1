import type { ProviderContext } from "./auth/auth.js";
import {
  check,
  type Filled,
  notNegative,
  ofType,
  positive,
  type Rule,
  readOptions,
} from "./check.js";
import type { ServerDescriptor } from "./descriptor.js";
import { DisConfigError } from "./errors.js";
import { servers } from "./generated/data.js";
import type { DisClientOptions, Hooks, RetryOptions } from "./options.js";
import { checkProject } from "./request.js";

type Given = Filled<DisClientOptions, "region" | "endpoint" | "projectId">;

/** The options, checked. */
export interface Config extends Omit<Given, "retry" | "endpoint"> {
  readonly retry: Filled<RetryOptions>;
  /** Address of DIS, without a slash at its end. */
  readonly base: string;
  /** Address of the region's IAM; undefined when DIS is given as an `endpoint`. */
  readonly iamEndpoint: string | undefined;
  /** By which providers send requests of their own. */
  readonly request: ProviderContext["request"];
}

const authRule: Rule = [
  "an Auth, such as token(), accessKey() or iamPassword() returns",
  (auth) => {
    const { authorize, renew = authorize } = Object(auth);
    return typeof authorize === "function" && typeof renew === "function";
  },
];

/** @throws DisConfigError for the first option that is wrong. */
export function checkOptions(options: DisClientOptions): Omit<Config, "request"> {
  const hook = ofType("function");
  const config = readOptions<Given>("", options, {
    region: [ofType("string"), undefined],
    endpoint: [ofType("string"), undefined],
    projectId: [ofType("string", "function"), undefined],
    // Without a default: it is checked once more below.
    auth: [authRule, Object(options).auth],
    timeoutMs: [positive, 30_000],
    totalTimeoutMs: [positive, 90_000],
    maxResponseBytes: [positive, 10_485_760],
    retry: [ofType("object", "boolean"), {}],
    fetch: [ofType("function"), (url, init) => fetch(url, init)],
    hooks: [ofType("object"), {}],
    allowHttp: [ofType("boolean"), false],
  });
  const { region, endpoint, projectId, auth, retry, hooks, allowHttp } = config;
  if (!region === !endpoint) throw new DisConfigError("pass either a region or an endpoint");
  if (typeof projectId === "string") checkProject(projectId);
  check("auth", auth, authRule);
  const hosts = region ? hostsOf(region) : undefined;
  return {
    ...config,
    hooks: readOptions<Hooks>("hooks", hooks, {
      onRequest: [hook, undefined],
      onResponse: [hook, undefined],
      onRetry: [hook, undefined],
    }),
    retry: readOptions("retry", retry === false ? { attempts: 1 } : retry, {
      attempts: [positive, 3],
      baseDelayMs: [notNegative, 250],
      maxDelayMs: [notNegative, 8_000],
      maxRetryAfterMs: [notNegative, 60_000],
    }),
    base: checkBase("endpoint", hosts?.dis ?? endpoint, allowHttp),
    iamEndpoint: hosts?.iam,
  };
}

/** Return the hosts of a region's DIS and IAM. @throws DisConfigError for a region that the spec lacks. */
function hostsOf(region: string): { dis: string; iam: string } {
  const all: readonly ServerDescriptor[] = servers;
  const server = all.find(({ regions }) => regions.includes(region));
  if (!server) {
    const known = all.flatMap(({ regions }) => regions).join(", ");
    throw new DisConfigError(
      `region must be one of ${known}; for another, pass its address as endpoint`,
    );
  }
  const host = (template: string) => template.replace("{region}", region);
  return { dis: host(server.dis), iam: host(server.iam) };
}

// An address as `URL` writes it: no user, query or fragment, and a loopback host if it is http.
const safeBase = /^(https|http(?=:\/\/(localhost|127(\.\d+){3}|\[::1\])[:/])):\/\/[^@?#]+$/;
const anyBase = /^https?:\/\/[^@?#]+$/;

/** The base of requests, without a slash at its end. @throws DisConfigError */
export function checkBase(option: string, value: unknown, allowHttp: boolean): string {
  let href = "";
  try {
    href = new URL(String(value)).href;
  } catch {
    // The test below refuses it.
  }
  if (!(allowHttp ? anyBase : safeBase).test(href)) {
    throw new DisConfigError(
      `${option} must be an https address without user or query (http: loopback only, or allowHttp)`,
    );
  }
  return href.replace(/\/+$/, "");
}
