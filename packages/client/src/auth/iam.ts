import type { CreateTokenRequest } from "@dis-openapi/types/iam";
import { DisConfigError, DisParseError } from "../errors.js";
import { iamOperations } from "../generated/iam.js";
import { checkProject } from "../request.js";
import { type Auth, type ProviderContext, type Renewable, renewOnce } from "./auth.js";
import { createShare } from "./share.js";

/** The IAM user that a token is fetched for. */
export interface IamPasswordOptions {
  /** Name of the account that the user belongs to. */
  readonly domain: string;
  /** Name of the IAM user. */
  readonly user: string;
  readonly password: string;
  /** Address of IAM. Default: the IAM of the client's region. */
  readonly endpoint?: string | undefined;
}

/** A token of one project. */
interface Token extends Renewable {
  readonly token: string;
  readonly expiresAt: number;
}

/** Fetch a new token when the old one expires within this time, in milliseconds. */
const marginMs = 300_000;

/**
 * Authenticate with a token fetched from IAM with a user name and a password, scoped to the call's
 * project (`POST /v3/auth/tokens`). The token is kept until five minutes before it
 * expires and fetched once however many callers wait for it. A 401 from DIS drops it, and the call
 * is sent once more with a new one.
 *
 * @throws DisConfigError when a name or the password is missing. A call rejects with
 *   DisResponseError (operation `createToken`) when IAM refuses them.
 * @example
 * ```ts
 * import { createDisClient } from "@dis-openapi/client";
 * import { iamPassword } from "@dis-openapi/client/iam";
 *
 * const { PASSWORD = "" } = process.env;
 * const auth = iamPassword({ domain: "my-account", user: "my-user", password: PASSWORD });
 * const dis = createDisClient({ region: "cn-north-4", projectId, auth });
 * console.log((await dis.showTransferTask(params)).state); //=> RUNNING
 * ```
 */
export function iamPassword(options: IamPasswordOptions): Auth {
  // Callers without type checks may pass null.
  const { domain, user, password, endpoint }: IamPasswordOptions = Object(options);
  for (const [name, value] of Object.entries({ domain, user, password })) {
    if (typeof value !== "string" || value === "") {
      throw new DisConfigError(`auth: iamPassword: \`${name}\` must be a non-empty string`);
    }
  }
  const tokens = new Map<string, Token>();
  const used = new WeakMap<Headers, { key: string; entry: Token }>();
  const share = createShare<Token>();

  async function fetchToken(
    project: { id: string } | { name: string },
    { request, region }: ProviderContext,
    signal: AbortSignal,
  ): Promise<Token> {
    const body: CreateTokenRequest = {
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { name: user, password, domain: { name: domain } } },
        },
        scope: { project },
      },
    };
    const operation = iamOperations.createToken;
    const { data, response, ...call } = await request(
      operation,
      { nocatalog: "true", body },
      { endpoint, signal, region, secrets: [password] },
    );
    const token = response.headers.get("x-subject-token");
    // No field of a response is required, so any of these may be missing or of another type.
    const { expires_at, issued_at }: Record<string, unknown> = Object(Object(data).token);
    // Measured on IAM's clock, since the local one may be wrong.
    const start = timeOf(issued_at) || Date.now();
    const lifetimeMs = timeOf(expires_at) - start;
    if (!token || Number.isNaN(lifetimeMs)) {
      const missing = token ? "time of expiry (token.expires_at)" : "token (X-Subject-Token)";
      throw new DisParseError(`IAM's response has no ${missing}`, { ...operation, ...call });
    }
    return { token, expiresAt: Date.now() + lifetimeMs };
  }

  return {
    async authorize(request) {
      const { headers, projectId, region } = request;
      const key = projectId ?? region;
      if (key === undefined) {
        throw new DisConfigError("auth: iamPassword needs a projectId or a region", request);
      }
      let entry = tokens.get(key);
      if (entry === undefined || entry.expiresAt - Date.now() <= marginMs) {
        // A region's own project has its name.
        const project = projectId === undefined ? { name: key } : { id: key };
        entry = await share(key, request.signal, (signal) => fetchToken(project, request, signal));
        tokens.set(key, entry);
      }
      used.set(headers, { key, entry });
      headers.set("X-Auth-Token", entry.token);
      return [entry.token, password];
    },

    renew(refused) {
      const { key, entry } = used.get(refused) ?? {};
      if (!key || !entry) return false;
      return renewOnce(entry, () => {
        if (tokens.get(key) === entry) tokens.delete(key);
        return () => {};
      });
    },
  };
}

const timeOf = (text: unknown) => (typeof text === "string" ? Date.parse(text) : Number.NaN);

/** The projects of each authentication, by IAM endpoint and name. */
const found = new WeakMap<
  Auth,
  { ids: Map<string, string>; share: ReturnType<typeof createShare<string>> }
>();

/**
 * Look up the `projectId` as the official SDKs do: with an authenticated call to IAM for the project
 * named after the region (`GET /v3/projects?name=…`), once for each `auth` and region, however many
 * callers wait.
 *
 * @param options `region` and `endpoint` (the address of IAM) default to those of the client. A client
 *   created with an `endpoint` has neither.
 * @returns a function for `createDisClient({ projectId })`. It rejects with DisConfigError when
 *   there is not exactly one project, and with DisResponseError (operation `listProjects`) when IAM
 *   refuses.
 * @example
 * ```ts
 * import { accessKey, createDisClient } from "@dis-openapi/client";
 * import { lookUpProject } from "@dis-openapi/client/iam";
 *
 * const { AK = "", SK = "" } = process.env;
 * const auth = accessKey({ ak: AK, sk: SK });
 * const dis = createDisClient({ region: "cn-north-4", projectId: lookUpProject(), auth });
 * console.log((await dis.showTransferTask(params)).state); //=> RUNNING
 * ```
 */
export function lookUpProject(
  options: { readonly region?: string | undefined; readonly endpoint?: string | undefined } = {},
): (context: ProviderContext) => Promise<string> {
  return async (context) => {
    const { auth, signal } = context;
    const { region: name = context.region, endpoint } = options;
    if (name === undefined || auth === undefined) {
      throw new DisConfigError(
        "projectId: the client has no region: pass one to lookUpProject",
        context,
      );
    }
    const known = found.get(auth) ?? {
      ids: new Map<string, string>(),
      share: createShare<string>(),
    };
    found.set(auth, known);
    const key = `${endpoint ?? ""} ${name}`;
    const id =
      known.ids.get(key) ??
      (await known.share(key, signal, (shared) => askIam(name, endpoint, context, shared)));
    known.ids.set(key, id);
    return id;
  };
}

async function askIam(
  name: string,
  endpoint: string | undefined,
  context: ProviderContext,
  signal: AbortSignal,
): Promise<string> {
  const { auth, request } = context;
  const options = { endpoint, signal, auth, region: name };
  const { data } = await request(iamOperations.listProjects, { name }, options);
  // As above, anything may be missing or of another type.
  const { projects }: { projects?: unknown } = Object(data);
  const ids = (Array.isArray(projects) ? projects : [])
    .map((project): unknown => Object(project).id)
    .filter((id) => id !== undefined && id !== null);
  const [id] = ids;
  if (ids.length !== 1) {
    throw new DisConfigError(
      `projectId: IAM knows ${ids.length} projects named ${name}: pass the id`,
      context,
    );
  }
  checkProject(id, context);
  return `${id}`;
}
