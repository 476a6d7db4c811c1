import { markdownTable } from "markdown-table";
import type { Difference, Sought, Source, Spec } from "../../../openapi/openapi.d.cts";
import {
  type AllEvidence,
  addressOf,
  evidenceOf,
  observedRows,
  type Statement,
  sourcesNamed,
} from "./evidence.ts";

/** A titled part of a page, as Markdown. */
export interface Section {
  title: string;
  text: string;
}

/** How a page shows what is more than a table. */
export interface Layout {
  heading: (row: Difference) => string;
  /** Return the address within the page of a row of the register of differences. */
  addressOf: (id: string) => string;
}

/** The layout of a Markdown file. */
export const plain: Layout = {
  heading: ({ id, title }) => `## ${id}\n\n**${inline(title)}.**`,
  addressOf: (id) => `#${id.toLowerCase()}`,
};

/** Describe the register of differences: what each source says, and what this contract does. */
export function differences(spec: Spec, { heading, addressOf }: Layout): Section {
  const register = spec["x-differences"] ?? [];
  const all = evidenceOf(spec);
  const observed = observedRows(spec);
  const overview = register.map((row) => [
    `[${row.id}](${addressOf(row.id)})`,
    row.severity,
    row.title,
    observed.includes(row.id) ? "yes" : "",
    row.decision,
  ]);
  const details = register.flatMap((row) => [
    heading(row),
    inline(row.decision),
    evidenceOn(row, all),
  ]);
  return {
    title: "Points on which the sources disagree",
    text: `Each row is a point on which the sources disagree, and what this contract does. Nobody who works on
this contract has called the live service: for ${observed.length} of the ${register.length} points, a captured response is
among the sources; the others rest on documents and code alone. The severity is high when the
difference breaks a client or a validator on real data, medium when it affects the correctness of
the contract, and low when it is only wording. A row links to what each source says.

${table(["Row", "Severity", "Difference", "Captured", "This contract"], overview)}

${details.join("\n\n")}`,
  };
}

/** List what the sources say about a row, and the fields that it concerns. */
function evidenceOn({ id, fields = [] }: Difference, all: AllEvidence): string {
  const said = all.ofRow(id).map((statement) => {
    const about = statement.fields;
    const on = about.length < fields.length ? ` (On ${list(about.map(shortest(fields)))}.)` : "";
    return `${statementLine(statement)}${on}`;
  });
  const names = fields.map((name) => `\`${name}\` (${all.confidence(name)})`);
  return [said.join("\n"), names.length > 0 ? `Fields: ${names.join(", ")}.` : ""]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Write what sources say as an item of a list. */
export function statementLine({ sources, says }: Statement): string {
  return `- ${sources.map(link).join(", ")}: ${inline(says)}`;
}

/** Describe the register of sources. */
export function sources(spec: Spec): Section {
  const rows = (spec["x-sources"] ?? []).map((source) => [
    link(source),
    source.publisher,
    source.kind.replaceAll("-", " "),
    source.published,
    source.read,
    source.literal,
  ]);
  return {
    title: "Sources",
    text: `What the evidence refers to. A date or an address that is not known is \`unknown\`.

${table(["Source", "Publisher", "Kind", "Published", "Read", "What is literal in it"], rows)}`,
  };
}

/** Describe the known error codes, those of each producer under a heading. */
export function errorCodes(spec: Spec, heading: (title: string) => string): Section {
  const parts = Object.entries(producers).flatMap(([producer, title]) => {
    const rows = (spec["x-error-codes"] ?? []).filter((row) => row.producer === producer);
    if (rows.length === 0) return [];
    return [
      heading(title),
      filledTable(
        [
          "Code",
          "Status",
          "Meaning, and advice where a source has it",
          "Class",
          "Confidence",
          "Sources",
        ],
        rows.map((row) => [
          lines([row.code, ...(row.aliases ?? [])].map((code) => `\`${code}\``)),
          row.status.join(", "),
          lines([row.meaning, row.advice ?? []].flat()),
          row.class === undefined ? "" : `\`${row.class}\``,
          row.confidence,
          lines(sourcesNamed(spec, row.source).map(link)),
        ]),
      ),
    ];
  });
  return {
    title: "Error codes",
    text: [
      `The error codes of the service, of the API gateway in front of it and of IAM. The client acts on
the class; most codes have none.`,
      ...parts,
    ].join("\n\n"),
  };
}

const producers = { dis: "The service", gateway: "The API gateway", iam: "IAM" };

/** Make a table without the columns that are empty in every row. */
function filledTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const filled = (_: string, column: number) => rows.some((row) => row[column] !== "");
  return table(
    head.filter(filled),
    rows.map((row) => row.filter(filled)),
  );
}

