import type { CaseResult, Reader, Results } from "../../../scripts/generate/lib/results.ts";
import { readerNames, readers } from "../../../scripts/generate/lib/results.ts";

/**
 * Return the results to keep: those of this run, and the kept results of readers that did not run.
 */
export function merge(kept: Results, found: Results): Results {
  const before = new Map(kept.cases.map((each) => [idOf(each), each]));
  return {
    "x-generated": found["x-generated"],
    packages: ordered({ ...kept.packages, ...found.packages }),
    cases: found.cases.map((each) => ({
      ...each,
      results: ordered({ ...before.get(idOf(each))?.results, ...each.results }),
    })),
  };
}

/** Describe the differences between the kept results and those of a run. */
export function changes(kept: Results, found: Results): string[] {
  const before = new Map(kept.cases.map((each) => [idOf(each), each]));
  const after = new Map(found.cases.map((each) => [idOf(each), each]));
  const gone = kept.cases.filter((each) => !after.has(idOf(each)));
  return [
    ...readerNames.flatMap((reader) =>
      change(readers[reader], kept.packages[reader], found.packages[reader]),
    ),
    ...gone.map((each) => `${idOf(each)}: was removed`),
    ...found.cases.flatMap((each) => {
      const old = before.get(idOf(each));
      if (old === undefined) return `${idOf(each)}: is new`;
      return [
        ...change(`${idOf(each)}, on the wire`, old.wire, each.wire),
        ...readerNames.flatMap((reader) =>
          change(`${idOf(each)}, ${readers[reader]}`, old.results[reader], each.results[reader]),
        ),
      ];
    }),
  ];
}

function idOf({ kind, name }: CaseResult): string {
  return `${kind} ${name}`;
}

function change(where: string, was: unknown, is: unknown): string[] {
  const [old, now] = [was, is].map((value) => JSON.stringify(value) ?? "nothing");
  return old === now ? [] : [`${where}: was ${old}, is ${now}`];
}

function ordered<T>(record: Partial<Record<Reader, T>>): Partial<Record<Reader, T>> {
  // Safe: the keys come from the list of readers.
  return Object.fromEntries(
    readerNames.flatMap((reader) => (reader in record ? [[reader, record[reader]]] : [])),
  ) as Partial<Record<Reader, T>>;
}
