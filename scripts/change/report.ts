import { markdownTable } from "markdown-table";
import { type Change, type Grade, grades, highest } from "../../openapi/rules/diff.ts";
import { root } from "../generate/lib/spec.ts";
import type { Base, Changeset } from "./base.ts";
import { type Place, sourceOf } from "./source.ts";

export interface Row extends Place {
  spec: string;
  grade: Grade;
  /** `default` when no rule judged: what is added is minor, everything else a patch. */
  rule: string;
  message: string;
  /** Where in the bundle it is used first. */
  path: string;
}

export interface Report {
  base: string;
  /** The version of the base, and the lowest that the changes allow. */
  version: string;
  next: string;
  needs: Grade;
  changesets: Changeset[];
  changes: Row[];
  /** What is missing, and the command that adds it. */
  problem?: string;
}

/** Grade a change and find its place in the YAML. */
export function rowOf(spec: string, change: Change): Row {
  const { base, impact, kind, path, property, revision, verdicts } = change;
  const verdict = verdicts.find((other) => other.impact === impact);
  // What was removed has no place any more, but what held it has.
  const pointer = kind === "removed" ? base?.pointer.replace(/\/[^/]*$/, "") : revision?.pointer;
  const name = path.replace(/^.*\/(?!\d+$)/, "").replaceAll("~1", "/");
  return {
    spec,
    grade: impact,
    rule: verdict?.ruleId ?? "default",
    message:
      verdict?.message ??
      (property === undefined
        ? `\`${name}\` was ${kind}.`
        : `\`${property}\` of \`${name}\` changed.`),
    path,
    ...sourceOf(new URL("openapi/", root), spec, pointer ?? "#/"),
  };
}

/** Hold the changes against the changesets. */
export function reportOf(
  { name }: Base,
  version: string,
  changes: Row[],
  changesets: Changeset[],
): Report {
  const grade = highest(changes.map((row) => row.grade));
  // Semantic versioning allows everything below 1.0.0. A minor version says that something broke.
  const needs = grade === "major" && version.startsWith("0.") ? "minor" : grade;
  const has = highest(changesets.map(({ level }) => level));
  const report = {
    base: name,
    version,
    next: bump(version, needs),
    needs,
    changesets,
    changes: grades.flatMap((other) => changes.filter((row) => row.grade === other)),
  };
  if (highest([has, needs]) === has) return report;
  const found =
    has === "none"
      ? "no changeset was added"
      : `the changesets added since ask for a ${has} version`;
  return {
    ...report,
    problem: `The spec changed in a way that needs a ${needs} version, and ${found}. Run "npx changeset" and choose ${needs} for @dis-openapi/spec and for the packages whose users notice.`,
  };
}

function bump(version: string, level: Grade): string {
  const [major = 0, minor = 0, patch = 0] = version
    .split(".")
    .map((part) => Number.parseInt(part, 10));
  if (level === "major") return `${major + 1}.0.0`;
  if (level === "minor") return `${major}.${minor + 1}.0`;
  return level === "patch" ? `${major}.${minor}.${patch + 1}` : version;
}

export const formats = {
  json: (report: Report) => JSON.stringify(report, undefined, 2),
  markdown: (report: Report) =>
    [
      summary(report),
      ...(report.changes.length === 0
        ? []
        : [
            markdownTable([
              ["grade", "change", "rule", "source"],
              ...report.changes.map((row) => [
                row.grade,
                row.message.replaceAll("|", "\\|"),
                `\`${row.rule}\``,
                `\`${placeOf(row)}\``,
              ]),
            ]),
          ]),
    ].join("\n\n"),
  text: (report: Report) =>
    [
      ...report.changes.map(
        (row) => `${row.grade.padEnd(5)}  ${placeOf(row)}\n       ${row.message} (${row.rule})`,
      ),
      summary(report),
    ].join("\n"),
};

function placeOf({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`;
}

function summary({ base, changes, changesets, needs, next, version }: Report): string {
  if (changes.length === 0) return `The spec is that of ${base} (${version}).`;
  const count = (grade: Grade) => `${changes.filter((row) => row.grade === grade).length} ${grade}`;
  const pending = changesets.map(({ file, level }) => `${file} (${level})`).join(", ") || "none";
  return `Since ${base} (${version}): ${count("major")}, ${count("minor")}, ${count("patch")}. The packages need a ${needs} version, ${next}. Changesets since then: ${pending}.`;
}
