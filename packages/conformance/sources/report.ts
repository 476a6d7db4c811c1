import { stripVTControlCharacters } from "node:util";
import type { Source } from "../../../openapi/openapi.d.cts";
import { table } from "../../../scripts/generate/lib/tables.ts";
import type { Change, compare } from "./compare.ts";
import type { Modelled } from "./spec.ts";

/** What was found out about a source that has a package. */
export interface Watched {
  readonly title: string;
  /** The purl of the release that was read. */
  readonly package: string;
  /** Undefined if it is unknown. */
  readonly newest?: string;
  /** Between the two releases; undefined if they were not compared. */
  readonly changed?: ReturnType<typeof compare>;
  /** Why something is not known. */
  readonly problem?: string;
}

/** Write the report in Markdown. */
export function report(
  watched: readonly Watched[],
  modelled: ReadonlyMap<string, Modelled>,
  sources: readonly Source[],
): string {
  const pages = sources
    .filter(({ kind }) => kind === "reference-page")
    .sort((a, b) => order(a.published) - order(b.published) || compareText(a, b));
  const problems = watched.flatMap(({ title, problem }) =>
    problem === undefined ? [] : `- ${title}: ${code(oneLine(problem))}`,
  );
  return [
    "# What moved upstream",
    "Releases since those in the register of sources, and what they say differently.",
    table(
      ["Source", "Package in the register", "Newest"],
      watched.map((source) => [source.title, code(source.package), newest(source)]),
    ),
    ...watched.flatMap(({ title, package: purl, newest: version, changed }) =>
      changed === undefined || version === undefined
        ? []
        : [`## ${title}`, `${code(purl)} and ${code(version)}:`, ...differences(changed, modelled)],
    ),
    ...(problems.length === 0 ? [] : ["## Not reached", problems.join("\n")]),
    ...(pages.length === 0
      ? []
      : ["## Reference pages, by the date of the copy", pageTable(pages)]),
  ].join("\n\n");
}

/** Return the changes of each operation: in full what the spec models, and a line for the others. */
export function differences(
  changed: ReturnType<typeof compare>,
  modelled: ReadonlyMap<string, Modelled>,
): string[] {
  if (changed.size === 0) return ["No difference in operations, fields or values."];
  const ours = [...changed].flatMap(([name, changes]) => {
    const model = modelled.get(name);
    return model === undefined ? [] : operation(name, changes, model);
  });
  const others = [...changed]
    .filter(([name]) => !modelled.has(name))
    .map(([name, changes]) => `- ${code(name)}: ${brief(changes)}`);
  return [
    ...(ours.length === 0 ? ["No difference in the operations of the spec."] : ours),
    ...(others.length === 0 ? [] : ["### Not in the spec", others.join("\n")]),
  ];
}

function operation(name: string, changes: readonly Change[], model: Modelled): string[] {
  return [
    `### ${model.operationId}`,
    `Called ${code(name)} there.`,
    table(
      ["Of", "Older", "Newer", "Spec"],
      changes.map(({ of, was, is }) => [
        code(of),
        ...[was, is, model.statements.get(of)].map((said) =>
          said === undefined ? "-" : code(said),
        ),
      ]),
    ),
  ];
}

/** Leave out what a new field contains, and a new operation. */
function brief(changes: readonly Change[]): string {
  const call = changes.find(({ of }) => of === "method and path");
  if (call?.was === undefined && call?.is !== undefined) return `new, ${code(call.is)}`;
  if (call?.is === undefined && call?.was !== undefined) return `removed, ${code(call.was)}`;
  const isWithin = (inner: Change, outer: Change) =>
    [".", "[]"].some((sign) => inner.of.startsWith(`${outer.of}${sign}`)) &&
    ((outer.was === undefined && inner.was === undefined) ||
      (outer.is === undefined && inner.is === undefined));
  return changes
    .filter((change) => !changes.some((other) => isWithin(change, other)))
    .map(({ of, was, is }) => {
      if (was === undefined) return `${code(of)} is new`;
      if (is === undefined) return `${code(of)} is removed`;
      return `${code(of)} was ${code(was)}, is ${code(is)}`;
    })
    .join("; ");
}

function newest({ package: purl, newest: version, changed, problem }: Watched): string {
  if (version === undefined) return "unknown";
  if (purl.endsWith(`@${version}`)) return "the same";
  if (changed !== undefined) return `${code(version)}, compared below`;
  return problem === undefined ? `${code(version)}, not compared` : `${code(version)}, not reached`;
}

function pageTable(pages: readonly Source[]): string {
  return table(
    ["Published", "Read", "Page"],
    pages.map(({ published, read, title, url = "unknown" }) => [
      published,
      read,
      url === "unknown" ? title : `[${title}](${url})`,
    ]),
  );
}

/** The oldest first, and those without a date before them. */
function order(published: string): number {
  const [, year, month = "01", day = "01"] =
    /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(published) ?? [];
  return year === undefined ? 0 : Date.parse(`${year}-${month}-${day}`);
}

function compareText(a: Source, b: Source): number {
  return a.title < b.title ? -1 : 1;
}

/** Text of others is shown as it is: in a code span, where neither HTML nor a link is one. */
function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

/** Return the line of a tool's output that says most, and not more than fits in a line. */
function oneLine(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split("\n")
    .map((line) => line.trim());
  return (lines.find((line) => /error/i.test(line)) ?? lines[0] ?? "").slice(0, 300);
}
