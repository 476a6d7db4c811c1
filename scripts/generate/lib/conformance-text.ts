import {
  type CaseResult,
  type Failure,
  type Reader,
  type Result,
  type Results,
  readerNames,
  readers,
} from "../../lib/conformance-results.ts";
import { table } from "./tables.ts";

/** What a reader of the results has to know. */
export const conformanceIntroduction = `Programs on the official SDKs, and on the client of this project, ask the mock for every example
answer of this contract. The mock verifies their signatures, and they look their project up through
its IAM. A proxy on the way keeps what the wire carried, and what the program got is compared with
that, field by field. An example with a field that may come as a number or as text is sent with the
other type as well. The Node core has no DIS: it signs and sends, and gives the body as it is.
Everything below is computed from such a run.`;

/** The results as Markdown: what is lost, then the answers, the errors and the fields one by one. */
export function conformanceText({ packages, cases }: Results, heading: string): string {
  const present = readerNames.filter((reader) => reader in packages);
  const answers = cases.filter(isAnswer);
  const errors = cases.filter((each) => each.kind === "answer" && !isAnswer(each));
  const of = (kind: CaseResult["kind"]) => cases.filter((each) => each.kind === kind);
  const sections = {
    Packages: table(
      ["Reader", "Package"],
      present.map((reader) => [readers[reader], packages[reader] ?? ""]),
    ),
    "What is lost": findings(cases, present)
      .map((finding) => `- ${finding}`)
      .join("\n"),
    Answers: caseTable("Example", answers, present),
    "Errors of the query": caseTable("Example", errors, present),
    "The look-up of the project": caseTable("Example", of("lookup"), present),
    "Calls that have to be refused": caseTable("What was done", of("refusal"), present),
    "Field by field": fieldTable(answers, present),
  };
  return Object.entries(sections)
    .map(([title, text]) => `${heading} ${title}\n\n${text}`)
    .join("\n\n");
}

/** What the readers lose, in sentences that say the same of several readers once. */
export function findings(cases: readonly CaseResult[], present: readonly Reader[]): string[] {
  const answers = cases.filter(isAnswer);
  const errors = cases.filter((each) => each.kind === "answer" && !isAnswer(each));
  const lookups = cases.filter(({ kind, wire }) => kind === "lookup" && wire.status >= 400);
  const refusals = cases.filter(({ kind }) => kind === "refusal");
  const rows = fieldRows(answers, present);
  const say = (sentence: string, itemsOf: (reader: Reader) => readonly string[]) =>
    sentences(present, sentence, itemsOf);
  /** The kinds of code among the cases for which this holds of the error, each with its count. */
  const codes = (reader: Reader, isSo: (failure: Failure, wire: CaseResult["wire"]) => boolean) => {
    const kinds = new Map<string, number[]>();
    for (const { wire, results } of errors) {
      const failure = failureIn(results[reader]);
      const found = kinds.get(codeKind(wire.code)) ?? [];
      kinds.set(codeKind(wire.code), [...found, Number(failure && isSo(failure, wire))]);
    }
    return [...kinds].flatMap(([kind, found]) => {
      const count = found.filter((each) => each === 1).length;
      return count === 0 ? [] : `${kind} (${count} of ${found.length})`;
    });
  };

  return [
    ...say("Answers refused as a whole by READERS", (reader) =>
      answers.filter(({ results }) => failureIn(results[reader])).map(({ name }) => `\`${name}\``),
    ),
    ...say(
      "Fields for which an answer is refused, and read when they come in the other type, by READERS",
      (reader) =>
        rows
          .filter((row) => all(row, reader, "refused"))
          .filter(({ path, type }) =>
            rows.some(
              (other) => other.path === path && other.type !== type && all(other, reader, "given"),
            ),
          )
          .map(({ path, type }) => `\`${path}\` as ${type}`),
    ),
    ...say("Fields given in another type by READERS", (reader) =>
      rows.flatMap(({ path, type, fates }) => {
        const [changed] = (fates[reader] ?? []).filter((fate) => fate.startsWith("as "));
        return changed === undefined ? [] : `\`${path}\` (${type} ${changed})`;
      }),
    ),
    ...say("Fields dropped from every answer that is read by READERS", (reader) =>
      collapsed(
        rows.map(({ path }) => path),
        rows.filter(({ fates }) => isDropped(fates[reader] ?? [])).map(({ path }) => path),
      ),
    ),
    ...say("Fields made up, where the wire carried none, by READERS", (reader) => [
      ...new Set(
        answers.flatMap(({ results }) =>
          Object.entries(addedBy(results[reader])).map(
            ([path, value]) => `\`${path}\` (\`${JSON.stringify(value)}\`)`,
          ),
        ),
      ),
    ]),
    ...say("Kept beside the model by READERS", (reader) =>
      answers.some(({ results }) => isWhole(results[reader])) ? ["the whole body"] : [],
    ),
    ...say("Errors without a code, by the code on the wire, from READERS", (reader) =>
      codes(reader, ({ code }) => code === undefined),
    ),
    ...say("Errors with the HTTP status in place of the code from READERS", (reader) =>
      codes(
        reader,
        ({ code }, wire) => `${code}` === `${wire.status}` && `${code}` !== `${wire.code}`,
      ),
    ),
    ...say("Errors without the message of the body from READERS", (reader) =>
      codes(reader, ({ message }) => message === undefined || message === "other"),
    ),
    ...say("Errors without the request id from READERS", (reader) =>
      codes(reader, ({ request_id }) => !request_id),
    ),
    ...say("Errors without a status, when IAM refuses the look-up, from READERS", (reader) => {
      const found = lookups.flatMap(({ results }) => failureIn(results[reader]) ?? []);
      const count = found.filter(({ status }) => status === undefined).length;
      const wrapped = found.some(({ wraps }) => wraps !== undefined);
      return count === 0
        ? []
        : [
            `${count} of ${found.length}${wrapped ? ", with the error that has it as their cause" : ""}`,
          ];
    }),
    ...say("Refused, as they have to be, when sent by READERS", (reader) =>
      refusals
        .filter(({ results, wire }) => failureIn(results[reader])?.status === wire.status)
        .map(({ name }) => name),
    ),
    ...say("Refused, then sent again and read, by READERS", (reader) =>
      refusals
        .filter(({ results }) => reader in results && !failureIn(results[reader]))
        .map(({ name }) => name),
    ),
  ];
}

