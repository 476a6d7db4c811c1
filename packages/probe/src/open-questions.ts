import type { OpenQuestion, Settling } from "@dis-openapi/spec/openapi.json";
import type { Context } from "./findings.js";
import { groupBy } from "./group.js";
import { isRecord, jsonType } from "./json.js";
import { evidence, type Lines } from "./paste.js";
import { code, type Redaction } from "./redaction.js";
import { type Examined, shownCode } from "./responses.js";
import {
  child,
  differences,
  follow,
  openQuestions,
  type Place,
  publicHost,
  valuesOf,
} from "./spec.js";
import type { ObjectSeen, Seen } from "./walk.js";
import { count, list, sentence, withArticle } from "./words.js";

/** What the responses say about an open question. */
export interface Reply {
  readonly question: OpenQuestion;
  readonly state: "settled" | "settled in part" | "still open";
  readonly text: readonly string[];
  readonly lines: readonly Lines[];
}

interface Material {
  readonly seen: Seen;
  readonly examined: readonly Examined[];
  readonly address: string;
}

/** One statement, about a field or with its own lines. */
interface Statement {
  readonly text: string;
  readonly field?: { readonly place: Place; readonly says: string; readonly seen: boolean };
  readonly lines?: readonly Lines[];
}

/** Whether a question asks for the values of a field, which are then words of the service. */
export function mayBeWord(name: string): boolean {
  return openQuestions.some(({ settledBy }) =>
    settledBy.some(({ values }) => values?.includes(name)),
  );
}

/** Look for an answer to each question of the register. */
export function replies(material: Material, context: Context): Reply[] {
  return openQuestions.map((question) => {
    const found = question.settledBy.map((settling) =>
      kinds.flatMap((kind) => settle(kind, { ...material, ...context, settling, question })),
    );
    const settled = found.filter(({ length }) => length > 0).length;
    const statements = found.flat();
    const fields = groupBy(
      statements.flatMap(({ field }) => field ?? []),
      ({ place }) => place.name,
    );
    return {
      question,
      state: settled === 0 ? "still open" : settled < found.length ? "settled in part" : "settled",
      text: statements.map(({ text }) => text),
      lines: [
        ...[...fields.values()].map((group) => {
          const says = group.map((one) => one.says).join(" ");
          const seen = group.some((one) => one.seen);
          const { source } = context;
          return evidence(group[0].place, { source, says, seen }, question.differences);
        }),
        ...statements.flatMap(({ lines = [] }) => lines),
      ],
    };
  });
}

/** One part of a question, with all that may answer it. */
interface Case extends Material, Context {
  readonly question: OpenQuestion;
  readonly settling: Settling;
}

type Kind = Exclude<keyof Settling, "when">;

/** How each kind of part is answered; without a statement, it stays open. */
const settlers: {
  readonly [K in Kind]: (asked: NonNullable<Settling[K]>, one: Case) => Statement[];
} = {
  present: (fields, one) =>
    each(fields, one, (objects, key) => {
      const found = objects.filter(({ value }) => Object.hasOwn(value, key)).length;
      return found > 0 ? `present in ${found} of ${count(objects.length, "object")}` : undefined;
    }),
  form: (fields, one) =>
    each(fields, one, (objects, key) => tally(objects, (object) => formOf(object, key), "object")),
  digits: (fields, one) =>
    each(fields, one, (objects, key) =>
      tally(
        objects.map(({ value }) => value[key]).filter(Number.isInteger),
        (value) => count(String(value).replace("-", "").length, "digit"),
        "integer",
      ),
    ),
  values: (fields, one) =>
    each(fields, one, (objects, key) =>
      tally(
        objects.filter(({ value }) => typeof value[key] === "string"),
        (object) => shownValue(object, key, one.redaction),
        "value",
      ),
    ),
  answerTo: (_, { examined, question, source }) =>
    examined
      .filter(({ task }) => task === undefined)
      .map((one) => {
        const words = `status ${one.status} and ${shownCode(one) ?? "no code"}`;
        const says = `The response to the query of a nonexistent task has ${words}.`;
        const rows = [...differences.entries()].filter(([, { id }]) =>
          question.differences?.includes(id),
        );
        return {
          text: says,
          lines: rows.map(([index, { id }]) => ({
            file: "openapi/differences.yaml",
            pointer: `/${index}/evidence`,
            note: id,
            value: [{ source, says }],
          })),
        };
      }),
  body: (name, { seen }) => {
    const objects = seen.objects.filter(({ at }) => at.name === name && at.pointer === "");
    return objects.slice(0, 1).map(({ at }) => ({
      text: `${count(objects.length, "error")} with a body of the shape ${code(name)}.`,
      field: { place: at, says: "An error was sent with this body.", seen: true },
    }));
  },
  host: (_, { address }) => {
    const found = publicHost(address);
    if (!found || found.listed) return [];
    const { region, server } = found;
    const pointer = `/servers/${server}/variables/region/enum`;
    return [
      {
        text: `${code(found.host)} responds.`,
        lines: ["openapi/openapi.yaml", "openapi/iam.yaml"].map((file) => ({
          file,
          pointer,
          value: [region],
        })),
      },
    ];
  },
  // Such a question is about what an operation does, which reading cannot show.
  responseOf: () => [],
};

