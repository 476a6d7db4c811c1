import { at } from "./json.js";

/** One example of a response, with the status that it is sent with. */
export interface Example {
  readonly name: string;
  readonly status: number;
  readonly value: unknown;
  /** Example values of the headers that the response declares. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the mock reads of the responses of an operation, references resolved. */
export interface ResponseSpec {
  readonly headers?: Readonly<
    Record<string, { readonly required?: boolean; readonly example?: unknown }>
  >;
  readonly content?: Readonly<
    Record<string, { readonly examples?: Readonly<Record<string, { readonly value?: unknown }>> }>
  >;
}

/** What the mock reads of the spec's table of error codes. */
export interface ErrorCode {
  readonly code: string;
  readonly aliases?: readonly string[];
  readonly status: readonly number[];
}

/** All examples of an operation's responses by name, in the order of the spec. */
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
    const examples = response.content?.["application/json"]?.examples ?? {};
    for (const [name, { value }] of Object.entries(examples)) {
      const status = key === "default" ? defaultStatus(value, responses, codes) : Number(key);
      if (!Number.isInteger(status)) {
        throw new Error(
          `The example ${name} stands under the response "${key}", which has no status of its own, ` +
            "and its error code is not in the table of error codes: add the code, with a status.",
        );
      }
      // An example that stands under several statuses is sent with the first.
      if (!found.has(name)) found.set(name, { name, status, value, headers });
    }
  }
  return found;
}

/** The status of an error that stands under `default`; NaN when nothing tells. */
function defaultStatus(
  value: unknown,
  responses: Readonly<Record<string, ResponseSpec>>,
  codes: readonly ErrorCode[],
): number {
  const code = at(value, "errorCode") ?? at(value, "error_code");
  const statuses =
    codes.find((row) => [row.code, ...(row.aliases ?? [])].some((known) => known === code))
      ?.status ?? [];
  // Of several statuses, `default` stands for the one without a response of its own.
  const status = statuses.find((candidate) => !(candidate in responses)) ?? statuses[0];
  // IAM's own shape has no code but repeats the status in the body.
  return Number(status ?? at(value, "error", "code"));
}
