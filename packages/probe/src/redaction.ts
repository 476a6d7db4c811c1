import { isRecord } from "./json.js";
import { plain, sensitiveNames } from "./spec.js";

/** Replaces a value that is not shown. */
const withheld = "[withheld]";

/** Names of undocumented fields that are treated as secrets. */
const secretName =
  /passw|passphrase|pwd|secret|token|credential|private_?key|signature|(^|_)[as]k$/i;

/** Whether the values of a field are never shown, because of the spec or of its name. */
export function isSensitive(name: string): boolean {
  return sensitiveNames.has(plain(name)) || secretName.test(name);
}

/** Ignore case. ASCII only: the lower case of other letters can depend on what follows. */
function fold(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * Decides which parts of a response may be shown. Reports are made to be posted, so no string from a
 * response is shown unless the spec contains it. There are two exceptions, which are the findings
 * that the report is for: undocumented keys, and values that a list lacks. They are shown only if
 * they look like identifiers of a program (`word`, `key`): ids, tokens and most names have digits,
 * hyphens or blanks, and a string that occurs elsewhere, in the command or as a value, is excluded.
 * A name that a user chose can still look like that; the README says so.
 */
export class Redaction {
  readonly #withValues: boolean;
  /** Credentials and values of sensitive fields. In lower case, like the other sets. */
  readonly #secrets = new Set<string>();
  /** Names in the command; a string that contains one is not shown either. */
  readonly #names = new Set<string>();
  /** Strings in the responses. */
  readonly #texts = new Set<string>();

  constructor(withValues: boolean, secrets: readonly string[], names: readonly string[]) {
    this.#withValues = withValues;
    for (const secret of secrets) this.#addSecret(secret);
    for (const name of names) this.#names.add(fold(name));
  }

  #addSecret(secret: string): void {
    // An echo may escape characters between longer runs of letters and digits.
    for (const piece of [secret, ...(secret.match(/[a-z\d]{8,}/gi) ?? [])]) {
      if (piece !== "") this.#secrets.add(fold(piece));
    }
  }

  /** Remember the strings of a value that is not the service's own word. */
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

  /** Return an undocumented key if it may be shown; it may be data, as in a map of names. */
  key(key: string): string | undefined {
    if (this.#withValues) return this.#holdsSecret(key) ? undefined : key;
    return /^(?=.{1,40}$)[A-Za-z]+\d?(?:_[A-Za-z]+\d?)*$/.test(key) && this.#isNew(key)
      ? key
      : undefined;
  }

  /** Return a value that a list of the spec lacks, if it may be shown. */
  word(value: string): string | undefined {
    // An empty string reveals nothing.
    if (value === "") return value;
    return /^(?=.{1,32}$)[A-Za-z]+(?:_[A-Za-z]+)*$/.test(value) && this.#isNew(value)
      ? value
      : undefined;
  }

  /** Return a line with some values, for `--with-values`. */
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
    // Shorter names are contained in too many words.
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

/** Return any text as a code span of Markdown, also for use in a table. */
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
