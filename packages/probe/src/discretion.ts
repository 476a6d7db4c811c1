import { isRecord } from "./json.js";
import { plain, sensitiveNames } from "./spec.js";

/** Instead of what is not shown. */
const withheld = "[withheld]";

/** Names of fields that nobody documented and that had better be taken for secrets. */
const secretName =
  /passw|passphrase|pwd|secret|token|credential|private_?key|signature|(^|_)[as]k$/i;

/** Whether the values of a field are never shown, by the spec or by its name. */
export function isSensitive(name: string): boolean {
  return sensitiveNames.has(plain(name)) || secretName.test(name);
}

/** Without regard to case. ASCII only: of other letters, the lower case depends on what follows. */
function fold(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * Decides what of an answer may be shown. The report is made to be posted, so that the rule is: no
 * text of an answer, unless it stands in the spec. Two exceptions are the very findings that the
 * report is for, keys that nobody documented and values that a list lacks. Either is shown only if
 * it is plainly a word of a program (`word`, `key`): ids, tokens and most names have digits,
 * hyphens or blanks, and what occurs anywhere else, in the command or as a value, is no such word.
 * A name that somebody gave can still be a plain word; the readme says so.
 */
export class Discretion {
  readonly #withValues: boolean;
  /** Credentials, and what came in sensitive fields. In lower case, as are the others. */
  readonly #secrets = new Set<string>();
  /** What the command names: neither it nor anything that it is a part of. */
  readonly #names = new Set<string>();
  /** Texts of the answers. */
  readonly #texts = new Set<string>();

  constructor(withValues: boolean, secrets: readonly string[], names: readonly string[]) {
    this.#withValues = withValues;
    for (const secret of secrets) this.#addSecret(secret);
    for (const name of names) this.#names.add(fold(name));
  }

  #addSecret(secret: string): void {
    // An echo may have escaped what is between the longer runs of letters and digits.
    for (const piece of [secret, ...(secret.match(/[a-z\d]{8,}/gi) ?? [])]) {
      if (piece !== "") this.#secrets.add(fold(piece));
    }
  }

  /** Learns the texts of a value that is no word of the service's own. */
  learn(value: unknown, sensitive: boolean): void {
    if (typeof value === "string") {
      if (sensitive) this.#addSecret(value);
      else this.#texts.add(fold(value));
    } else if (typeof value === "number") {
      if (sensitive) this.#addSecret(String(value));
    } else if (Array.isArray(value)) {
      for (const item of value) this.learn(item, sensitive);
    } else if (isRecord(value)) {
      for (const [key, inner] of Object.entries(value)) {
        this.learn(inner, sensitive || isSensitive(key));
      }
    }
  }

  /** A key that nobody documented; undefined when it may be data, as in a map of names. */
  key(key: string): string | undefined {
    if (this.#withValues) return this.#holdsSecret(key) ? undefined : key;
    return /^(?=.{1,40}$)[A-Za-z]+\d?(?:_[A-Za-z]+\d?)*$/.test(key) && this.#isNew(key)
      ? key
      : undefined;
  }

  /** A value that a list of the spec lacks; undefined when it may be something else. */
  word(value: string): string | undefined {
    // Nothing is known of somebody by a text without a character.
    if (value === "") return value;
    return /^(?=.{1,32}$)[A-Za-z]+(?:_[A-Za-z]+)*$/.test(value) && this.#isNew(value)
      ? value
      : undefined;
  }

  /** A line with some values, when values are wanted. */
  values(values: readonly unknown[], sensitive: boolean): string[] {
    if (!this.#withValues) return [];
    const shown = values.map((value) =>
      JSON.stringify(sensitive ? withheld : this.#withoutSecrets(value)),
    );
    const different = [...new Set(shown)];
    const more = different.length > 3 ? `, and ${different.length - 3} more` : "";
    return [`Values: ${different.slice(0, 3).map(code).join(", ")}${more}.`];
  }

  #withoutSecrets(value: unknown): unknown {
    if (typeof value === "string") return this.#holdsSecret(value) ? withheld : value;
    if (Array.isArray(value)) return value.map((item) => this.#withoutSecrets(item));
    if (!isRecord(value)) return this.#holdsSecret(String(value)) ? withheld : value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        this.#holdsSecret(key) ? withheld : key,
        isSensitive(key) ? withheld : this.#withoutSecrets(inner),
      ]),
    );
  }

  #isNew(text: string): boolean {
    const lower = fold(text);
    // Of names with fewer letters, too much is a part.
    const isPart = [...this.#names].some(
      (name) => lower === name || (name.length > 3 && lower.includes(name)),
    );
    return !this.#holdsSecret(text) && !isPart && !this.#texts.has(lower);
  }

  #holdsSecret(text: string): boolean {
    const lower = fold(text);
    return [...this.#secrets].some(
      (secret) => lower === secret || (secret.length > 3 && lower.includes(secret)),
    );
  }
}

/** A text as a code span of Markdown, whatever is in it, in a table too. */
export function code(text: string): string {
  const line = text.replaceAll(/[\p{C}|]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
  const short = line.length > 300 ? `${line.slice(0, 300)}…` : line;
  const fence = "`".repeat(Math.max(0, ...(short.match(/`+/g) ?? []).map((run) => run.length)) + 1);
  const space = short.startsWith("`") || short.endsWith("`") || short === "" ? " " : "";
  return `${fence}${space}${short}${space}${fence}`;
}