/** A sentence for each group of readers of which the same is to be said. */
function sentences(
  present: readonly Reader[],
  sentence: string,
  itemsOf: (reader: Reader) => readonly string[],
): string[] {
  const groups = new Map<string, Reader[]>();
  for (const reader of present) {
    const list = itemsOf(reader).join(", ");
    if (list !== "") groups.set(list, [...(groups.get(list) ?? []), reader]);
  }
  return [...groups].map(([list, group]) => {
    const names = group.map((reader) => readers[reader]);
    const last = names.pop();
    const joined = names.length > 0 ? `${names.join(", ")} and ${last}` : last;
    return `${sentence.replace("READERS", `${joined}`)}: ${list}.`;
  });
}

/** A field in one type, with what each reader made of it in each answer that carried it so. */
interface Row {
  readonly path: string;
  readonly type: string;
  readonly fates: Record<Reader, string[]>;
}

function fieldRows(answers: readonly CaseResult[], present: readonly Reader[]): Row[] {
  // The types of a field come together.
  const rows = new Map<string, Map<string, Row>>();
  for (const { wire, results } of answers) {
    for (const [path, type] of Object.entries(wire.fields ?? {})) {
      const types = rows.get(path) ?? new Map<string, Row>();
      const row = types.get(type) ?? {
        path,
        type,
        fates: { java: [], python: [], go: [], node: [], client: [] },
      };
      rows.set(path, types.set(type, row));
      for (const reader of present) row.fates[reader].push(fateOf(results[reader], path));
    }
  }
  return [...rows.values()].flatMap((types) => [...types.values()]);
}

function fateOf(result: Result | undefined, path: string): string {
  if (result === undefined) return "not asked";
  if ("error" in result) return "refused";
  const { dropped = [], changed = {} } = result.read;
  if (dropped.includes(path)) return "dropped";
  return path in changed ? `as ${changed[path]}` : "given";
}

