import type { ErrorCode, Schema } from "@dis-openapi/spec/openapi.json";
import { at } from "./json.js";

/** One example of a response, with its status. */
export interface Example {
  readonly name: string;
  readonly status: number;
  /** The body; undefined if the response has none. */
  readonly value: unknown;
  /** Example values of the headers that the response declares. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the mock reads of a response, with references resolved. */
export interface ResponseSpec {
  readonly headers?: Readonly<
    Record<string, { readonly required?: boolean; readonly example?: unknown }>
  >;
  readonly content?: Readonly<
    Record<
      string,
      {
        readonly schema?: Schema;
        readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
      }
    >
  >;
}

/** Return all examples of an operation's responses by name, in the order of the spec. */
export function examplesOf(
  responses: Readonly<Record<string, ResponseSpec>>,
  codes: readonly ErrorCode[],
): Map<string, Example> {
  const found = new Map<string, Example>();
  for (const [key, response] of Object.entries(responses)) {
    const headers: Record<string, string> = {};
    for (const [name, header] of Object.entries(response.headers ?? {})) {
      if (header.example !== undefined) headers[name] = String(header.example);
    }
    // A success without a body is an example, too, named by its status.
    const examples =
      key.startsWith("2") && !response.content
        ? { [key]: { value: undefined } }
        : (response.content?.["application/json"]?.examples ?? {});
    for (const [name, { value }] of Object.entries(examples)) {
      const status =
        key === "default"
          ? defaultStatus(value, responses, codes)
          : Number(key.replace("XX", "00"));
      if (!Number.isInteger(status)) {
        throw new Error(
          `the example ${name} of the response "${key}" has no status: add its error code, with a ` +
            "status, to the table of error codes",
        );
      }
      // An example listed under several statuses is sent with the first.
      if (!found.has(name)) found.set(name, { name, status, value, headers });
    }
  }
  return found;
}

/** Return the status of an error example of the `default` response; NaN if it is unknown. */
function defaultStatus(
  value: unknown,
  responses: Readonly<Record<string, ResponseSpec>>,
  codes: readonly ErrorCode[],
): number {
  const code = codeOf(value);
  const statuses =
    codes.find((row) => [row.code, ...(row.aliases ?? [])].some((known) => known === code))
      ?.status ?? [];
  // Of several statuses, `default` means the one that the spec does not declare.
  const status = statuses.find((candidate) => !(candidate in responses)) ?? statuses[0];
  // IAM's own shape has no code but repeats the status in the body.
  return Number(status ?? at(value, "error", "code"));
}

/** Return the code in the body of an error; IAM's own shape has none. */
export function codeOf(body: unknown): unknown {
  return at(body, "errorCode") ?? at(body, "error_code");
}
