import { readFile } from "node:fs/promises";
import { root } from "./spec.ts";

/** Who reads the answers, by the name of its column. */
export const readers = {
  java: "Java SDK",
  python: "Python SDK",
  go: "Go SDK",
  node: "Node core",
  client: "`@dis-openapi/client`",
} as const;

export type Reader = keyof typeof readers;

// Safe: the keys of a constant are its own.
export const readerNames = Object.keys(readers) as Reader[];

/** The error that a program got in place of a task. */
export interface Failure {
  readonly class: string;
  readonly status?: number;
  readonly code?: string | number;
  /**
   * What its text is: the message of the body, all of the body, a text that has the message in it,
   * or one that has not. The text itself is not kept, because it is not ours.
   */
  readonly message?: "message" | "body" | "around" | "other";
  /** Whether it has the request id of the answer. */
  readonly request_id: boolean;
  /** The class of the error in it that has the status, where it has none itself. */
  readonly wraps?: string;
  /** The call that it comes from, where that is none that was asked for. */
  readonly after?: string;
}

/** A task that a program got, as far as it is not what the wire carried. */
export interface Read {
  /** Paths of fields that the program did not get. */
  readonly dropped?: readonly string[];
  /** Paths of fields with another value, and the type of that. */
  readonly changed?: Readonly<Record<string, string>>;
  /** Paths of fields that the wire did not carry, with the value that the program got. */
  readonly added?: Readonly<Record<string, unknown>>;
  /** Whether the answer is to be had whole, beside the model. */
  readonly whole?: true;
}

export type Result = { readonly read: Read } | { readonly error: Failure };

export interface Wire {
  readonly status: number;
  /** The code in the body of an error. */
  readonly code?: string | number;
  /** JSON types by the path of the field, with `[]` for any entry of a list. */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface CaseResult {
  readonly kind: "answer" | "lookup" | "refusal";
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

/** @throws Error when there are none. */
export async function readResults(): Promise<Results> {
  const text = await readFile(new URL(resultsPath, root), "utf8");
  // Safe: the file is written from this type.
  return JSON.parse(text) as Results;
}
