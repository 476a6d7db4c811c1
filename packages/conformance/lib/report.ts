/** A table of text, its columns as wide as they need to be. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => (cells[column] ?? "").padEnd(width))
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join(
    "\n",
  );
}

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
