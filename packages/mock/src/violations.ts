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
  if (type === undefined || !(type in (response.content ?? {}))) {
    return [`the content type ${type} is not declared for the status ${status}`];
  }
  const missing = Object.entries(response.headers ?? {})
    .filter(([name, { required }]) => required && !sent.has(name.toLowerCase()))
    .map(([name]) => `the header ${name} is missing`);
  const wrong = [
    ...(api.validateResponse(body, operationId, status).errors ?? []),
    ...(api.validateResponseHeaders(headers, operationId, { statusCode: status }).errors ?? []),
  ];
  return wrong.length > 0 ? [...missing, describe(wrong)] : missing;
}

/** Join the validator's errors, each with the path of the value that is wrong. */
export function describe(errors: readonly { instancePath: string; message?: string }[]): string {
  return errors.map(({ instancePath, message }) => `${instancePath} ${message}`).join("; ");
}