function fieldTable(answers: readonly CaseResult[], present: readonly Reader[]): string {
  const carried = fieldRows(answers, present).map(({ path, type, fates }) => [
    `\`${path}\``,
    type,
    ...present.map((reader) => counted(fates[reader])),
  ]);
  const added = new Set(
    answers.flatMap(({ results }) =>
      present.flatMap((reader) => Object.keys(addedBy(results[reader]))),
    ),
  );
  const absent = [...added].map((path) => [
    `\`${path}\``,
    "nothing",
    ...present.map((reader) =>
      counted(
        answers.flatMap(({ results }) => {
          const values = addedBy(results[reader]);
          return path in values ? [`\`${JSON.stringify(values[path])}\``] : [];
        }),
      ),
    ),
  ]);
  return table(
    ["Field", "On the wire", ...present.map((reader) => readers[reader])],
    [...carried, ...absent],
  );
}

/** Each of the words once, with how often it came where there is another. */
function counted(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([word, count]) => (counts.size === 1 ? word : `${word} ${count}`))
    .join(", ");
}

function caseTable(
  title: string,
  cases: readonly CaseResult[],
  present: readonly Reader[],
): string {
  return table(
    [title, "On the wire", ...present.map((reader) => readers[reader])],
    cases.map((each) => [
      each.name,
      [each.wire.status, ...(each.wire.code === undefined ? [] : [`\`${each.wire.code}\``])].join(
        " ",
      ),
      ...present.map((reader) => outcome(each, each.results[reader])),
    ]),
  );
}

function outcome({ wire }: CaseResult, result: Result | undefined): string {
  if (result === undefined) return "not asked";
  if ("error" in result) return described(result.error);
  const { dropped = [], changed = {}, added = {} } = result.read;
  if (wire.fields === undefined) return "read";
  const all = Object.keys(wire.fields).length;
  const notes = [
    ["given", all - dropped.length - Object.keys(changed).length],
    ["dropped", dropped.length],
    ["changed", Object.keys(changed).length],
    ["made up", Object.keys(added).length],
  ] as const;
  return `read: ${notes.flatMap(([word, count]) => (count > 0 ? `${count} ${word}` : [])).join(", ")}`;
}

/** What its text is, in words. */
const messages = {
  message: "the message",
  body: "the body as its message",
  around: "a text with the message",
  other: "another message",
};

function described({ status, code, message, request_id, wraps, after, ...error }: Failure): string {
  return [
    `\`${error.class}\``,
    status === undefined ? "no status" : `${status}`,
    code === undefined ? "no code" : `\`${JSON.stringify(code)}\``,
    message === undefined ? "no message" : messages[message],
    request_id ? "request id" : "no request id",
    ...(wraps === undefined ? [] : [`because of \`${wraps}\``]),
    ...(after === undefined ? [] : [`from \`${after}\``]),
  ].join(", ");
}

function isAnswer({ kind, wire }: CaseResult): boolean {
  return kind === "answer" && wire.status < 300;
}

function failureIn(result: Result | undefined): Failure | undefined {
  return result && "error" in result ? result.error : undefined;
}

function addedBy(result: Result | undefined): Readonly<Record<string, unknown>> {
  return result && "read" in result ? (result.read.added ?? {}) : {};
}

function isWhole(result: Result | undefined): boolean {
  return result !== undefined && "read" in result && result.read.whole === true;
}

/** Codes of one kind have the same prefix; those of one producer are numbers. */
function codeKind(code: string | number | undefined): string {
  return typeof code === "string" ? `\`${code.split(".")[0]}\`` : "a number";
}

function all({ fates }: Row, reader: Reader, fate: string): boolean {
  return fates[reader].length > 0 && fates[reader].every((each) => each === fate);
}

function isDropped(fates: readonly string[]): boolean {
  return fates.includes("dropped") && fates.every((fate) => ["dropped", "refused"].includes(fate));
}

/** Paths as code; of a field of the answer that is named with all that it holds, its name alone. */
function collapsed(paths: readonly string[], dropped: readonly string[]): string[] {
  const top = (path: string) => path.replace(/(\[\])?\..*$/, "$1");
  return [
    ...new Set(
      dropped.map((path) => {
        const within = paths.filter((other) => top(other) === top(path));
        const isWhole = within.length > 1 && within.every((other) => dropped.includes(other));
        return isWhole ? `all of \`${top(path)}\`` : `\`${path}\``;
      }),
    ),
  ];
}
