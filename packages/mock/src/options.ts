/** An access key that the mock accepts. */
export interface AccessKey {
  readonly ak: string;
  readonly sk: string;
  /** Set for a temporary key: requests must then carry it in `X-Security-Token`, signed. */
  readonly securityToken?: string;
}

/** What decides the responses of the mock. */
export interface MockRules {
  /**
   * Tokens to accept, besides those that the mock's own IAM issues. Default: any token of printable
   * characters.
   */
  readonly tokens?: readonly string[];
  /**
   * Access keys to accept. When set, the mock verifies signatures like the gateway, including the
   * clock. Default: any well-formed `Authorization` is accepted without verification.
   */
  readonly accessKeys?: readonly AccessKey[];
  /** Users that get a token from `POST /v3/auth/tokens`. Default: any user. */
  readonly users?: readonly { readonly name: string; readonly password: string }[];
  /**
   * Records at the start, by the name of the resource in the spec, in every project. A record needs
   * its key and its parent's: `{ transferTask: [{ stream_name: "s", task_name: "t" }] }`; the mock
   * makes up an id, the time of creation and the state. An empty list starts without records.
   * Default: the records of the spec's examples.
   */
  readonly state?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  /**
   * States that a task goes through, by task name: the next one for each request that shows it,
   * staying on the last. The task may be one that a request creates. Default: the state of the task.
   */
  readonly scripts?: Readonly<Record<string, readonly string[]>>;
}

/** How the server listens, which time it uses and where it logs. */
export interface ServerOptions {
  /** Port to listen on, 0 to 65535. Default: 0, a free one. */
  readonly port?: number;
  /** Address or host name to listen on. Default: `127.0.0.1`. */
  readonly host?: string;
  /**
   * The mock's clock in epoch milliseconds. It sets the `Date` header and the times of tokens, and
   * the time of a signature is compared with it. Default: `Date.now`.
   */
  readonly now?: () => number;
  /**
   * Called with one line for each request: method, path, status and duration in milliseconds. The
   * line holds no query, header or body. Default: no log.
   */
  readonly log?: (line: string) => void;
}

/** Options of `startMockDis`. */
export interface MockOptions extends MockRules, ServerOptions {}

/** A running mock. */
export interface MockDis {
  /** Base URL of DIS, for example `http://127.0.0.1:4010`. */
  readonly endpoint: string;
  /** Base URL of IAM, which the mock serves on the same port. */
  readonly iamEndpoint: string;
  /** Stop listening and end every connection, idle or not. May be called more than once. */
  close(): Promise<void>;
}
