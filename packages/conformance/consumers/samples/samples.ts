import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** The root of the repository. */
export const root = new URL("../../../../", import.meta.url);

/** A file by its path from the root, or a code block by its first line there. */
export interface Code {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Read every file of the repository whose path matches. */
export function filesLike(pattern: RegExp): Code[] {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", list, { cwd: root, encoding: "utf8" }).split("\0");
  return [...new Set(files)]
    .filter((file) => pattern.test(file) && existsSync(new URL(file, root)))
    .map((file) => ({ file, line: 1, text: readFileSync(new URL(file, root), "utf8") }));
}

/** Languages of code blocks that are not programs of ours. */
const otherLanguages = ["sh", "text", "yaml", "json"];

/**
 * Find the TypeScript blocks of Markdown or of JSDoc comments.
 *
 * @throws Error for a block in another language and for an `@example` without a block, by place:
 *   nothing would notice when it becomes wrong.
 */
export function blocksIn({ file, text }: Code): Code[] {
  const lineAt = (index: number) => text.slice(0, index).split("\n").length;
  for (const { index } of text.matchAll(/^[/* ]+@example\b(?!\n[* ]*```ts\n)/gm)) {
    throw new Error(`${file}:${lineAt(index)}: @example needs a \`\`\`ts block on the next line`);
  }
  const fences = text.matchAll(/^([ >*]*)```(.*)\n([\s\S]*?)^[ >*]*```$/gm);
  return [...fences].flatMap(({ index, 1: prefix = "", 2: language = "", 3: code = "" }) => {
    if (otherLanguages.includes(language)) return [];
    const line = lineAt(index);
    if (language !== "ts") throw new Error(`${file}:${line}: unexpected language "${language}"`);
    const lines = code.split("\n").map((each) => each.slice(prefix.length));
    return [{ file, line: line + 1, text: lines.join("\n") }];
  });
}

/**
 * Compare a block with the examples: its imports must be imports of one of them, and its other
 * lines consecutive lines of the same one. Indentation does not count.
 *
 * @returns the first line that differs from the most similar example; undefined when one matches.
 */
export function differenceOf(block: Code, examples: readonly Code[]): string | undefined {
  const wanted = split(block);
  let closest = { matched: -1, problem: `${block.file}:${block.line}: no example to compare with` };
  for (const example of examples) {
    const { imports, body } = split(example);
    const missing = wanted.imports.find((each) => !imports.includes(each));
    for (const start of body.keys()) {
      const matched = wanted.body.findIndex(({ text }, at) => text !== body[start + at]?.text);
      if (matched === -1 && missing === undefined) return undefined;
      const weight = matched === -1 ? wanted.body.length : matched;
      if (weight <= closest.matched) continue;
      const [here, there] = [wanted.body[matched], body[start + weight]];
      const problem =
        here === undefined
          ? `${block.file}:${block.line}: ${example.file} does not have "${missing}"`
          : `${block.file}:${here.line}: "${here.text}" is not in ${example.file}:${there?.line ?? "end"}`;
      closest = { matched: weight, problem };
    }
  }
  return closest.problem;
}

/** Separate the import statements, each on one line, from the lines after them. */
function split({ text, line }: Code) {
  const imports: string[] = [];
  const rest = text.replace(/^import\b[\s\S]*?;$/gm, (statement) => {
    imports.push(statement.replace(/\s+/g, " ").replace(", }", " }"));
    return statement.replace(/[^\n]/g, "");
  });
  const numbered = rest.split("\n").map((each, at) => ({ text: each.trim(), line: line + at }));
  const full = numbered.filter((each) => each.text !== "");
  const [first, last] = [full[0]?.line ?? line, full.at(-1)?.line ?? line - 1];
  const body = numbered.slice(first - line, last - line + 1);
  return { imports, body };
}

/**
 * Compare what a program printed with its `//=>` comments, where `…` marks one word that varies.
 *
 * @returns the first difference; undefined when there is none.
 */
export function wrongOutput(program: Code, printed: readonly string[]): string | undefined {
  const expected = program.text.split("\n").flatMap((code, index) => {
    const [, text] = /\/\/=> ?(.*)$/.exec(code) ?? [];
    return text === undefined ? [] : [{ text, place: `${program.file}:${program.line + index}` }];
  });
  for (const [index, { text, place }] of expected.entries()) {
    const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", "[^\\s)]+");
    const line = printed[index];
    if (line === undefined || !new RegExp(`^${escaped}$`).test(line)) {
      return `${place}: expected "${text}", printed ${line === undefined ? "nothing more" : `"${line}"`}`;
    }
  }
  const extra = printed.slice(expected.length);
  return extra.length > 0
    ? `${program.file}: printed "${extra.join("\n")}" without a //=> comment`
    : undefined;
}
