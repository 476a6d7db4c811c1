import { markdownTable } from "markdown-table";
import type { Annotated, Difference, Settling, Spec } from "../../../openapi/openapi.d.cts";
import { headersOf, operationsOf } from "./spec.ts";

/** A titled part of a page, as Markdown. */
export interface Section {
  title: string;
  text: string;
}

/** Describe the register of differences: what each source says, and what this contract does. */
export function differences(spec: Spec): Section {
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
  return {
    title: "Where the sources disagree",
    text: `Each row is a point on which the sources disagree, with what each of them says and what this
contract does. The severity is high when the difference breaks a client or a validator on real
data, medium when it affects the correctness of the contract, and low when it is only wording.

${table(["Row", "Severity", "Difference", "Sources", "This contract", "Fields"], rows)}`,
  };
}

/** Describe the known error codes. */
export function errorCodes(spec: Spec): Section {
  const rows = (spec["x-error-codes"] ?? []).map((row) => [
    lines([row.code, ...(row.aliases ?? [])].map((code) => `\`${code}\``)),
    row.producer,
    row.status.join(", "),
    row.meaning,
    row.advice ?? "",
    row.class === undefined ? "" : `\`${row.class}\``,
    row.confidence,
  ]);
  return {
    title: "Error codes",
    text: `The error codes of the service, of the API gateway in front of it and of IAM. The client acts on
the class; most codes have none.

${table(["Code", "Sent by", "Status", "Meaning", "Advice", "Class", "Confidence"], rows)}`,
  };
}

/** Describe the open questions, with what would settle each. */
export function openQuestions(spec: Spec): Section {
  const rows = (spec["x-open-questions"] ?? []).map(({ id, asks, differences, settledBy }) => [
    id,
    asks,
    lines(settledBy.map(settling)),
    (differences ?? []).join(", "),
  ]);
  return {
    title: "Open questions",
    text: `Questions that only an account at the service can settle. \`@dis-openapi/probe\` looks for the
evidence in live responses and writes a report without any data of the account. The rows are those
of the register of differences.

${table(["Question", "Unknown", "Settled by", "Rows"], rows)}`,
  };
}

function settling(settledBy: Settling): string {
  const { present, form, digits, values, when, answerTo, body, host, responseOf } = settledBy;
  const list = (fields: string[]) =>
    new Intl.ListFormat("en", { type: "disjunction" }).format(
      fields.map((field) => `\`${field}\``),
    );
  const condition = when === undefined ? "" : `, where \`${when.field}\` is ${when.is}`;
  if (present !== undefined) return `A response with ${list(present)}${condition}`;
  if (form !== undefined)
    return `Whether ${list(form)} is absent, null or empty, or its type${condition}`;
  if (digits !== undefined) return `The number of digits of ${list(digits)}${condition}`;
  if (values !== undefined) return `The values of ${list(values)}${condition}`;
  if (answerTo !== undefined) return "Status and error code of a query for a missing task";
  if (body !== undefined) return `An error body of the shape \`${body}\``;
  if (responseOf !== undefined) return `A response of \`${responseOf}\``;
  if (host !== undefined) return "A response from a host that this contract does not list";
  throw new Error("An open question has a `settledBy` that tables.ts cannot describe.");
}

/** Map what can carry evidence by the name that the register uses for it. */
function annotatedFields(spec: Spec): Map<string, Annotated> {
  const fields = new Map<string, Annotated>();
  for (const [name, schema] of Object.entries(spec.components?.schemas ?? {})) {
    fields.set(`schemas.${name}`, schema);
    for (const [property, field] of Object.entries(schema.properties ?? {})) {
      fields.set(`${name}.${property}`, field);
    }
  }
  for (const { operation, parameters } of operationsOf(spec)) {
    fields.set(`operations.${operation.operationId}`, operation);
    for (const parameter of parameters) fields.set(`parameters.${parameter.name}`, parameter);
  }
  for (const [name, header] of headersOf(spec)) fields.set(`headers.${name}`, header);
  return fields;
}

function fieldOf(row: Difference, name: string, fields: Map<string, Annotated>): Annotated {
  const field = fields.get(name);
  if (field === undefined)
    throw new Error(`${row.id} in openapi/differences.yaml lists ${name}, which does not exist.`);
  return field;
}

/**
 * Return what the sources say about a row, each statement once. Fields of a row often share their
 * evidence; statements about some of them follow the names of these.
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

/** Shorten the name of a field to its last part, if no other name ends in it. */
function shortest(names: string[]): (name: string) => string {
  const last = (name: string) => name.replace(/^.*\./, "");
  return (name) => {
    const clear = names.filter((other) => last(other) === last(name)).length === 1;
    return `\`${clear ? last(name) : name}\``;
  };
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

/**
 * Put text on one line, and escape the bar that would end the cell and the `<` that would start an
 * element. Within a code span `<` is literal, and an entity would show.
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
