import type { OperationRequest } from "./choice.js";
import { isRecord } from "./json.js";

/**
 * Return the values that a runtime expression of OpenAPI finds in a request, for example
 * `$request.path.task_name`, or `$request.body#/a/b`, in which `*` is every item or property.
 */
export function valuesAt(expression: string, { params, query, body }: OperationRequest): unknown[] {
  const [, place, name] = /^\$request\.(path|query)\.(.+)$/.exec(expression) ?? [];
  if (name !== undefined) return [(place === "path" ? params : query)[name]];
  return tokensOf(expression, "$request.body#").reduce<unknown[]>(
    (found, token) => found.flatMap((value) => step(value, token)),
    [body],
  );
}

function step(value: unknown, token: string): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (token === "*") return Object.values(value);
  return Object.entries(value).flatMap(([key, inner]) => (key === token ? [inner] : []));
}

/** Return a response body in which the value at `$response.body#/…` is replaced. */
export function withValueAt(body: unknown, expression: string, value: unknown): unknown {
  const put = (node: unknown, [token, ...rest]: readonly string[]): unknown => {
    if (token === undefined) return value;
    const record = isRecord(node) ? node : {};
    return { ...record, [token]: put(record[token], rest) };
  };
  return put(body, tokensOf(expression, "$response.body#"));
}

/** Return the tokens of the JSON pointer in an expression. */
export function tokensOf(expression: string, prefix: string): string[] {
  if (!expression.startsWith(`${prefix}/`)) {
    throw new Error(`the spec has the expression ${expression}, which is not ${prefix}/…`);
  }
  const tokens = expression.slice(prefix.length + 1).split("/");
  return tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}
