import {
  type CaseResult,
  type Failure,
  type Read,
  type Reader,
  type Result,
  type Results,
  readerNames,
  readers,
} from "./results.ts";
import { type Section, table } from "./tables.ts";

/** Describe the results of the official SDKs in tables, under headings of the given level. */
export function conformance({ packages, cases }: Results, heading: string): Section {
  const present = readerNames.filter((reader) => reader in packages);
  const of = (kind: CaseResult["kind"]) => cases.filter((each) => each.kind === kind);
  const tasks = of("query").filter(({ wire }) => wire.status < 300);
  const errors = of("query").filter(({ wire }) => wire.status >= 300);
  const sections = {
    Packages: table(
      ["Reader", "Package"],
      present.map((reader) => [readers[reader], packages[reader] ?? ""]),
    ),
    "Tasks and lists": caseTable("Example", tasks, present),
    Changes: caseTable("Example", of("change"), present),
    Errors: caseTable("Example", errors, present),
    "Project lookup": caseTable("Example", of("lookup"), present),
    "Tampered requests": caseTable("Change", of("refusal"), present),
    Fields: fieldTable(tasks, present),
  };
  return {
    title: "The official SDKs against the mock",
    text: [
      `Programs built on the official SDKs and on this project's client request every example response
of this contract from the mock, which verifies their signatures. A proxy between them records the
wire, and what each program got is compared with it field by field. Examples with a field that may
be a number or a string are sent with either type. The programs also send every example request
whose response has no body; each request must be valid by this contract, and its body is compared
with the example. Huawei's Node core has no DIS: it signs, sends and returns the body unchanged.`,
      ...Object.entries(sections).map(([title, text]) => `${heading} ${title}\n\n${text}`),
    ].join("\n\n"),
  };
}

/** Show what each reader made of each field, per JSON type that the wire carried it in. */
function fieldTable(tasks: readonly CaseResult[], present: readonly Reader[]): string {
  const rows = new Map<string, { cells: [path: string, type: string]; cases: CaseResult[] }>();
  const add = (path: string, type: string, each: CaseResult) => {
    const row = rows.get(`${path} ${type}`) ?? { cells: [`\`${path}\``, type], cases: [] };
    rows.set(`${path} ${type}`, row);
    if (!row.cases.includes(each)) row.cases.push(each);
  };
  for (const each of tasks) {
    for (const [path, type] of Object.entries(each.wire.fields ?? {})) add(path, type, each);
    for (const result of Object.values(each.results)) {
      for (const path of Object.keys(addedBy(result))) add(path, "absent", each);
    }
  }
  return table(
    ["Field", "On the wire", ...present.map((reader) => readers[reader])],
    [...rows.values()].map(({ cells: [path, type], cases }) => [
      path,
      type,
      ...present.map((reader) =>
        counted(cases.map(({ results }) => fateOf(results[reader], path.slice(1, -1), type))),
      ),
    ]),
  );
}

function fateOf(result: Result | undefined, path: string, type: string): string {
  if (result === undefined) return "not requested";
  if ("absent" in result) return "no such operation";
  if ("error" in result) return "refused";
  const { dropped = [], changed = {}, added = {} } = result.read;
  if (type === "absent") return path in added ? `\`${JSON.stringify(added[path])}\`` : "absent";
  if (dropped.includes(path)) return "dropped";
  return path in changed ? `as ${changed[path]}` : "kept";
}

/** List each word once, with its count if there are others. */
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
    cases.map(({ name, wire, results }) => [
      name,
      wire.code === undefined ? `${wire.status}` : `${wire.status} \`${wire.code}\``,
      ...present.map((reader) => outcome(wire, results[reader])),
    ]),
  );
}

function outcome(wire: CaseResult["wire"], result: Result | undefined): string {
  if (result === undefined) return "not requested";
  if ("absent" in result) return "no such operation";
  if ("error" in result) return described(result.error);
  const { read, sent } = result;
  const fields = wire.fields ?? {};
  const noted = (word: string, text: string) => (text === "" ? word : `${word}: ${text}`);
  if (sent === undefined) return noted("read", compared(fields, read));
  const extra = compared({}, read);
  const outcomes = [
    noted("sent", compared(fields, sent)),
    ...(extra === "" ? [] : [noted("read", extra)]),
  ];
  return outcomes.join("; ");
}

function compared(
  fields: NonNullable<CaseResult["wire"]["fields"]>,
  { dropped = [], changed = {}, added = {} }: Read,
): string {
  const [lost, altered] = [dropped.length, Object.keys(changed).length];
  const counts = {
    kept: Object.keys(fields).length - lost - altered,
    dropped: lost,
    changed: altered,
    "made up": Object.keys(added).length,
  };
  return Object.entries(counts)
    .flatMap(([word, count]) => (count > 0 ? `${count} ${word}` : []))
    .join(", ");
}

const messages = {
  message: "the message",
  body: "the body as its message",
  around: "a longer message around it",
  other: "another message",
};

function described({ status, code, message, request_id, wraps, after, ...error }: Failure): string {
  return [
    `\`${error.class}\``,
    status === undefined ? "no status" : `${status}`,
    code === undefined ? "no code" : `\`${JSON.stringify(code)}\``,
    message === undefined ? "no message" : messages[message],
    request_id ? "request id" : "no request id",
    ...(wraps === undefined ? [] : [`caused by \`${wraps}\``]),
    ...(after === undefined ? [] : [`from \`${after}\``]),
  ].join(", ");
}

function addedBy(result: Result | undefined): Readonly<Record<string, unknown>> {
  return result && "read" in result ? (result.read.added ?? {}) : {};
}
