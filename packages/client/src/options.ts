import type { Auth, ProviderContext } from "./auth.js";
import { check, notNegative, ofType, positive, type Rule, withDefaults } from "./check.js";
import type { ParameterDescriptor } from "./descriptor.js";
import { DisConfigError } from "./errors.js";
import { operations } from "./generated/operations.js";
import type { Hooks } from "./hooks.js";
import { ruleOf } from "./parameters.js";
import { hostsOf, type Region } from "./region.js";
import { type RetryOptions, retryDefaults } from "./retry.js";
import { checkBase } from "./url.js";

/** A `fetch`: the runtime's own, or one that goes through a proxy or counts. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Options of {@link createDisClient}. Milliseconds are whole numbers up to 2,147,483,647. */
export interface DisClientOptions {
  /** Region of Huawei Cloud or of Open Telekom Cloud. This, or `endpoint`. */
  readonly region?: Region | (string & {}) | undefined;
  /** Address of DIS, for a region that the spec lacks, a VPC endpoint or a mock. This, or `region`. */
  readonly endpoint?: string | undefined;
  /**
   * Id of the project, or a function that returns it, called for each call; `lookUpProject()` of
   * `@dis-openapi/client/iam` is such a function. Default: none, and each call must pass its
   * `project_id`.
   */
  readonly projectId?:
    | string
    | ((context: ProviderContext) => string | Promise<string>)
    | undefined;
  /** How requests are authenticated: `token(…)`, `accessKey(…)` or `iamPassword(…)`. */
  readonly auth: Auth;
  /** Milliseconds for one attempt, body included. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds for all attempts and the pauses between them. Default 90,000. */
  readonly totalTimeoutMs?: number | undefined;
  /** Maximum size of a response, in bytes. Default 10,485,760 (10 MiB). */
  readonly maxResponseBytes?: number | undefined;
  /** When to retry, or `false` for never. Default: see {@link RetryOptions}. */
  readonly retry?: false | RetryOptions | undefined;
  /** Default: the runtime's `fetch`, looked up at each call. */
  readonly fetch?: Fetch | undefined;
  /** Functions that observe each attempt; see {@link Hooks}. Default: none. */
  readonly hooks?: Hooks | undefined;
  /** Allow `http` to any address, not only to loopback. Default false. */
  readonly allowHttp?: boolean | undefined;
}

/** The options, checked, with their defaults. */
export interface Config {
  readonly region: string | undefined;
  readonly projectId: DisClientOptions["projectId"];
  readonly auth: Auth;
  readonly timeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly maxResponseBytes: number;
  readonly retry: typeof retryDefaults;
  readonly fetch: Fetch;
  readonly hooks: Hooks;
  readonly allowHttp: boolean;
  /** Address of DIS, without a slash at its end. */
  readonly base: string;
  /** Address of the region's IAM; undefined when DIS is given as an `endpoint`. */
  readonly iamEndpoint: string | undefined;
}

export const timeRules = { timeoutMs: positive, totalTimeoutMs: positive };

/** The spec's rule for a project id. */
export const projectRule = () =>
  ruleOf(
    Object.values(operations)
      .flatMap(({ parameters }): readonly ParameterDescriptor[] => parameters)
      .find(({ project }) => project) ?? {},
  );

const authRule: Rule = [
  "an Auth, such as token(), accessKey() or iamPassword() returns",
  (auth) => typeof Object(auth).authorize === "function",
];

/** @throws DisConfigError for the first option that is wrong. */
export function checkOptions(options: DisClientOptions): Config {
  check("options", options, ofType("object"));
  const { endpoint, retry, ...config } = withDefaults<
    Omit<Config, "retry" | "base" | "iamEndpoint"> & Pick<DisClientOptions, "endpoint" | "retry">
  >(
    "",
    options,
    {
      ...timeRules,
      maxResponseBytes: positive,
      region: ofType("string"),
      endpoint: ofType("string"),
      projectId: ofType("string", "function"),
      auth: authRule,
      retry: ofType("object", "boolean"),
      fetch: ofType("function"),
      hooks: ofType("object"),
      allowHttp: ofType("boolean"),
    },
    {
      auth: options.auth,
      region: undefined,
      projectId: undefined,
      timeoutMs: 30_000,
      totalTimeoutMs: 90_000,
      maxResponseBytes: 10_485_760,
      fetch: (url, init) => fetch(url, init),
      hooks: {},
      allowHttp: false,
    },
  );
  const { region, projectId, auth, hooks, allowHttp } = config;
  if (!region === !endpoint) throw new DisConfigError("pass either a region or an endpoint");
  if (typeof projectId === "string") check("projectId", projectId, projectRule());
  check("auth", auth, authRule);
  const hook = ofType("function");
  withDefaults("hooks.", hooks, { onRequest: hook, onResponse: hook, onRetry: hook }, {});
  const hosts = region ? hostsOf(region) : undefined;
  return {
    ...config,
    retry: withDefaults(
      "retry.",
      retry === false ? { attempts: 1 } : { ...retry },
      {
        attempts: positive,
        baseDelayMs: notNegative,
        maxDelayMs: notNegative,
        maxRetryAfterMs: notNegative,
      },
      retryDefaults,
    ),
    base: checkBase("endpoint", hosts?.dis ?? endpoint, allowHttp),
    iamEndpoint: hosts?.iam,
  };
}
