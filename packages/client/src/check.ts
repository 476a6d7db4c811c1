import { DisConfigError, type ErrorContext } from "./errors.js";

/** The values an option may have, in words, and the test for them. */
export type Rule = readonly [words: string, test: (value: unknown) => boolean];

// A timer with a longer delay fires at once.
const whole = (least: number): Rule => [
  `a whole number from ${least} to 2147483647`,
  (value) => Number.isInteger(value) && Number(value) >= least && Number(value) < 2 ** 31,
];
export const positive = whole(1);
export const notNegative = whole(0);
export const ofType = (...types: string[]): Rule => [
  `of type ${types.join(" or ")}`,
  (value) => value !== null && types.includes(typeof value),
];

export const signalRule: Rule = [
  "an AbortSignal",
  (signal) =>
    ["throwIfAborted", "addEventListener", "removeEventListener"].every(
      (method) => typeof Object(signal)[method] === "function",
    ),
];

/** @throws DisConfigError unless the value obeys the rule. It names the option and never the value. */
export function check(
  option: string,
  value: unknown,
  [words, test]: Rule,
  context?: ErrorContext,
): void {
  if (!test(value)) throw new DisConfigError(`${option} must be ${words}`, context);
}

/** Options with their defaults; those named by `None` have no default. */
export type Filled<T, None extends keyof T = never> = {
  readonly [Name in keyof T]-?: Name extends None ? T[Name] : NonNullable<T[Name]>;
};

/** For each option, the rule for its value and its default. */
export type Table<T> = { readonly [Name in keyof T]: readonly [rule: Rule, fallback: T[Name]] };

/**
 * Return the options of a table, with the default of each that is missing or undefined.
 *
 * @param group what holds the options, for messages; none for the options of a function.
 * @throws DisConfigError for the first option that is unknown or wrong.
 */
export function readOptions<T extends object>(
  group: string,
  given: unknown,
  table: Table<T>,
  context?: ErrorContext,
): T {
  check(group || "options", given, ofType("object"), context);
  const prefix = group && `${group}.`;
  const known = Object.keys(table);
  for (const name of Object.keys(Object(given))) {
    if (known.includes(name)) continue;
    throw new DisConfigError(`${prefix}${name} is not an option; use ${known.join(", ")}`, context);
  }
  const values: Readonly<Record<string, unknown>> = Object(given);
  const result: Record<string, unknown> = {};
  for (const [name, [rule, fallback]] of Object.entries<Table<T>[keyof T]>(table)) {
    const { [name]: value = fallback } = values;
    if (value !== fallback) check(prefix + name, value, rule, context);
    result[name] = value;
  }
  // Each value has passed the rule of its name, which is at least as strict as its type.
  return result as T;
}
