import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** The root of the repository. */
export const root = new URL("../../../../", import.meta.url);

/** A piece of code that a reader sees, where it stands. */
export interface Sample {
  /** From the root of the repository. */
  readonly file: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  /** What its fence says it is; empty when that says nothing. */
  readonly language: string;
  readonly code: string;
  /** Stands in a sentence, not in a block of its own. */
  readonly inline?: true;
}

/** Where readers find samples: Markdown, the comments of what is published, the text of the spec. */
const places = [
  /^(?!packages\/[^/]+\/test\/).*\.md$/,
  /^packages\/[^/]+\/src\/(?!generated\/).*\.ts$/,
  /^openapi\/(?!generated\/|test\/).*\.yaml$/,
];

/** Files that are a sample as a whole, and that Node runs. */
const wholeFile = /^openapi\/code-samples\/.*\.ts$/;

/**
 * Packages that samples use and nothing in the repository does, each in the version that
 * `npm run test:packages` installs. Those samples run there.
 */
export const foreign = { undici: "7.30.2" };

/** Who is known to the mock that the samples talk to, by invented names and keys. */
const keys = { ak: "AKOFTHESAMPLES", sk: "secret-key-of-the-samples" };
const temporary = {
  ak: "AKOFANAGENCY",
  sk: "secret-key-of-an-agency",
  securityToken: "security-token",
};
const user = { name: "my-user", password: "password-of-my-user" };
export const known = { accessKeys: [keys, temporary], users: [user] };

/** The environment of a sample. */
export function environment(endpoint: string): Record<string, string> {
  const { ak: access, sk: secret, securityToken: securitytoken } = temporary;
  return {
    DIS_ENDPOINT: endpoint,
    HUAWEICLOUD_SDK_AK: keys.ak,
    HUAWEICLOUD_SDK_SK: keys.sk,
    HUAWEICLOUD_SDK_PROJECT_ID: "0123456789abcdef0123456789abcdef",
    AK: keys.ak,
    SK: keys.sk,
    TOKEN: "any-token",
    PASSWORD: user.password,
    SAMPLE_CREDENTIAL: JSON.stringify({ access, secret, securitytoken }),
  };
}

/** Every sample that git knows of, or would if it were added. */
export function allSamples(): Sample[] {
  const files = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { cwd: root, encoding: "utf8" },
  ).split("\0");
  return [...new Set(files)].sort().flatMap((file) => {
    const path = new URL(file, root);
    const isPlace = places.some((place) => place.test(file));
    if (!(isPlace || wholeFile.test(file)) || !existsSync(path)) return [];
    const text = readFileSync(path, "utf8");
    return isPlace ? samplesIn(file, text) : [{ file, line: 1, language: "ts", code: text }];
  });
}

