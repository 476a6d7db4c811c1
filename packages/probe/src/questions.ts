import { type Examined, shownCode } from "./answers.js";
import { code, type Discretion } from "./discretion.js";
import type { Context } from "./findings.js";
import { groupBy } from "./group.js";
import { isRecord, jsonType } from "./json.js";
import { evidence, type Lines } from "./paste.js";
import {
  child,
  follow,
  type OpenQuestion,
  type Place,
  publicHost,
  type Settling,
  spec,
  valuesOf,
} from "./spec.js";
import type { ObjectSeen, Seen } from "./walk.js";
import { aType, count, list, sentence } from "./words.js";

/** What the answers say to an open question. */
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

/** One thing that the answers say: of a field, or of something else, which has lines of its own. */
interface Statement {
  readonly text: string;
  readonly field?: { readonly place: Place; readonly says: string; readonly seen: boolean };
  readonly lines?: readonly Lines[];
}

/** Whether the values of a field may be words of the service, though the spec lists none. */
export function isAsked(name: string): boolean {
  return spec["x-open-questions"].some(({ settledBy }) =>
    settledBy.some(({ values }) => values?.includes(name)),
  );
}

/** Looks for the answer to each question of the register. */
export function replies(material: Material, context: Context): Reply[] {
  return spec["x-open-questions"].map((question) => {
    const found = question.settledBy.map((settling) =>
      settle(settling, question, material, context),
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

/** What the answers say to one part of a question; nothing when it stays open. */
function settle(
  settling: Settling,
  question: OpenQuestion,
  { seen, examined, address }: Material,
  { source, discretion }: Context,
): Statement[] {
  const { present, form, digits, values, when, answerTo, body, host } = settling;

  /** For each field what the objects say that could have it. */
  const each = (
    fields: readonly string[],
    tell: (objects: readonly ObjectSeen[], key: string) => string | undefined,
  ): Statement[] =>
    fields.flatMap((field) => {
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

  if (present) {
    return each(present, (objects, key) => {
      const found = objects.filter(({ value }) => Object.hasOwn(value, key)).length;
      return found > 0 ? `there in ${found} of ${count(objects.length, "object")}` : undefined;
    });
  }
  if (form)
    return each(form, (objects, key) => tally(objects, (one) => formOf(one, key), "object"));
  if (digits) {
    return each(digits, (objects, key) =>
      tally(
        objects.map(({ value }) => value[key]).filter(Number.isInteger),
        (value) => count(String(value).replace("-", "").length, "digit"),
        "integer",
      ),
    );
  }
  if (values) {
    return each(values, (objects, key) =>
      tally(
        objects.filter(({ value }) => typeof value[key] === "string"),
        (one) => shownValue(one, key, discretion),
        "value",
      ),
    );
  }
  if (answerTo) {
    return examined
      .filter(({ task }) => task === undefined)
      .map((one) => {
        const words = `status ${one.status} and ${shownCode(one) ?? "no code"}`;
        const says = `The query of a task that does not exist is answered with ${words}.`;
        const rows = [...spec["x-differences"].entries()].filter(([, { id }]) =>
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
      });
  }
  if (body) {
    const objects = seen.objects.filter(({ at }) => at.name === body && at.pointer === "");
    return objects.slice(0, 1).map(({ at }) => ({
      text: `${count(objects.length, "error")} with a body of the shape ${code(body)}.`,
      field: { place: at, says: "An error was answered with this body.", seen: true },
    }));
  }
  if (host) {
    const found = publicHost(address);
    if (!found || found.listed) return [];
    const { region, server } = found;
    const pointer = `/servers/${server}/variables/region/enum`;
    return [
      {
        text: `${code(found.host)} answers.`,
        lines: ["openapi/openapi.yaml", "openapi/iam.yaml"].map((file) => ({
          file,
          pointer,
          value: [region],
        })),
      },
    ];
  }
  throw new Error(`${question.id} is settled by something that the probe does not know`);
}

function last(field: string): string {
  return field.slice(field.lastIndexOf(".") + 1);
}

/** "of 3 objects: null in 2, absent in 1"; undefined when there is nothing to count. */
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
    // A mask, or a secret: which characters it has is not told.
    return /^(.)\1*$/su.test(value) ? "one character repeated" : "a string of several characters";
  }
  return aType(jsonType(value));
}

/** A value as it may be shown: one that the spec has, or a word. */
function shownValue(
  { value, schema, at }: ObjectSeen,
  key: string,
  discretion: Discretion,
): string {
  const text = String(value[key]);
  const property = follow(schema.properties?.[key] ?? {}, at);
  const known = [
    ...(valuesOf(property.node, property.at)?.values ?? []),
    ...(property.node.examples ?? []),
  ];
  const word = known.includes(text) ? text : discretion.word(text);
  return word === undefined ? "a value that is no plain word" : code(JSON.stringify(word));
}
