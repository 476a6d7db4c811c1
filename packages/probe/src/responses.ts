import { posix } from "node:path";
import type { Context, Finding } from "./findings.js";
import { type Group, groupBy } from "./group.js";
import { isRecord, jsonType } from "./json.js";
import { evidence, inferred, type Lines, newRow, toWrite } from "./paste.js";
import type { LiveResponse } from "./query.js";
import { code, isMapOf } from "./redaction.js";
import { child, errorCodes, follow, responseOf } from "./spec.js";
import { type Seen, type Stray, walk } from "./walk.js";
import { count, inResponses, list, withArticle } from "./words.js";

/** A response compared with the one that the spec declares for its status. */
export interface Examined extends LiveResponse {
  readonly success: boolean;
  /** Whether the spec declares a response for this status, besides `default`. */
  readonly ownResponse: boolean;
  readonly missingHeaders: readonly string[];
  /** Whether the spec declares the content type. */
  readonly declaredType: boolean;
  /** Why the body cannot be compared. */
  readonly problem: string | undefined;
  /** Name of the schema that describes the body. */
  readonly shape: string | undefined;
}

/** Compare status and headers of a response, and match its body with the schema. */
export function examine(response: LiveResponse, seen: Seen): Examined {
  const { operation, status, headers, text, number } = response;
  const { node: declared, at, own } = responseOf(operation, status);
  const content = Object.entries(declared.content ?? {});
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  const [mediaType, media] = content.find(([name]) => name === type) ?? content[0] ?? [];
  const { value, problem } = read(text);
  const walked = seen.objects.length;
  if (media?.schema && mediaType !== undefined && problem === undefined) {
    walk(value, media.schema, child(at, "content", mediaType, "schema"), number, seen);
  }
  return {
    ...response,
    success: status >= 200 && status < 300,
    ownResponse: own,
    missingHeaders: Object.keys(declared.headers ?? {}).filter((name) => !headers.has(name)),
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
    // The message of the error would quote the body.
    return { problem: "not JSON" };
  }
}

/** Whether a value is nested too deeply for recursion. */
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

const codes = errorCodes.flatMap((row, index) =>
  [row.code, ...(row.aliases ?? [])].map((name) => ({ ...row, name, index })),
);
const formOf = (code: string) => code.replaceAll(/\d/g, "0");
const unknownForm = "of an unknown form";

/** Return the code of an error if the spec has it or it looks like one of these. */
export function shownCode({ code, status }: LiveResponse): string | undefined {
  // IAM repeats the status as its code.
  if (code === undefined || code === String(status)) return undefined;
  return codes.some(({ name }) => formOf(name) === formOf(code)) ? code : unknownForm;
}

/** Return who sends a code, or one of its form; undefined if the spec has neither. */
export function producerOf(code = ""): string | undefined {
  return codes.find(({ name }) => formOf(name) === formOf(code))?.producer;
}

/** A finding about one response, reported once for all responses that have it. */
interface Note {
  readonly response: number;
  readonly title: string;
  readonly detail?: string;
  readonly lines: () => Lines;
}

/** Compare responses with the spec, except for the content of their bodies. */
export function responseFindings(
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
        text: [[`In ${inResponses(group)}.`, detail].filter(Boolean).join(" ")],
        lines: [lines()],
      };
    }),
    ...[...bodies.values()].map((group, index) => otherShape(group, index, context)),
  ];
}

function notesOn(one: Examined, { source, newRowId }: Context): Note[] {
  const { number: response, operation, status, problem, missingHeaders } = one;
  const { ownResponse, declaredType } = one;
  const { node: declared } = responseOf(operation, status);
  const row = (title: string, says: string): Note => ({
    response,
    title,
    lines: () => newRow(newRowId(), title, source, `A response with status ${status} ${says}.`),
  });
  const isKnown = ownResponse || codes.some((known) => known.status.includes(status));
  return [
    ...(isKnown ? [] : [row(`Status ${status} without a response of its own`, "was received")]),
    ...(problem
      ? [row(`Body of a ${status} that is ${problem}`, `has a body that is ${problem}`)]
      : []),
    ...(declaredType
      ? []
      : [row(`Undeclared content type of a ${status}`, "has an undeclared content type, or none")]),
    ...missingHeaders.map(
      (name): Note => ({
        response,
        title: `The header ${code(name)} is missing from a ${status}`,
        lines: () => {
          const { at } = follow(declared.headers?.[name] ?? {}, operation.at);
          const says = `Missing from a response with status ${status}.`;
          // The register uses its name on the wire.
          return evidence({ ...at, name }, { source, says, seen: false });
        },
      }),
    ),
  ];
}

function notesOnCode(one: Examined, { source, newRowId }: Context): Note[] {
  const { number: response, status } = one;
  const shown = shownCode(one);
  if (shown === undefined) return [];
  const file = "openapi/error-codes.yaml";
  const rows = codes.filter(({ name }) => name === shown);
  if (rows.some((row) => row.status.includes(status))) return [];
  const [row] = rows;
  if (row) {
    return [
      {
        response,
        title: `The code ${code(shown)} was received with status ${status}`,
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
    const says = `A response with status ${status} has a code ${unknownForm}.`;
    return [{ response, title, lines: () => newRow(newRowId(), title, source, says) }];
  }
  const producer = producerOf(shown);
  return [
    {
      response,
      title: `The code ${code(shown)} is not in the spec`,
      detail: `With status ${status}.`,
      lines: () => ({
        file,
        pointer: "",
        note: "a new row",
        value: [
          {
            code: shown,
            producer,
            status: [status],
            meaning: toWrite,
            confidence: "observed",
            source,
          },
        ],
      }),
    },
  ];
}

/** Report a body that no schema describes, with a schema for it and a reference to that. */
function otherShape(group: Group<Stray>, index: number, context: Context): Finding {
  const { source, redaction, newRowId } = context;
  const [{ at, schema }] = group;
  const values = group.map(({ value }) => value);
  const types = list([...new Set(values.map((value) => withArticle(jsonType(value))))]);
  const keys = [...new Set(values.filter(isRecord).flatMap(Object.keys))];
  const names = isMapOf(keys) ? [] : keys.flatMap((key) => redaction.key(key) ?? []);
  const hidden = keys.length - names.length;
  const title = "A body has a shape that the spec does not describe";
  const text = [
    `It is ${types} (${inResponses(group)}).`,
    ...(names.length > 0 ? [`Its keys: ${list(names.map((name) => code(name)))}.`] : []),
    ...(hidden > 0 ? [`Not shown: ${count(hidden, "key")}.`] : []),
    ...redaction.values(
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
          ...inferred(values, redaction),
          "x-confidence": "observed",
          "x-evidence": [{ source, says: "An error was sent with this body." }],
          examples: [{}],
        },
      },
      schema.anyOf
        ? { ...child(at, "anyOf"), value: [reference(file)] }
        : {
            ...at,
            note: "replaces the value there",
            value: { anyOf: [reference(follow(schema, at).at.file), reference(file)] },
          },
    ],
  };
}
