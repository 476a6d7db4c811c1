import type { Api } from "./api.ts";

/** What a release says of an operation that another does not say. */
export interface Change {
  /** Of what: `response.tasks[].state`. */
  readonly of: string;
  /** Undefined where the older release does not have it. */
  readonly was: string | undefined;
  /** Undefined where the newer release does not have it. */
  readonly is: string | undefined;
}

/** Compare two releases. Return the changes by the operations that have some. */
export function compare(older: Api, newer: Api): ReadonlyMap<string, readonly Change[]> {
  const operations = [...new Set([...older.keys(), ...newer.keys()])].map((name) => {
    const [was, is] = [older.get(name), newer.get(name)];
    const changes = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])]
      .map((of) => ({ of, was: was?.get(of), is: is?.get(of) }))
      .filter((change) => change.was !== change.is);
    return [name, changes] as const;
  });
  return new Map(operations.filter(([, changes]) => changes.length > 0));
}
