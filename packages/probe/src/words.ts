const articles: Readonly<Record<string, string>> = {
  null: "null",
  array: "a list",
  integer: "an integer",
  object: "an object",
};

/** Return a JSON type with its article. */
export function withArticle(type: string): string {
  return articles[type] ?? `a ${type}`;
}

/** Return "a, b and c". */
export function list(items: readonly string[], type: "and" | "or" = "and"): string {
  const formats = { and: conjunction, or: disjunction };
  return formats[type].format(items);
}

// British English has no comma before "and".
const conjunction = new Intl.ListFormat("en-GB", { type: "conjunction" });
const disjunction = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** Return "1 object" or "2 objects". */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** Return "response 1" or "responses 1 and 2", each number once. */
export function inResponses(found: readonly { readonly response: number }[]): string {
  const numbers = [...new Set(found.map(({ response }) => response))].sort((a, b) => a - b);
  return `${numbers.length === 1 ? "response" : "responses"} ${list(numbers.map(String))}`;
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
