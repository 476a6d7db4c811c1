import type { OpenQuestion, Sought } from "@dis-openapi/spec/openapi.json";
import type { Context } from "./findings.js";
import { groupBy } from "./group.js";
import { isRecord, jsonType } from "./json.js";
import { evidence, type Lines } from "./paste.js";
import { code, type Redaction } from "./redaction.js";
import { type Examined, producerOf, shownCode } from "./responses.js";
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

/** How far one run answers a question, which further runs may answer otherwise. */
type State =
  | "one observation"
  | "one observation of a part"
  | "one observation that leaves it open"
  | "no observation";

/** What the responses say about an open question. */
export interface Reply {
  readonly question: OpenQuestion;
  readonly state: State;
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
  /** Whether it is of the kind that the question asks for. */
  readonly answers: boolean;
  readonly field?: { readonly place: Place; readonly says: string; readonly seen: boolean };
  readonly lines?: readonly Lines[];
}

/** Whether a question asks for the values of a field, which are then words of the service. */
export function mayBeWord(name: string): boolean {
  return openQuestions.some(({ lookFor }) => lookFor.some(({ values }) => values?.includes(name)));
}

/** Look for an answer to each question of the register. */
export function replies(material: Material, context: Context): Reply[] {
  return openQuestions.map((question) => {
    const found = question.lookFor.map((sought) => {
      const isElsewhere = sought.domain !== undefined && !isBelow(sought.domain, material.address);
      const statements = isElsewhere
        ? []
        : kinds.flatMap((kind) => seek(kind, { ...material, ...context, sought, question }));
      const parts = partsOf(sought);
      const answered = statements.filter(({ answers }) => answers).length;
      return { statements, parts, answered: Math.min(answered, parts) };
    });
    const statements = found.flatMap((one) => one.statements);
    const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);
    const answered = sum(found.map((one) => one.answered));
    const parts = sum(found.map((one) => one.parts));
    const fields = groupBy(
      statements.flatMap(({ field }) => field ?? []),
      ({ place }) => place.name,
    );
    return {
      question,
      state: stateOf(statements.length, answered, parts),
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

function stateOf(statements: number, answered: number, parts: number): State {
  if (statements === 0) return "no observation";
  if (answered === 0) return "one observation that leaves it open";
  return answered < parts ? "one observation of a part" : "one observation";
}

/** Count the parts of a question: what one field shows says nothing about another. */
function partsOf({ form, digits, values, keys, only, besides }: Sought): number {
  const isAny = only !== undefined || besides !== undefined;
  return isAny ? 1 : (form ?? digits ?? values ?? keys ?? [""]).length;
}

function isBelow(domain: string, address: string): boolean {
  return new URL(address).hostname.endsWith(`.${domain}`);
}

/** One item of a question, with all that may answer it. */
interface Case extends Material, Context {
  readonly question: OpenQuestion;
  readonly sought: Sought;
}

type Kind = Exclude<keyof Sought, "when" | "domain" | "only" | "besides">;

/** How each kind of item is answered; without a statement, it stays open. */
const seekers: {
  readonly [K in Kind]: (asked: NonNullable<Sought[K]>, one: Case) => Statement[];
} = {
  present: (fields, one) =>
    each(fields, one, (objects, key) => {
      const found = objects.filter(({ value }) => Object.hasOwn(value, key)).length;
      if (found === 0) return undefined;
      return { words: `present in ${found} of ${count(objects.length, "object")}`, seen: [] };
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
        ({ value }) => String(value[key]),
        "value",
        (object) => shownValue(object, key, one.redaction),
      ),
    ),
  keys: (schemas, { seen }) =>
    schemas.flatMap((name) => {
      const objects = seen.objects.filter(({ at }) => at.name === name && at.pointer === "");
      const [first] = objects;
      if (!first) return [];
      const known = Object.keys(first.schema.properties ?? {}).filter((key) =>
        objects.some(({ value }) => Object.hasOwn(value, key)),
      );
      const all = known.length > 0 ? list(known.map(code)) : "none that the spec has";
      const words = `the keys of ${count(objects.length, "object")}: ${all}`;
      const field = { place: first.at, says: sentence(words), seen: true };
      return [{ text: `${code(name)}: ${words}.`, answers: true, field }];
    }),
  answerTo: (_, { examined, question, source }) =>
    examined
      // A refusal or a failure says nothing about the task.
      .filter(({ task, refused, status }) => task === undefined && !refused && status < 500)
      .map((one) => {
        const words = `status ${one.status} and ${shownCode(one) ?? "no code"}`;
        const says = `The response to the query of a nonexistent task has ${words}.`;
        const rows = [...differences.entries()].filter(([, { id }]) =>
          question.differences?.includes(id),
        );
        return {
          text: says,
          answers: true,
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
      answers: true,
      field: { place: at, says: "An error was sent with this body.", seen: true },
    }));
  },
  host: (_, { address, examined }) => {
    const found = publicHost(address);
    if (!found || found.listed || !examined.some(isOfService)) return [];
    const { region, server } = found;
    const pointer = `/servers/${server}/variables/region/enum`;
    return [
      {
        text: `${code(found.host)} responds like the service.`,
        answers: true,
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
const kinds = Object.keys(seekers) as Kind[];

function seek<K extends Kind>(kind: K, one: Case): Statement[] {
  const asked = one.sought[kind];
  return asked === undefined ? [] : seekers[kind](asked, one);
}

/** Make a statement for each field, from the objects that could have it. */
function each(
  fields: readonly string[],
  { seen, sought: { when, only, besides } }: Case,
  tell: (objects: readonly ObjectSeen[], key: string) => Told | undefined,
): Statement[] {
  return fields.flatMap((field) => {
    const key = last(field);
    const objects = seen.objects.filter(
      ({ at, value }) =>
        `${at.name}.${key}` === field && (!when || value[last(when.field)] === when.is),
    );
    const told = tell(objects, key);
    if (!objects[0] || told === undefined) return [];
    const { words, seen: observed } = told;
    const condition = when ? ` where ${last(when.field)} is ${when.is}` : "";
    const place = child(objects[0].at, "properties", key);
    const isThere = objects.some(({ value }) => Object.hasOwn(value, key));
    return [
      {
        text: `${code(field)}${condition}: ${words}.`,
        answers:
          (only === undefined || observed.includes(only)) &&
          (besides === undefined || observed.some((one) => one !== besides)),
        field: { place, says: sentence(words + condition), seen: isThere },
      },
    ];
  });
}

function last(field: string): string {
  return field.slice(field.lastIndexOf(".") + 1);
}

/** What the objects show of a field: in words, and each form or value, which may not be shown. */
interface Told {
  readonly words: string;
  readonly seen: readonly string[];
}

/** Return "of 3 objects: null in 2, absent in 1"; undefined if there is nothing to count. */
function tally<T>(
  items: readonly T[],
  see: (item: T) => string,
  what: string,
  show: (item: T) => string = see,
): Told | undefined {
  if (items.length === 0) return undefined;
  const parts = [...groupBy(items, show)].map(([text, { length }]) => `${text} in ${length}`);
  return { words: `of ${count(items.length, what)}: ${list(parts)}`, seen: items.map(see) };
}

/** Whether a response comes from the service rather than from a gateway or a proxy before it. */
function isOfService({ success, shape, code }: Examined): boolean {
  return (success && shape !== undefined) || producerOf(code) === "dis";
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
