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

/** @throws DisConfigError unless the value obeys the rule. It names the option and never the value. */
export function check(
  option: string,
  value: unknown,
  [words, test]: Rule,
  context?: ErrorContext,
): void {
  if (!test(value)) throw new DisConfigError(`${option} must be ${words}`, context);
}

/**
 * The defaults, with the options in their place that are given and not undefined.
 *
 * @throws DisConfigError for the first option that is unknown or wrong.
 */
export function withDefaults<T extends object>(
  group: string,
  given: object,
  rules: Readonly<Record<string, Rule>>,
  defaults: T,
  context?: ErrorContext,
): T {
  const result = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) throw new DisConfigError(`${group}${name} is not an option`, context);
    if (value === undefined) continue;
    check(group + name, value, rule, context);
    Object.assign(result, { [name]: value });
  }
  return result;
}
