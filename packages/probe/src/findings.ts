import { breaches } from "./breaches.js";
import { type Group, groupBy } from "./group.js";
import { isRecord, jsonType } from "./json.js";
import { evidence, type Lines, newField, newRow, toWrite } from "./paste.js";
import { code, isMapOf, type Redaction } from "./redaction.js";
import { child, type Place, typesOf } from "./spec.js";
import type { ObjectSeen, Seen, Sighting, Stray } from "./walk.js";
import { count, inResponses, list, sentence, withArticle } from "./words.js";

/** A difference between the responses and the spec. */
export interface Finding {
  readonly title: string;
  readonly text: readonly string[];
  readonly lines: readonly Lines[];
}

/** What is needed to write any finding. */
export interface Context {
  readonly redaction: Redaction;
  /** Id of the source of the evidence. */
  readonly source: string;
  /** The source itself, for the register. */
  readonly newSource: Lines;
  /** Return the id of the next new row of the register. */
  readonly newRowId: () => string;
}

/** Compare bodies with their schemas. `successes` are the numbers of the 2xx responses. */
export function bodyFindings(
  seen: Seen,
  successes: ReadonlySet<number>,
  context: Context,
): Finding[] {
  const objects = bySchema(seen.objects);
  const promised = bySchema(seen.objects.filter(({ response }) => successes.has(response)));
  return [
    ...[...bySchema(seen.strays.filter(({ key }) => key !== undefined))].flatMap(([name, group]) =>
      newKeys(name, group, objects.get(name)?.length ?? 0, context),
    ),
    ...[...objects].flatMap(([name, group]) => [
      ...otherSpellings(name, group, context),
      ...deprecatedFields(name, group, context),
    ]),
    ...differences(seen.values, context),
    ...[...promised].flatMap(([name, group]) => absences(name, group, context)),
  ];
}

function bySchema<T extends { readonly at: Place }>(items: readonly T[]): Map<string, Group<T>> {
  return groupBy(items, ({ at }) => at.name);
}

/** Find keys that the schema of an object lacks. */
function newKeys(name: string, group: Group<Stray>, total: number, context: Context): Finding[] {
  const { redaction, source, newRowId } = context;
  const [{ at }] = group;
  // Keys that are not shown count, too: they are data, so those beside them may be.
  const isMap = isMapOf(group.map(({ key = "" }) => key));
  const byKey = groupBy(isMap ? [] : group, ({ key = "" }) => redaction.key(key) ?? "");
  const findings = [...byKey].flatMap(([key, found]): Finding[] => {
    if (key === "") return [];
    const values = found.map(({ value }) => value);
    const field = newField(key, values, redaction);
    const types = list([field.type].flat().map((type) => withArticle(String(type))));
    return [
      {
        title: `${code(`${name}.${key}`)} is not in the spec`,
        text: [
          `It is ${types}, in ${where(found, total, "object")}.`,
          ...redaction.values(values, isAnySensitive(found)),
        ],
        lines: [
          {
            ...child(at, "properties"),
            value: {
              [key]: {
                ...field,
                "x-confidence": "observed",
                "x-evidence": [{ source, says: `${name}.${key}: Carries the key, with ${types}.` }],
              },
            },
          },
        ],
      },
    ];
  });
  const hidden = isMap ? group : byKey.get("");
  if (hidden) {
    const keys = new Set(hidden.map(({ key }) => key)).size;
    findings.push({
      title: `${code(name)} has ${count(keys, "key")} that the spec lacks, not shown here`,
      text: [`They may be data, like the keys of a map: ${inResponses(hidden)}.`],
      lines: [
        newRow(
          newRowId(),
          `Undocumented keys of ${name}`,
          source,
          `An object of the schema ${name} has keys that look like data.`,
        ),
      ],
    });
  }
  return findings;
}

/** Find alternative spellings of documented keys. */
function otherSpellings(name: string, group: Group<ObjectSeen>, { source }: Context): Finding[] {
  const [{ at, schema }] = group;
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]): Finding[] => {
    const { "x-alias-of": documented, deprecated } = property;
    const found = holders(group, key);
    if (documented === undefined || deprecated || found.length === 0) return [];
    const both = holders(found, documented).length;
    const says = both > 0 ? `Carries this key, and ${documented} as well.` : "Carries this key.";
    return [
      {
        title: `${code(`${name}.${key}`)} was sent, the other spelling of ${code(documented)}`,
        text: [
          `In ${where(found, group.length, "object")}, beside ${code(documented)} in ${both} of them.`,
        ],
        lines: [evidence(child(at, "properties", key), { source, says, seen: true })],
      },
    ];
  });
}

