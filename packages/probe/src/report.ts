import { bodyFindings, type Context, type Finding } from "./findings.js";
import { groupBy } from "./group.js";
import { type Reply, replies } from "./open-questions.js";
import { block, type Lines } from "./paste.js";
import { type Outcome, taskLabel } from "./query.js";
import { code } from "./redaction.js";
import { type Examined, responseFindings, shownCode } from "./responses.js";
import { publicHost, spec } from "./spec.js";
import type { ObjectSeen, Seen } from "./walk.js";
import { list } from "./words.js";

interface Material {
  readonly outcome: Outcome;
  readonly examined: readonly Examined[];
  readonly seen: Seen;
  readonly withValues: boolean;
  readonly time: Date;
  /** Why the responses are not those of the live service. */
  readonly notLive: string | undefined;
}

/** Return the report, in Markdown. */
export function report(material: Material, context: Context): string {
  const { outcome, examined, seen, withValues, time, notLive } = material;
  const { responses, gaps, address } = outcome;
  const successes = examined.filter(({ success }) => success).map(({ number }) => number);
  const findings = [
    ...responseFindings(examined, seen, context),
    ...bodyFindings(seen, new Set(successes), context),
  ];
  const questions = replies({ seen, examined, address }, context);
  const cited =
    !notLive && JSON.stringify([findings, questions]).includes(JSON.stringify(context.source));
  const open = questions.filter(({ state }) => state === "no observation");
  return [
    "# Responses of DIS compared with their OpenAPI description",
    ...(notLive
      ? [`**Not the live service: ${notLive}. Nothing in this report is evidence for the spec.**`]
      : []),
    [
      `- Spec: ${spec.info.version}`,
      `- Time: ${time.toISOString()}`,
      `- Host: ${publicHost(address)?.host ?? "not shown"}`,
      `- Responses: ${responses.length}, successful: ${successes.length}`,
      ...gaps.map((gap) => `- Missing: ${gap}`),
    ].join("\n"),
    withValues
      ? "**Do not post this report: it contains names, ids and other values of yours.**"
      : "This report withholds values, ids and names of the account. Check the undocumented keys and list values before you post it: they are shown if they look like words of the service.",
    "## Responses",
    table(
      ["Response", "Operation", "Query", "Status", "Code", "Body"],
      examined.map((one) => [
        String(one.number),
        one.operation.operationId,
        taskLabel(one.task),
        String(one.status),
        shownCode(one) ?? "",
        one.shape ?? one.problem ?? "another shape",
      ]),
    ),
    ...spellings(seen.objects),
    "## Findings",
    findings.length === 0
      ? "None: the responses match the spec."
      : "The first line of each block says where in the spec its lines go: add keys to the existing ones, and items to the end of a list.",
    ...findings.map(finding),
    "## Open questions",
    "This report is one observation: it answers for its tasks, its region and its day.",
    ...questions.filter(({ state }) => state !== "no observation").map(reply),
    ...(open.length === 0
      ? []
      : [`No observation: ${list(open.map(({ question }) => question.id))}.`]),
    ...(cited
      ? [
          "## Source",
          "The evidence above refers to this source: add it once.",
          block(context.newSource),
        ]
      : []),
  ]
    .join("\n\n")
    .concat("\n");
}

function finding({ title, text, lines }: Finding, index: number): string {
  return [`### ${index + 1}. ${title}`, ...text, ...together(lines).map(block)].join("\n\n");
}

function reply({ question, state, text, lines }: Reply): string {
  return [
    `### ${question.id}, ${state}: ${question.asks}`,
    text.map((line) => `- ${line}`).join("\n"),
    ...together(lines).map(block),
  ].join("\n\n");
}

/** Merge the lines for several properties of one schema into one block. */
function together(lines: readonly Lines[]): Lines[] {
  const parent = ({ pointer }: Lines) => /^(.*\/properties)\/[^/]+$/.exec(pointer)?.[1];
  const groups = groupBy(lines.entries(), ([index, one]) => one.file + (parent(one) ?? index));
  return [...groups.values()].flatMap((group) => {
    const [[, first]] = group;
    const pointer = parent(first);
    if (group.length === 1 || pointer === undefined) return [first];
    const entries = group.map(([, one]) => [one.pointer.slice(pointer.length + 1), one.value]);
    return [{ file: first.file, pointer, value: Object.fromEntries(entries) }];
  });
}

/** Count which of two keys was sent, and which shape of a schema that has deprecated fields. */
function spellings(objects: readonly ObjectSeen[]): string[] {
  const rows = [...groupBy(objects, ({ at }) => at.name)].flatMap(([name, group]) => {
    const properties = Object.entries(group[0].schema.properties ?? {});
    const compare = (label: string, first: readonly string[], second: readonly string[]) => {
      const has = ({ value }: ObjectSeen, keys: readonly string[]) =>
        keys.some((key) => Object.hasOwn(value, key));
      const number = (one: boolean, other: boolean) =>
        group.filter((object) => has(object, first) === one && has(object, second) === other)
          .length;
      const numbers = [number(true, false), number(false, true), number(true, true)];
      // Leave out a pair of keys neither of which was sent.
      return numbers.some(Boolean)
        ? [[label, ...[...numbers, number(false, false)].map(String)]]
        : [];
    };
    const old = properties.flatMap(([key, { deprecated }]) => (deprecated ? [key] : []));
    const current = properties.flatMap(([key]) => (old.includes(key) ? [] : [key]));
    return [
      ...properties.flatMap(([key, { "x-alias-of": documented }]) =>
        documented === undefined
          ? []
          : compare(
              `${code(`${name}.${documented}`)}, or its other spelling ${code(key)}`,
              [documented],
              [key],
            ),
      ),
      ...(old.length === 0
        ? []
        : compare(`${code(name)} in the current shape, or in the deprecated one`, current, old)),
    ];
  });
  return rows.length === 0
    ? []
    : [
        "## Spellings and shapes",
        table(["Pair", "Only the first", "Only the second", "Both", "Neither"], rows),
      ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
