import { posix } from "node:path";
import type { Answer } from "./ask.js";
import { code } from "./discretion.js";
import type { Context, Finding } from "./findings.js";
import { type Group, groupBy } from "./group.js";
import { isRecord, jsonType } from "./json.js";
import { evidence, inferred, type Lines, newRow, toWrite } from "./paste.js";
import { child, follow, operation, responseOf, spec } from "./spec.js";
import { type Seen, type Stray, walk } from "./walk.js";
import { aType, count, inAnswers, list } from "./words.js";

/** An answer beside the response that the spec has for its status. */
export interface Examined extends Answer {
  readonly success: boolean;
  /** Whether the spec has a response for just this status. */
  readonly ownResponse: boolean;
  readonly missingHeaders: readonly string[];
  /** Whether the content type is one that the response has. */
  readonly declaredType: boolean;
  /** What is wrong with the body as a whole. */
  readonly problem: string | undefined;
  /** The schema that describes the body. */
  readonly shape: string | undefined;
}

/** Compares an answer as a whole, and puts its body to the schema. */
export function examine(answer: Answer, seen: Seen): Examined {
  const { status, headers, text, number } = answer;
  const { node: response, at, own } = responseOf(status);
  const content = Object.entries(response.content ?? {});
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const [mediaType, media] = content.find(([name]) => name === type) ?? content[0] ?? [];
  const { value, problem } = read(text);
  const walked = seen.objects.length;
  if (media && mediaType !== undefined && problem === undefined) {
    walk(value, media.schema, child(at, "content", mediaType, "schema"), number, seen);
  }
  return {
    ...answer,
    success: status >= 200 && status < 300,
    ownResponse: own,
    missingHeaders: Object.keys(response.headers ?? {}).filter((name) => !headers.has(name)),
    declaredType: content.length === 0 || content.some(([name]) => name === type),
    problem: content.length === 0 ? undefined : problem,
    shape: seen.objects[walked]?.at.name,
  };
}

function read(text: string | undefined): { value?: unknown; problem?: string } {
  if (text === undefined) return { problem: "not UTF-8" };
  if (text.trim() === "") return { problem: "empty" };
  try {
    const value: unknown = JSON.parse(text);
    return isDeep(value) ? { problem: "nested too deeply" } : { value };
  } catch {
    // Its message would quote the body.
    return { problem: "not JSON" };
  }
}

/** Whether a value has more levels than a recursion should go down. */
function isDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > 100) return true;
    level = level.flatMap((item) =>
      typeof item === "object" && item !== null ? Object.values(item) : [],
    );
  }
  return false;
}

const codes = spec["x-error-codes"].flatMap((row, index) =>
  [row.code, ...(row.aliases ?? [])].map((name) => ({ ...row, name, index })),
);
const formOf = (code: string) => code.replaceAll(/\d/g, "0");
const unknownForm = "of a form that is not known";

/** The code of an error as it may be shown: one of the spec, or one that looks like them. */
export function shownCode({ code, status }: Answer): string | undefined {
  // IAM repeats the status as its code.
  if (code === undefined || code === String(status)) return undefined;
  return codes.some(({ name }) => formOf(name) === formOf(code)) ? code : unknownForm;
}

/** A finding of one answer, to be told once for all answers that have it. */
interface Note {
  readonly answer: number;
  readonly title: string;
  readonly detail?: string;
  readonly lines: () => Lines;
}

/** Where answers differ from the responses of the spec, apart from what is in their bodies. */
export function answerFindings(
  examined: readonly Examined[],
  { strays }: Seen,
  context: Context,
): Finding[] {
  const notes = groupBy(
    examined.flatMap((one) => [...notesOn(one, context), ...notesOnCode(one, context)]),
    ({ title }) => title,
  );
  const bodies = groupBy(
    strays.filter(({ key }) => key === undefined),
    ({ at }) => at.file + at.pointer,
  );
  return [
    ...[...notes].map(([title, group]): Finding => {
      const [{ lines, detail }] = group;
      return {
        title,
        text: [[`In ${inAnswers(group)}.`, detail].filter(Boolean).join(" ")],
        lines: [lines()],
      };
    }),
    ...[...bodies.values()].map((group, index) => otherShape(group, index, context)),
  ];
}

