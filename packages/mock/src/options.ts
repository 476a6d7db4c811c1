/** An access key that the mock knows. */
export interface AccessKey {
  readonly ak: string;
  readonly sk: string;
  /** Set for a temporary key: calls must then carry it in `X-Security-Token`, signed. */
  readonly securityToken?: string;
}

/** What decides the answers of the mock. */
export interface MockRules {
  /**
   * Tokens to accept, besides those that the mock's own IAM gives out. Default: any token of
   * printable characters.
   */
  readonly tokens?: readonly string[];
  /**
   * Access keys to accept. When given, signatures are verified as the gateway does, clock
   * included. Default: any well-formed `Authorization` is accepted, unverified.
   */
  readonly accessKeys?: readonly AccessKey[];
  /** Users that get a token from `POST /v3/auth/tokens`. Default: any user. */
  readonly users?: readonly { readonly name: string; readonly password: string }[];
  /**
   * States that a task goes through, by task name: one a call, staying on the last. The task must
   * be one of the spec's examples. Default: the state of the example.
   */
  readonly scripts?: Readonly<Record<string, readonly string[]>>;
}

/** Where to listen, and what time it is. */
export interface ServerOptions {
  /** Port to listen on. Default: 0, a free one. */
  readonly port?: number;
  /** Address or host name to listen on. Default: `127.0.0.1`. */
  readonly host?: string;
  /**
   * The mock's clock in epoch milliseconds: what the `Date` header tells, when a token was issued,
   * and what the time of a signature is compared with. Default: `Date.now`.
   */
  readonly now?: () => number;
}

/** Options of `startMockDis`. */
export interface MockOptions extends MockRules, ServerOptions {}

/** A mock that runs. */
export interface MockDis {
  /** Base URL of DIS, for example `http://127.0.0.1:4010`. */
  readonly endpoint: string;
  /** Base URL of IAM. The mock serves it on the same port. */
  readonly iamEndpoint: string;
  /** Stops listening and ends every connection, idle or not. May be called more than once. */
  close(): Promise<void>;
}
