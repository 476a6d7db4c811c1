import type { ResponseSpec } from "./examples.js";
import type { MockResponse } from "./messages.js";
import type { Operation } from "./operations.js";

/**
 * List what the spec does not allow about a response. The library validates what is declared, but
 * accepts an undeclared status or content type and a missing header.
 */
export function violationsOf(
  { api, operationId, responses }: Operation,
  { status, headers, body }: MockResponse,
): string[] {
  const range = `${Math.floor(status / 100)}XX`;
  const response = responses[status] ?? responses[range] ?? responses.default;
  if (!response) return [`the status ${status} is not declared`];
  const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const type = sent.get("content-type");
  if (!response.content && body === undefined) return missingIn(response, sent);
  if (type === undefined || !(type in (response.content ?? {}))) {
    return [`the content type ${type} is not declared for the status ${status}`];
  }
  const missing = missingIn(response, sent);
  const wrong = [
    ...(api.validateResponse(body, operationId, status).errors ?? []),
    ...(api.validateResponseHeaders(headers, operationId, { statusCode: status }).errors ?? []),
  ];
  return wrong.length > 0 ? [...missing, describe(wrong)] : missing;
}

function missingIn({ headers = {} }: ResponseSpec, sent: ReadonlyMap<string, string>): string[] {
  return Object.entries(headers)
    .filter(([name, { required }]) => required && !sent.has(name.toLowerCase()))
    .map(([name]) => `the header ${name} is missing`);
}

/** An error of the validator. */
export interface Invalid {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly message?: string;
  readonly params?: unknown;
}

/** Leave out the errors from branches of a `oneOf` whose `const` excludes the value. */
export function relevant(errors: readonly Invalid[]): readonly Invalid[] {
  const branchOf = ({ schemaPath }: Invalid) => /^.*?\/oneOf\/\d+\//.exec(schemaPath)?.[0];
  const excluded = errors.filter(({ keyword }) => keyword === "const");
  const branches = new Set(excluded.map(branchOf));
  const left = errors.filter(
    (error) => error.keyword !== "oneOf" && !(branchOf(error) && branches.has(branchOf(error))),
  );
  return [left, excluded, errors].find(({ length }) => length > 0) ?? errors;
}

/** Join the validator's errors, each once, with the path of the value that is wrong. */
export function describe(
  errors: readonly { readonly instancePath: string; readonly message?: string }[],
): string {
  const texts = errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
  return [...new Set(texts)].join("; ");
}
