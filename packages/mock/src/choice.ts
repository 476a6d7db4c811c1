import type { Example } from "./examples.js";

/** A valid request of an operation, decoded. */
export interface OperationRequest {
  readonly params: Readonly<Record<string, string>>;
  /** By the types of the spec. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** The example to respond with, adapted to the request, or an error. */
export type Choice =
  | Example
  | {
      /** Name of an error example, or a code that one has. */
      readonly error: string;
      /** Reason, for the note in the response. */
      readonly note: string;
      /** Parameters that the message of the error names. */
      readonly params?: Readonly<Record<string, string>>;
      /** The invalid value that the message of the error names. */
      readonly invalid?: string;
    };
