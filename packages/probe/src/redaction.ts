import { isRecord } from "./json.js";
import { plain, sensitiveNames, vocabulary, wordsIn } from "./spec.js";

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

/** More unknown keys than this in one schema are treated as data, as in a map. */
const maxNewKeys = 20;

/** Whether there are so many different keys that they are data. */
export function isMapOf(keys: Iterable<string>): boolean {
  return new Set(keys).size > maxNewKeys;
}

const keyForm = /^(?=.{1,40}$)[A-Za-z]+\d?(?:_[A-Za-z]+\d?)*$/;
const wordForm = /^(?=.{1,32}$)[A-Za-z]+(?:_[A-Za-z]+)*$/;

/** Whether a value looks like a word of the service. */
export function looksLikeWord(value: string): boolean {
  return wordForm.test(value);
}

/** Shorter parts of names are contained in too many words. */
const minPart = 4;

/**
 * Decides which parts of a response may be shown. Reports are made to be posted, so no string from a
 * response is shown unless the spec contains it. There are two exceptions, which are the findings
 * that the report is for: undocumented keys, and values that a list lacks. They are shown only if
 * they look like identifiers of a program (`word`, `key`): ids, tokens and most names have digits,
 * hyphens or blanks. Excluded is what shares a part of four or more letters with a name in the command
 * or a string elsewhere in the responses, however it is written: `acmeLag` beside `ACME-orders`. The
 * words of the spec are no such parts. A name that a user chose can still look like an identifier; the
 * README says so.
 */
export class Redaction {
  readonly #withValues: boolean;
  /** Credentials and values of sensitive fields. In lower case, like the other sets. */
  readonly #secrets = new Set<string>();
  /** Names in the command and strings in the responses. */
  readonly #texts = new Set<string>();
  /** Parts of them; an identifier that contains one is not shown. */
  readonly #parts = new Set<string>();
  /** All of them; an identifier with a part that one contains is not shown. */
  #all = "";

  constructor(withValues: boolean, secrets: readonly string[], names: readonly string[]) {
    this.#withValues = withValues;
    for (const secret of secrets) this.#addSecret(secret);
    for (const name of names) {
      this.#addText(name);
      // Also if it is a word of the spec.
      this.#addPart(plain(name));
    }
  }

  #addText(text: string): void {
    if (this.#texts.has(fold(text))) return;
    this.#texts.add(fold(text));
    this.#all += ` ${fold(text)}`;
    for (const part of [plain(text), ...wordsIn(text)]) {
      if (!vocabulary.has(part)) this.#addPart(part);
    }
  }

  #addPart(part: string): void {
    if (part.length >= minPart) this.#parts.add(part);
  }

  #addSecret(secret: string): void {
    this.#addText(secret);
    // An echo may escape characters between longer runs of letters and digits.
    for (const piece of [secret, ...(secret.match(/[a-z\d]{8,}/gi) ?? [])]) {
      if (piece !== "") this.#secrets.add(fold(piece));
    }
  }

  /** Remember the strings of a value that is not the service's own word. */
  learn(value: unknown, sensitive: boolean): void {
    if (typeof value === "string") {
      if (sensitive) this.#addSecret(value);
      else this.#addText(value);
    } else if (typeof value === "number") {
      if (sensitive) this.#addSecret(String(value));
    } else if (Array.isArray(value)) {
      for (const item of value) this.learn(item, sensitive);
    } else if (isRecord(value)) {
      for (const [key, inner] of Object.entries(value)) {
        // Such a key is data, as in a map, and another may repeat a part of it.
        if (!keyForm.test(key)) this.#addText(key);
        this.learn(inner, sensitive || isSensitive(key));
      }
    }
  }

  /** Return an undocumented key if it may be shown; it may be data, as in a map of names. */
  key(key: string): string | undefined {
    if (this.#withValues) return this.#holdsSecret(key) ? undefined : key;
    return keyForm.test(key) && this.#isNew(key) ? key : undefined;
  }

  /** Return a value that a list of the spec lacks, if it may be shown. */
  word(value: string): string | undefined {
    // An empty string reveals nothing.
    if (value === "") return value;
    return looksLikeWord(value) && this.#isNew(value) ? value : undefined;
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
    if (this.#holdsSecret(text) || this.#texts.has(fold(text))) return false;
    const whole = plain(text);
    for (let start = 0; start < whole.length; start++) {
      for (let end = start + minPart; end <= whole.length; end++) {
        if (this.#parts.has(whole.slice(start, end))) return false;
      }
    }
    return !wordsIn(text).some(
      (word) => word.length >= minPart && !vocabulary.has(word) && this.#all.includes(word),
    );
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
