import type { CaseResult, Reader, Results } from "../../../scripts/lib/conformance-results.ts";
import { readerNames, readers } from "../../../scripts/lib/conformance-results.ts";

/**
 * Results as they are to be kept: those of this run, and for the readers that it had not, what was
 * kept of them.
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

/** What differs between the results that are kept and those that a run would keep, in words. */
export function changes(kept: Results, found: Results): string[] {
  const before = new Map(kept.cases.map((each) => [idOf(each), each]));
  const after = new Map(found.cases.map((each) => [idOf(each), each]));
  const gone = kept.cases.filter((each) => !after.has(idOf(each)));
  return [
    ...readerNames.flatMap((reader) =>
      change(readers[reader], kept.packages[reader], found.packages[reader]),
    ),
    ...gone.map((each) => `${idOf(each)}: is not asked any more`),
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
  // Keys come from the list of readers, so that they are readers.
  return Object.fromEntries(
    readerNames.flatMap((reader) => (reader in record ? [[reader, record[reader]]] : [])),
  ) as Partial<Record<Reader, T>>;
}
