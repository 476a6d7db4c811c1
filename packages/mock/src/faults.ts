import type { Answer } from "./mock.js";
import type { Operation } from "./operations.js";

/**
 * What the spec does not allow about an answer, in words. The library validates what is declared;
 * that something is not declared at all, or is missing, it takes for right.
 */
export function faultsOf(
  { api, operationId, responses }: Operation,
  { status, headers, body }: Answer,
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
  return wrong.length > 0 ? [...missing, textOf(wrong)] : missing;
}

export function textOf(faults: readonly { instancePath: string; message?: string }[]): string {
  return faults.map(({ instancePath, message }) => `${instancePath} ${message}`).join("; ");
}