/** Describe the open questions, with the evidence to look for. */
export function openQuestions(spec: Spec): Section {
  const rows = (spec["x-open-questions"] ?? []).map(({ id, asks, differences, lookFor }) => [
    id,
    asks,
    lines(lookFor.map(sought)),
    (differences ?? []).join(", "),
  ]);
  return {
    title: "Open questions",
    text: `Questions that only responses of the service can answer. \`@dis-openapi/probe\` looks for evidence
in them and writes a report without any data of the account. A report is one observation: it
answers for its tasks, its region and its day. The rows are those of the register of differences.

${table(["Question", "Unknown", "Evidence to look for", "Rows"], rows)}`,
  };
}

function sought(lookFor: Sought): string {
  const { present, form, digits, values, keys, answerTo, body, host, responseOf } = lookFor;
  const { when, domain, only, besides } = lookFor;
  const joined = (names: string[], type: "conjunction" | "disjunction") =>
    new Intl.ListFormat("en", { type }).format(names.map((name) => `\`${name}\``));
  const any = (names: string[]) => joined(names, "disjunction");
  const each = (names: string[]) =>
    (names.length > 1 ? "each of " : "") + joined(names, "conjunction");
  const condition = [
    when && `, where \`${when.field}\` is ${when.is}`,
    domain && `, from a host below \`${domain}\``,
  ].join("");
  if (present !== undefined) return `A response with ${any(present)}${condition}`;
  if (form !== undefined) {
    return only === undefined
      ? `Whether ${each(form)} is absent, null or empty, or its type${condition}`
      : `A response in which ${any(form)} is ${only}${condition}`;
  }
  if (digits !== undefined) return `The number of digits of ${each(digits)}${condition}`;
  if (values !== undefined) {
    if (only !== undefined)
      return `The value \`${JSON.stringify(only)}\` of ${any(values)}${condition}`;
    const others = besides === undefined ? "" : `, other than \`${besides}\``;
    return `The values of ${each(values)}${others}${condition}`;
  }
  if (keys !== undefined) return `The keys of ${each(keys)}${condition}`;
  if (answerTo !== undefined) return "Status and error code of a query for a missing task";
  if (body !== undefined) return `An error body of the shape \`${body}\``;
  if (responseOf !== undefined) return `A response of \`${responseOf}\``;
  if (host !== undefined) return "A response from a host that this contract does not list";
  throw new Error("An open question has a `lookFor` that tables.ts cannot describe.");
}

/** Shorten the name of a field to its last part, if no other name ends in it. */
function shortest(names: string[]): (name: string) => string {
  const last = (name: string) => name.replace(/^.*\./, "");
  return (name) => {
    const clear = names.filter((other) => last(other) === last(name)).length === 1;
    return `\`${clear ? last(name) : name}\``;
  };
}

function list(items: string[]): string {
  return new Intl.ListFormat("en").format(items);
}

/** Link a source to where it is, if that is known. */
function link(source: Source): string {
  const url = addressOf(source);
  return url === undefined ? source.title : `[${source.title}](${url})`;
}

/** Put each item on a line of its own within a cell. */
function lines(items: string[]): string {
  return items.join("<br>");
}

/** Make a Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable([head, ...rows.map((row) => row.map(cell))], {
    alignDelimiters: false,
  });
}

/** Put text on one line, and escape the bar that would end the cell. */
function cell(text: string): string {
  return inline(text).replace(/(?<!\\)\|/g, "\\|");
}

/**
 * Put text on one line, and escape the `<` that would start an element. Within a code span `<` is
 * literal, and an entity would show.
 */
function inline(text: string): string {
  return text
    .trim()
    .replace(/\s*\n\s*/g, " ")
    .split(/(`[^`]*`|<br>)/)
    .map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "&lt;") : part))
    .join("");
}
