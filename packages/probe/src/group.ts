/** Items with the same key; never empty. */
export type Group<T> = readonly [T, ...T[]];

/** Group items by key, in the order of their first occurrence. */
export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, Group<T>> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
