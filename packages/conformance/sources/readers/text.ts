/** Return the groups of every match. */
export function matches(text: string, pattern: RegExp): string[][] {
  return [...text.matchAll(pattern)].map(([, ...groups]) => groups);
}

/** Return the first group of the first match. @throws Error when nothing matches. */
export function only(text: string, pattern: RegExp): string {
  const group = pattern.exec(text)?.[1];
  if (group === undefined) throw new Error(`no text matches ${pattern}: ${text.slice(0, 80)}`);
  return group;
}