// Its type requires each kind and no other.
const kinds = Object.keys(settlers) as Kind[];

function settle<K extends Kind>(kind: K, one: Case): Statement[] {
  const asked = one.settling[kind];
  return asked === undefined ? [] : settlers[kind](asked, one);
}

/** Make a statement for each field, from the objects that could have it. */
function each(
  fields: readonly string[],
  { seen, settling: { when } }: Case,
  tell: (objects: readonly ObjectSeen[], key: string) => string | undefined,
): Statement[] {
  return fields.flatMap((field) => {
    const key = last(field);
    const objects = seen.objects.filter(
      ({ at, value }) =>
        `${at.name}.${key}` === field && (!when || value[last(when.field)] === when.is),
    );
    const words = tell(objects, key);
    if (!objects[0] || words === undefined) return [];
    const condition = when ? ` where ${last(when.field)} is ${when.is}` : "";
    const place = child(objects[0].at, "properties", key);
    const isThere = objects.some(({ value }) => Object.hasOwn(value, key));
    return [
      {
        text: `${code(field)}${condition}: ${words}.`,
        field: { place, says: sentence(words + condition), seen: isThere },
      },
    ];
  });
}

function last(field: string): string {
  return field.slice(field.lastIndexOf(".") + 1);
}

/** Return "of 3 objects: null in 2, absent in 1"; undefined if there is nothing to count. */
function tally<T>(items: readonly T[], words: (item: T) => string, what: string) {
  if (items.length === 0) return undefined;
  const parts = [...groupBy(items, words)].map(([text, { length }]) => `${text} in ${length}`);
  return `of ${count(items.length, what)}: ${list(parts)}`;
}

function formOf({ value: object, schema }: ObjectSeen, key: string): string {
  if (!Object.hasOwn(object, key)) return "absent";
  const value = object[key];
  if (value === "") return "an empty string";
  if (value === 0) return "zero";
  if (Array.isArray(value) && value.length === 0) return "an empty list";
  if (isRecord(value) && Object.keys(value).length === 0) return "an empty object";
  if (typeof value === "string" && schema.properties?.[key]?.["x-sensitive"]) {
    // A mask or a secret, whose characters are not shown.
    return /^(.)\1*$/su.test(value) ? "one character repeated" : "a string of several characters";
  }
  return withArticle(jsonType(value));
}

/** Return a value if the spec has it or it is a word. */
function shownValue({ value, schema, at }: ObjectSeen, key: string, redaction: Redaction): string {
  const text = String(value[key]);
  const property = follow(schema.properties?.[key] ?? {}, at);
  const known = [
    ...(valuesOf(property.node, property.at)?.values ?? []),
    ...(property.node.examples ?? []),
  ];
  const word = known.includes(text) ? text : redaction.word(text);
  return word === undefined ? "a value that is not a plain word" : code(JSON.stringify(word));
}
