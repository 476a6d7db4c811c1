import type { Auth, AuthRequest } from "@dis-openapi/client";
import { sensitive } from "../../../scripts/generate/lib/data.ts";
import { readSpec } from "../../../scripts/generate/lib/spec.ts";
import { openProxy, type ProxiedRequest, type ProxiedResponse } from "./proxy.ts";

interface ForwarderOptions {
  readonly endpoint: string;
  /** Default: no forwarder for IAM. */
  readonly iamEndpoint?: string | undefined;
  readonly projectId: string;
  /** Authenticates a request that carries the placeholder of a token. */
  readonly auth: Auth;
  /** Replaces the placeholder of a password. */
  readonly password?: string | undefined;
}

interface Forwarder {
  readonly endpoint: string;
  readonly iamEndpoint: string | undefined;
  close(): Promise<void>;
}

/** What a tool sends in place of a secret. */
export const placeholders = {
  token: "placeholder-of-a-token",
  password: "placeholder-of-the-password",
} as const;

const redacted = "********";

/**
 * Start a proxy for a tool that cannot sign, and that may print or keep whatever it sees. The tool
 * sends placeholders. The proxy replaces them by secrets, with the client's own authentication, so
 * that a signature covers the real host. In responses it replaces secrets, and the tokens that IAM
 * issues, by placeholders.
 */
export async function startForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const { endpoint, iamEndpoint, projectId, auth, password } = options;
  const hiddenFields = sensitive([await readSpec("openapi"), await readSpec("iam")]);
  const secrets = new Set(password === undefined ? [] : [password]);
  /** Tokens issued by IAM, by their placeholders. */
  const issued = new Map<string, string>();

  async function fill(base: string, { method, target, ...rest }: ProxiedRequest) {
    const { host: _, "accept-encoding": __, ...kept } = rest.headers;
    const headers = new Headers();
    for (const [name, value] of Object.entries(kept)) headers.set(name, `${value}`);
    const body = withPassword(rest.body);
    const token = headers.get("x-auth-token");
    if (token !== null) headers.set("x-auth-token", issued.get(token) ?? token);
    if (token === placeholders.token) {
      headers.delete("x-auth-token");
      const request: AuthRequest = {
        operationId: "forward",
        projectId,
        signal: AbortSignal.timeout(10_000),
        method,
        url: base.replace(/\/$/, "") + target,
        headers,
        body,
        request: () => Promise.reject(new Error("the contract passes a token or a key")),
      };
      for (const secret of await auth.authorize(request)) secrets.add(secret);
    }
    return { method, target, headers: Object.fromEntries(headers), body };
  }

  function withPassword(body: Buffer): Buffer<ArrayBuffer> {
    const quoted = JSON.stringify(placeholders.password);
    // Other bodies need not be text.
    if (password === undefined || !body.includes(quoted)) return Buffer.from(body);
    return Buffer.from(body.toString().replaceAll(quoted, () => JSON.stringify(password)));
  }

  /** Remove the secrets, and their longer words: an echo may escape the characters between. */
  function scrub(text: string): string {
    return [...secrets]
      .flatMap((secret) => [secret, ...(secret.match(/[a-z\d]{8,}/gi) ?? [])])
      .filter(({ length }) => length > 3)
      .sort((a, b) => b.length - a.length)
      .reduce((rest, secret) => rest.replaceAll(secret, redacted), text);
  }

  function headerOf(name: string, value: string): string {
    if (name !== "x-subject-token") return scrub(value);
    const placeholder = `${placeholders.token}-${issued.size + 1}`;
    issued.set(placeholder, value);
    secrets.add(value);
    return placeholder;
  }

  function mask({ status, headers: { location: _, ...headers }, body }: ProxiedResponse) {
    // Without `location`, since a tool that followed a redirect would judge another server.
    const masked = Object.entries(headers).map(
      ([name, value]) => [name, headerOf(name, `${value}`)] as const,
    );
    return { status, headers: Object.fromEntries(masked), body: maskedBody(body) };
  }

  function maskedBody(body: string): string {
    try {
      const value = JSON.parse(body, (key, inner) => {
        if (typeof inner !== "string") return inner;
        return hiddenFields.includes(key) ? redacted : scrub(inner);
      });
      return JSON.stringify(value);
    } catch {
      return scrub(body);
    }
  }

  const open = (base: string) =>
    openProxy(base, { onRequest: (request) => fill(base, request), onResponse: mask });
  const dis = await open(endpoint);
  const iam = iamEndpoint === undefined ? undefined : await open(iamEndpoint);
  return {
    endpoint: dis.endpoint,
    iamEndpoint: iam?.endpoint,
    async close() {
      await Promise.all([dis.close(), iam?.close()]);
    },
  };
}
