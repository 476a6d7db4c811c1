export interface Problem {
  readonly where: string;
  readonly text: string;
}

/** Return the problems as paragraphs. Places with the same problem share one. */
export function together(problems: readonly Problem[]): string {
  const places = new Map<string, string[]>();
  for (const { where, text } of problems) places.set(text, [...(places.get(text) ?? []), where]);
  return [...places].map(([text, where]) => `\n${where.join(", ")}:\n${text}\n`).join("");
}
