import { readFile } from "node:fs/promises";
import { root } from "./spec.ts";

/** The programs that read the responses, by their keys in the results. */
export const readers = {
  java: "Java SDK",
  python: "Python SDK",
  go: "Go SDK",
  node: "Node core",
  client: "@dis-openapi/client",
} as const;

export type Reader = keyof typeof readers;

// Safe: the keys of a constant are its own.
export const readerNames = Object.keys(readers) as Reader[];

/** The error that a program reported. */
export interface Failure {
  readonly class: string;
  readonly status?: number;
  readonly code?: string | number;
  /**
   * How its text relates to the response: it is the message, it is the complete body, it contains the
   * message, or none of these. The text is not kept because it belongs to the SDK.
   */
  readonly message?: "message" | "body" | "around" | "other";
  /** Whether it has the request id of the response. */
  readonly request_id: boolean;
  /** Class of the wrapped error that has the status, if the error has none itself. */
  readonly wraps?: string;
  /** The request that failed, if it was neither the query nor the look-up. */
  readonly after?: string;
}

/**
 * The differences between what a program read and what was on the wire, or between what was on the wire
 * and what the program was told to send.
 */
export interface Read {
  /** Paths of missing fields. */
  readonly dropped?: readonly string[];
  /** JSON types of fields with another value, by path. */
  readonly changed?: Readonly<Record<string, string>>;
  /** Values of additional fields, by path. */
  readonly added?: Readonly<Record<string, unknown>>;
  /** Whether the SDK returns the complete body beside its model. */
  readonly complete?: true;
}

export type Result =
  /** `sent` is set if the response had no body. */
  | { readonly read: Read; readonly sent?: Read }
  | { readonly error: Failure }
  /** It does not have the operation. */
  | { readonly absent: true };

export interface Wire {
  readonly status: number;
  /** The code in the body of an error. */
  readonly code?: string | number;
  /**
   * JSON types by the path of the field, with `[]` for any entry of a list: of the response, or of the
   * request if the response has no body.
   */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface CaseResult {
  readonly kind: "query" | "change" | "lookup" | "refusal";
  readonly name: string;
  readonly wire: Wire;
  readonly results: Readonly<Partial<Record<Reader, Result>>>;
}

/** What `npm run conformance -- --write` writes. */
export interface Results {
  readonly "x-generated": string;
  /** Name and version of each package. */
  readonly packages: Readonly<Partial<Record<Reader, string>>>;
  readonly cases: readonly CaseResult[];
}

export const resultsPath = "packages/conformance/sdks/results.json";

/** Read the kept results. @throws Error when the file is missing. */
export async function readResults(): Promise<Results> {
  const text = await readFile(new URL(resultsPath, root), "utf8");
  // Safe: the file is written from this type.
  return JSON.parse(text) as Results;
}
