import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Document, isScalar, parseDocument, visit, type YAMLMap, type YAMLSeq } from "yaml";
import { type Change, changesBetween, type Grade, highest } from "../rules/diff.js";

interface Row {
  edit: string;
  at: string;
  renames?: true;
  before?: unknown;
  after?: unknown;
  grade: Grade;
  back: Grade;
}
type Side = "before" | "after";

const [fixture = "", table = ""] = await Promise.all(
  ["fixture.yaml", "edits.yaml"].map((name) =>
    readFile(new URL(`changes/${name}`, import.meta.url), "utf8"),
  ),
);
const edits = parseDocument<YAMLSeq<YAMLMap>>(table);
const rows = edits.toJS() as Row[]; // A row of another shape fails its test.

const found: Record<"grade" | "back", Change[]> = { grade: [], back: [] };

// Each edit in a copy of its own, all in one pair of documents: starting the command line takes most
// of the time.
beforeAll(async () => {
  const documents = [documentWith("before"), documentWith("after")] as const;
  await inFolder(documents, async (before, after) => {
    [found.grade, found.back] = await Promise.all([
      changesBetween(before, after),
      changesBetween(after, before),
    ]);
  });
}, 60_000);

describe.each([
  ["an edit", "grade"],
  ["its reverse", "back"],
] as const)("%s", (_, direction) => {
  test.each(rows.map((row, i) => ({ ...row, i })))("is graded: $edit", ({ i, ...row }) => {
    const changes = found[direction].filter((change) => ownerOf(change) === i);
    // With the changes, so that a wrong grade shows the rules behind it.
    expect({ grade: highest(changes.map(({ impact }) => impact)), changes }).toEqual({
      grade: row[direction],
      changes,
    });
  });

  test("causes no change elsewhere", () => {
    expect(found[direction].filter((change) => ownerOf(change) === -1)).toEqual([]);
  });
});

test.each(["openapi", "iam"])(
  "a change of any text in %s is seen",
  async (name) => {
    const text = await readFile(new URL(`../generated/${name}.json`, import.meta.url), "utf8");
    const places: string[] = [];
    const { "x-generated": _, ...bundle } = JSON.parse(text);
    const edited = edit(bundle, "#", places);
    const changes = await inFolder(
      [JSON.stringify(bundle), JSON.stringify(edited)],
      changesBetween,
    );
    const seen = new Set(
      changes.flatMap(({ base, revision }) => [base?.pointer, revision?.pointer]),
    );
    const isSeen = (place: string): boolean =>
      place !== "#" && (seen.has(place) || isSeen(place.replace(/\/[^/]*$/, "")));
    expect(places.length).toBeGreaterThan(500);
    expect(places.filter((place) => !isSeen(place))).toEqual([]);
  },
  60_000,
);

/** Return a copy with every text changed, except what identifies something or refers to it. */
function edit(value: unknown, place: string, places: string[]): unknown {
  if (typeof value === "string") {
    places.push(place);
    return `${value}~`;
  }
  // Redocly compares no list inside a list.
  if (Array.isArray(value))
    return value.map((item, i) =>
      Array.isArray(item) ? item : edit(item, `${place}/${i}`, places),
    );
  if (typeof value !== "object" || value === null) return value;
  // The decorators set the version.
  const kept = ["$ref", "mapping", "name", "openapi", "operationId", "security", "version"];
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const pointer = `${place}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      return [key, kept.includes(key) ? item : edit(item, pointer, places)];
    }),
  );
}

/** Write two documents to files and use these. */
async function inFolder<T>(
  documents: readonly [before: string, after: string],
  use: (before: string, after: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "dis-openapi-changes-"));
  const [before, after] = [join(folder, "before.yaml"), join(folder, "after.yaml")];
  try {
    await Promise.all([writeFile(before, documents[0]), writeFile(after, documents[1])]);
    return await use(before, after);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Return the document that has one side of every edit. */
function documentWith(side: Side): string {
  const document = parseDocument(fixture);
  for (const [i, { at }] of rows.entries()) {
    if (at.startsWith("root/")) {
      apply(document, i, side);
      continue;
    }
    const copy = parseDocument(fixture);
    apply(copy, i, side);
    renameSchemas(copy, (name) => `E${i}${name}`);
    if (copy.has("path")) document.setIn(["root", "paths", `/e${i}`], copy.get("path", true));
    // Safe: the fixture has both maps.
    for (const schema of (copy.get("schemas") as YAMLMap).items)
      (document.getIn(["root", "components", "schemas"]) as YAMLMap).add(schema);
  }
  return new Document(document.get("root", true)).toString();
}

function apply(document: Document, i: number, side: Side): void {
  const row = rows[i];
  const nodes = edits.contents?.items[i];
  if (row === undefined || nodes === undefined) throw new Error(`edits.yaml has no row ${i}`);
  const keys = row.at.split("/").map((key) => key.replaceAll("~1", "/"));
  if (row.renames === true) {
    if (side === "before") return;
    const rename = (name: string) => (name === row.before ? String(row.after) : name);
    if (row.at === "schemas") renameSchemas(document, rename);
    else renameKeys(document, keys, rename);
  } else if (nodes.has(side)) document.setIn(keys, nodes.get(side, true));
  else document.deleteIn(keys);
}

/** Rename schemas and what refers to them. */
function renameSchemas(document: Document, rename: (name: string) => string): void {
  renameKeys(document, ["schemas"], rename);
  visit(document, {
    Pair(_, { key, value }) {
      if (isScalar(key) && key.value === "$ref" && isScalar<string>(value))
        value.value = value.value.replace(/[^/]+$/, rename);
    },
  });
}

function renameKeys(document: Document, at: string[], rename: (name: string) => string): void {
  // Safe: rows rename keys of maps.
  for (const { key } of (document.getIn(at) as YAMLMap).items)
    if (isScalar<string>(key)) key.value = rename(key.value);
}

/** Return the row of edits.yaml that a change belongs to, or -1. */
function ownerOf({ path, base, revision }: Change): number {
  const places = [path, base?.pointer, revision?.pointer].flatMap((place) => place ?? []);
  for (const place of places) {
    const [, i] = /\/(?:~1e|schemas\/E)(\d+)/.exec(place) ?? [];
    if (i !== undefined) return Number(i);
  }
  return rows.findIndex(
    ({ at }) =>
      at.startsWith("root/") && places.some((place) => `${place}/`.startsWith(`#/${at.slice(5)}/`)),
  );
}
