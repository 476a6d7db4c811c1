import type { Annotated, Difference, Settling, Spec } from "../../../openapi/openapi.d.ts";
import { headersOf, operationsOf } from "./spec.ts";

/** What a reader of the register has to know. */
export const differencesIntroduction = `One row for each point on which the sources disagree, with what each of them says and what
this contract does. The severity is high when the difference breaks a client or a validator on
real data, medium when it matters for the correctness of the contract, and low when it is a matter
of wording.`;

/** What a reader of the error codes has to know. */
export const errorCodesIntroduction = `The codes that a caller may meet, whoever sends them: the service, the API gateway in front
of it, or IAM. The class is what a client may decide by; most codes need none.`;

/** What a reader of the open questions has to know. */
export const openQuestionsIntroduction = `What only somebody with an account at the service can find out. \`npx @dis-openapi/probe\` looks
for it in live answers and writes a report that holds no data of the account; the rows are those
of the register of differences.`;

/**
 * The register of differences as a Markdown table: what each source says, and what this contract
 * does about it.
 */
export function differencesTable(spec: Spec): string {
  const fields = annotatedFields(spec);
  const rows = (spec["x-differences"] ?? []).map((row) => [
    row.id,
    row.severity,
    row.title,
    lines(sayings(row, fields)),
    row.decision,
    lines(
      (row.fields ?? []).map(
        (name) => `\`${name}\` (${fieldOf(row, name, fields)["x-confidence"] ?? "unknown"})`,
      ),
    ),
  ]);
  return table(
    ["Row", "Severity", "Difference", "What the sources say", "What this contract does", "Fields"],
    rows,
  );
}

/** The known error codes as a Markdown table. */
export function errorCodesTable(spec: Spec): string {
  const rows = (spec["x-error-codes"] ?? []).map((row) => [
    lines([row.code, ...(row.aliases ?? [])].map((code) => `\`${code}\``)),
    row.producer,
    row.status.join(", "),
    row.meaning,
    row.advice ?? "",
    row.class === undefined ? "" : `\`${row.class}\``,
    row.confidence,
  ]);
  return table(["Code", "Sent by", "Status", "Meaning", "Advice", "Class", "Confidence"], rows);
}

/** The open questions as a Markdown table, with what would settle each. */
export function openQuestionsTable(spec: Spec): string {
  const rows = (spec["x-open-questions"] ?? []).map(({ id, asks, differences, settledBy }) => [
    id,
    asks,
    lines(settledBy.map(settling)),
    (differences ?? []).join(", "),
  ]);
  return table(["Question", "What is not known", "What would settle it", "Rows"], rows);
}

function settling({ present, form, digits, values, when, answerTo, body, host }: Settling): string {
  const list = (fields: string[]) => fields.map((field) => `\`${field}\``).join(", ");
  const condition = when === undefined ? "" : `, where \`${when.field}\` is ${when.is}`;
  if (present !== undefined) return `The arrival of one of ${list(present)}${condition}`;
  if (form !== undefined)
    return `The form (absent, null, empty or which type) of ${list(form)}${condition}`;
  if (digits !== undefined) return `The number of digits of ${list(digits)}${condition}`;
  if (values !== undefined) return `The values of ${list(values)}${condition}`;
  if (answerTo !== undefined)
    return "Status and code of the answer to a query of a task that does not exist";
  if (body !== undefined) return `An error body of the shape \`${body}\``;
  if (host !== undefined) return "An answer from a host that no server of this contract stands for";
  throw new Error("An open question is settled by something that the tables have no words for.");
}

/** Everything that can carry evidence, by the name that the register uses for it. */
function annotatedFields(spec: Spec): Map<string, Annotated> {
  const fields = new Map<string, Annotated>();
  for (const [name, schema] of Object.entries(spec.components?.schemas ?? {})) {
    fields.set(`schemas.${name}`, schema);
    for (const [property, field] of Object.entries(schema.properties ?? {})) {
      fields.set(`${name}.${property}`, field);
    }
  }
  for (const { parameters } of operationsOf(spec)) {
    for (const parameter of parameters) fields.set(`parameters.${parameter.name}`, parameter);
  }
  for (const [name, header] of headersOf(spec)) fields.set(`headers.${name}`, header);
  return fields;
}

function fieldOf(row: Difference, name: string, fields: Map<string, Annotated>): Annotated {
  const field = fields.get(name);
  if (field === undefined)
    throw new Error(`${row.id} lists ${name}, which the spec does not have.`);
  return field;
}

/**
 * What the sources say about a row, each saying once. Fields of one row often share their
 * evidence; what is said of some of them only comes below their names.
 */
function sayings(row: Difference, fields: Map<string, Annotated>): string[] {
  const names = row.fields ?? [];
  const about = new Map<string, string[]>();
  for (const name of names) {
    for (const { id, source, says } of fieldOf(row, name, fields)["x-evidence"] ?? []) {
      if (id !== row.id) continue;
      const saying = `${source}: ${says}`;
      about.set(saying, [...(about.get(saying) ?? []), name]);
    }
  }
  const groups = new Map<string, string[]>([
    ["", (row.evidence ?? []).map(({ source, says }) => `${source}: ${says}`)],
  ]);
  for (const [saying, concerned] of about) {
    const some = concerned.length < names.length;
    const heading = some ? `On ${concerned.map(shortest(names)).join(", ")}:` : "";
    groups.set(heading, [...(groups.get(heading) ?? []), saying]);
  }
  return [...groups].flatMap(([heading, group]) => (heading === "" ? group : [heading, ...group]));
}

/** The name of a field without its schema, where that is clear among the names. */
function shortest(names: string[]): (name: string) => string {
  const last = (name: string) => name.replace(/^.*\./, "");
  return (name) => {
    const clear = names.filter((other) => last(other) === last(name)).length === 1;
    return `\`${clear ? last(name) : name}\``;
  };
}

const LINE = "<br>";

/** The items as lines of a cell. */
export function lines(items: string[]): string {
  return items.map(cell).join(LINE);
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
    .map((row) => `| ${row.map(cell).join(" | ")} |`)
    .join("\n");
}

/**
 * Text that is safe in a cell: on one line, with no bar that would end the cell and no `<` that
 * would start an element. Within a code span `<` is literal, and an entity would show.
 */
function cell(text: string): string {
  return text
    .trim()
    .replace(/\s*\n\s*/g, " ")
    .replace(/(?<!\\)\|/g, "\\|")
    .split(/(`[^`]*`|<br>)/)
    .map((part, index) => (index % 2 === 0 ? part.replaceAll("<", "&lt;") : part))
    .join("");
}