function notesOn(one: Examined, { source, newRowId }: Context): Note[] {
  const { number: answer, status, problem, missingHeaders, ownResponse, declaredType } = one;
  const { node: response } = responseOf(status);
  const row = (title: string, says: string): Note => ({
    answer,
    title,
    lines: () => newRow(newRowId(), title, source, `An answer with status ${status} ${says}.`),
  });
  const isKnown = ownResponse || codes.some((known) => known.status.includes(status));
  return [
    ...(isKnown ? [] : [row(`Status ${status} without a response of its own`, "came")]),
    ...(problem
      ? [row(`Body of a ${status} that is ${problem}`, `has a body that is ${problem}`)]
      : []),
    ...(declaredType
      ? []
      : [
          row(
            `Content type of a ${status} that its response does not have`,
            "has another content type, or none",
          ),
        ]),
    ...missingHeaders.map(
      (name): Note => ({
        answer,
        title: `The header ${code(name)} is missing from a ${status}`,
        lines: () => {
          const { at } = follow(response.headers?.[name] ?? {}, operation.at);
          const says = `Missing from an answer with status ${status}.`;
          // What the register calls it is its name on the wire.
          return evidence({ ...at, name }, { source, says, seen: false });
        },
      }),
    ),
  ];
}

function notesOnCode(one: Examined, { source, newRowId }: Context): Note[] {
  const { number: answer, status } = one;
  const shown = shownCode(one);
  if (shown === undefined) return [];
  const file = "openapi/error-codes.yaml";
  const rows = codes.filter(({ name }) => name === shown);
  if (rows.some((row) => row.status.includes(status))) return [];
  const [row] = rows;
  if (row) {
    return [
      {
        answer,
        title: `The code ${code(shown)} came with status ${status}`,
        detail: `The spec has ${list(row.status.map(String), "or")}.`,
        lines: () => ({
          file,
          pointer: `/${row.index}/status`,
          note: row.code,
          value: [status],
        }),
      },
    ];
  }
  if (shown === unknownForm) {
    const title = `Code of a ${status} that is ${unknownForm}`;
    const says = `An answer with status ${status} has a code ${unknownForm}.`;
    return [{ answer, title, lines: () => newRow(newRowId(), title, source, says) }];
  }
  const producer = codes.find(({ name }) => formOf(name) === formOf(shown))?.producer;
  return [
    {
      answer,
      title: `The code ${code(shown)} is not in the spec`,
      detail: `With status ${status}.`,
      lines: () => ({
        file,
        pointer: "",
        note: "a new row",
        value: [
          { code: shown, producer, status: [status], meaning: toWrite, confidence: "observed" },
        ],
      }),
    },
  ];
}

/** A body that no schema of the response describes: a schema for it, and a reference to that. */
function otherShape(group: Group<Stray>, index: number, context: Context): Finding {
  const { source, discretion, newRowId } = context;
  const [{ at, schema }] = group;
  const values = group.map(({ value }) => value);
  const types = list([...new Set(values.map((value) => aType(jsonType(value))))]);
  const keys = [...new Set(values.filter(isRecord).flatMap(Object.keys))];
  const names = keys.flatMap((key) => discretion.key(key) ?? []);
  const hidden = keys.length - names.length;
  const title = "A body has another shape than the spec describes";
  const text = [
    `It is ${types} (${inAnswers(group)}).`,
    ...(names.length > 0 ? [`Its keys: ${list(names.map((name) => code(name)))}.`] : []),
    ...(hidden > 0 ? [`Not shown: ${count(hidden, "key")}.`] : []),
    ...discretion.values(
      values,
      group.some(({ sensitive }) => sensitive),
    ),
  ];
  if (!values.every(isRecord)) {
    const says = `The body of an error is ${types}.`;
    return { title, text, lines: [newRow(newRowId(), "Shape of an error body", source, says)] };
  }
  const file = `openapi/components/schemas/UnnamedError${index === 0 ? "" : index + 1}.yaml`;
  const reference = (to: string) => ({ $ref: posix.relative(posix.dirname(at.file), to) });
  return {
    title,
    text,
    lines: [
      {
        file,
        pointer: "",
        note: "a new file",
        value: {
          description: toWrite,
          ...inferred(values, discretion),
          "x-confidence": "observed",
          "x-evidence": [{ source, says: "An error was answered with this body." }],
          examples: [{}],
        },
      },
      schema.anyOf
        ? { ...child(at, "anyOf"), value: [reference(file)] }
        : {
            ...at,
            note: "in the place of what is there",
            value: { anyOf: [reference(follow(schema, at).at.file), reference(file)] },
          },
    ],
  };
}