/** What may stand before a fence: an indent, a quote, a list's mark, the star of a comment. */
const fence = /^([\s>*+-]*(?:\d+\.\s+)?)(`{3,}|~{3,})\s*([^\s`]*)[^`]*$/;

/**
 * The samples of a text: every block between fences, whatever its language; in Markdown every
 * command and every import in a sentence; in a comment every `@example`, which has to have a block.
 *
 * @throws Error when a block has no end.
 */
export function samplesIn(file: string, text: string): Sample[] {
  const samples: Sample[] = [];
  const lines = text.split("\n");
  const prose: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const [, prefix, mark, language] = fence.exec(line) ?? [];
    if (prefix === undefined || mark === undefined || language === undefined) {
      prose.push(line);
      if (file.endsWith(".ts") && /^\s*\/?\*+\s*@example\b/.test(line)) {
        const isBlock = fence.test(lines[at + 1] ?? "");
        if (!isBlock) samples.push({ file, line: at + 1, language: "", code: line });
      }
      continue;
    }
    const end = lines.findIndex(
      (other, index) => index > at && isEnd(other.slice(prefix.length), mark),
    );
    if (end === -1) throw new Error(`${file}:${at + 1}: this block has no end`);
    const code = lines.slice(at + 1, end).map((each) => each.slice(prefix.length));
    samples.push({ file, line: at + 2, language, code: code.join("\n") });
    prose.push(...lines.slice(at, end + 1).map(() => ""));
    at = end;
  }
  return file.endsWith(".md") ? [...samples, ...spansIn(file, prose.join("\n"))] : samples;
}

function isEnd(line: string, mark: string): boolean {
  const text = line.trim();
  return text.length >= mark.length && text === mark.charAt(0).repeat(text.length);
}

/** Commands and imports in sentences. A span may go on in the next line, not in the next paragraph. */
function spansIn(file: string, prose: string): Sample[] {
  return [...prose.matchAll(/`((?:[^`\n]|\n(?!\n))+)`/g)].flatMap(({ 1: span = "", index }) => {
    const code = span.replace(/\s+/g, " ").trim();
    const isCommand = /^(npm|npx|node|curl|git) /.test(code);
    if (!isCommand && !code.startsWith("import ")) return [];
    const line = prose.slice(0, index).split("\n").length;
    return [{ file, line, language: isCommand ? "sh" : "ts", code, inline: true as const }];
  });
}

export function placeOf({ file, line }: Pick<Sample, "file" | "line">): string {
  return `${file}:${line}`;
}

/** The lines that a sample says it prints: what stands behind `//=>`, each with its place. */
function promisesOf(sample: Sample): { readonly place: string; readonly text: string }[] {
  return sample.code.split("\n").flatMap((code, index) => {
    const [, text] = /\/\/=> ?(.*)$/.exec(code) ?? [];
    const line = sample.line + index;
    return text === undefined ? [] : [{ place: placeOf({ ...sample, line }), text }];
  });
}

/** What is wrong with what a sample printed, by place; undefined when it is what it says. */
export function wrongIn(sample: Sample, printed: string): string | undefined {
  const promises = promisesOf(sample);
  const lines = printed === "" ? [] : printed.replace(/\n$/, "").split("\n");
  for (const [index, { place, text }] of promises.entries()) {
    const line = lines[index];
    if (line === undefined) return `${place}: says "${text}", prints nothing more`;
    if (!isAs(text, line)) return `${place}: says "${text}", prints "${line}"`;
  }
  const unsaid = lines.slice(promises.length);
  if (unsaid.length === 0) return undefined;
  return `${placeOf(sample)}: does not say that it prints "${unsaid.join("\n")}"`;
}

/** Whether a line is what was said of it, where `…` stands for one word, another each time. */
function isAs(said: string, line: string): boolean {
  const parts = said.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^\\s)]+")}$`).test(line);
}

/** Names of packages that a sample imports, other than Node's and those of this repository. */
export function foreignImports({ code }: Sample): string[] {
  return [...code.matchAll(/^import\b[^"]*"([^"]+)"/gm)]
    .map(([, name = ""]) => name)
    .filter((name) => !/^(node:|@dis-openapi\/)/.test(name));
}

/** What comes before each sample, as a program: see there. */
export function given(): string {
  return readFileSync(new URL("../samples/given.ts", import.meta.url), "utf8");
}

/** The file of a sample's program in a project: from it, a compiler's message finds its way back. */
export function programName({ file, line }: Sample): string {
  return `${file.replaceAll("/", "+")}.${line}.ts`;
}

/** The sample as a program, its lines at the places where they stand in their file. */
export function programOf({ line, code }: Sample): string {
  return `${"\n".repeat(line - 1)}${code}\n`;
}

/** The programs of samples, by their files. */
export function programsOf(samples: readonly Sample[]): Record<string, string> {
  return Object.fromEntries(samples.map((sample) => [programName(sample), programOf(sample)]));
}

/** What a compiler has to be told for samples, beside what it is told for every program. */
export const sampleOptions = { moduleDetection: "force", verbatimModuleSyntax: true };

/** A compiler's messages about programs, with the places in the files that these are of. */
export function inPlace(messages: string): string {
  return messages.replace(
    /([^\s/]+)\.\d+\.ts\((\d+),(\d+)\)/g,
    (_, name: string, line, column) => `${name.replaceAll("+", "/")}:${line}:${column}`,
  );
}