function deprecatedFields(name: string, group: Group<ObjectSeen>, { source }: Context): Finding[] {
  const [{ at, schema }] = group;
  const found = Object.entries(schema.properties ?? {})
    .filter(([, { deprecated }]) => deprecated)
    .map(([key]) => ({ key, objects: holders(group, key) }))
    .filter(({ objects }) => objects.length > 0);
  if (found.length === 0) return [];
  return [
    {
      title: `${code(name)} was sent with fields that the spec marks as deprecated`,
      text: found.map(
        ({ key, objects }) => `${code(key)} in ${where(objects, group.length, "object")}.`,
      ),
      lines: found.map(({ key }) =>
        evidence(child(at, "properties", key), { source, says: "Carries this key.", seen: true }),
      ),
    },
  ];
}

/** Find fields that are in no object of their schema. */
function absences(name: string, group: Group<ObjectSeen>, { source }: Context): Finding[] {
  const [{ at, schema }] = group;
  const absent = Object.entries(schema.properties ?? {}).filter(
    ([key, { "x-destination-type": destination }]) =>
      holders(group, key).length === 0 &&
      // A destination is missing only if the object has that type.
      (destination === undefined ||
        group.some(({ value }) => Object.values(value).includes(destination))),
  );
  if (absent.length === 0) return [];
  const objects = count(group.length, "object");
  return [
    {
      title: `${code(name)} lacks ${count(absent.length, "field")} of the spec in every response`,
      text: [
        `Absent from ${objects} (${inResponses(group)}): ${list(absent.map(([key]) => code(key)))}.`,
      ],
      lines: absent.map(([key]) =>
        evidence(child(at, "properties", key), {
          source,
          says: `Absent from ${objects}.`,
          seen: false,
        }),
      ),
    },
  ];
}

/** A difference of one value, worded for the title and for the evidence. */
interface Difference {
  readonly title: string;
  readonly says: string;
  /** Lines besides the evidence. */
  readonly lines?: readonly Lines[];
}

function differences(values: readonly Sighting[], { source, redaction }: Context): Finding[] {
  const subject = ({ field, item }: Sighting) => `${item ? "An item of " : ""}${code(field.name)}`;
  const totals = groupBy(values, subject);
  const all = values.flatMap((sighting) =>
    differencesOf(sighting, redaction).map((difference) => ({ sighting, difference })),
  );
  const groups = groupBy(
    all,
    ({ sighting, difference }) => `${subject(sighting)} ${difference.title}`,
  );
  return [...groups].map(([title, group]): Finding => {
    const [{ sighting, difference }] = group;
    const found = group.map((one) => one.sighting);
    return {
      title,
      text: [
        `In ${where(found, totals.get(subject(sighting))?.length ?? 0, "value")}.`,
        ...redaction.values(
          found.map(({ value }) => value),
          isAnySensitive(found),
        ),
      ],
      lines: [
        ...(difference.lines ?? []),
        evidence(sighting.field, { source, says: difference.says, seen: true }),
      ],
    };
  });
}

function differencesOf(
  { value, schemas, listed, sensitive }: Sighting,
  redaction: Redaction,
): Difference[] {
  const type = jsonType(value);
  const types = schemas.map(typesOf).find(Boolean);
  if (types && !types.includes(type) && !(type === "integer" && types.includes("number"))) {
    const wanted = list(types.map(withArticle), "or");
    return [
      {
        title: `is ${withArticle(type)}, where the spec has ${wanted}`,
        says: sentence(`${withArticle(type)}, where ${wanted} is documented`),
      },
    ];
  }
  const broken = new Set(schemas.flatMap((schema) => breaches(schema, value)));
  const found: Difference[] = [...broken].map((breach) => ({
    title: `breaks a limit of the spec: ${code(breach)}`,
    says: `A value that breaks the limit ${breach}.`,
  }));
  if (
    isRecord(value) &&
    schemas.some(({ properties }) => properties) &&
    Object.keys(value).length === 0
  ) {
    found.push({ title: "is an empty object", says: "An object without a key." });
  }
  if (type === "integer" && !Number.isSafeInteger(value)) {
    found.push({
      title: "is an integer that JavaScript rounds",
      says: `An integer beyond ${Number.MAX_SAFE_INTEGER}.`,
    });
  }
  if (listed && !listed.values.includes(value)) {
    const word = typeof value === "string" && !sensitive ? redaction.word(value) : undefined;
    found.push(
      word === undefined
        ? {
            title: "has a value that the spec does not list",
            says: "A value that is not in the list, and not a plain word.",
          }
        : {
            title: `has the value ${code(JSON.stringify(word))}, which the spec does not list`,
            says: `The value ${JSON.stringify(word)}, which is not in the list.`,
            lines: [
              {
                ...listed.at,
                value: { enum: [word], "x-enumDescriptions": { [word]: toWrite } },
              },
            ],
          },
    );
  }
  return found;
}

function holders<T extends ObjectSeen>(objects: readonly T[], key: string): T[] {
  return objects.filter(({ value }) => Object.hasOwn(value, key));
}

function where(
  found: readonly { readonly response: number }[],
  total: number,
  what: string,
): string {
  return `${found.length} of ${count(total, what)} (${inResponses(found)})`;
}

function isAnySensitive(found: readonly { readonly sensitive: boolean }[]): boolean {
  return found.some(({ sensitive }) => sensitive);
}
