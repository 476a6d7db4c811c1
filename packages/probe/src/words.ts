/** Small texts that the report and the lines for the spec have in common. */

const articles: Readonly<Record<string, string>> = {
  null: "null",
  array: "a list",
  integer: "an integer",
  object: "an object",
};

/** A JSON type with its article. */
export function aType(type: string): string {
  return articles[type] ?? `a ${type}`;
}

/** Texts in a row, the last after "and". */
export function list(texts: readonly string[], conjunction = "and"): string {
  const last = texts.at(-1) ?? "";
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}

/** "1 object", "2 objects". */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

/** "answer 1", "answers 1 and 2"; each once. */
export function inAnswers(found: readonly { readonly answer: number }[]): string {
  const numbers = [...new Set(found.map(({ answer }) => answer))].sort((a, b) => a - b);
  return `${numbers.length === 1 ? "answer" : "answers"} ${list(numbers.map(String))}`;
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
