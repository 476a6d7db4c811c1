import { check, type Rule } from "./check.js";
import type { OperationDescriptor, ParameterDescriptor } from "./descriptor.js";
import { DisConfigError, type ErrorContext } from "./errors.js";

/** Return whether a value, or each value of a list, meets the spec. */
function fits(parameter: Partial<ParameterDescriptor>, value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => fits(parameter, item));
  const { pattern = "", minLength = 0, maxLength = Number.POSITIVE_INFINITY } = parameter;
  if (!/^(string|number|boolean)$/.test(typeof value)) return false;
  const { length } = String(value);
  return length >= minLength && length <= maxLength && new RegExp(pattern, "u").test(String(value));
}

/** Return the spec's constraints of a value as a rule. */
export const ruleOf = (parameter: Partial<ParameterDescriptor>): Rule => {
  const { pattern, minLength = 0, maxLength = "any number of" } = parameter;
  const words = `${minLength} to ${maxLength} characters${pattern ? ` that match ${pattern}` : ""}`;
  return [words, (value) => fits(parameter, value)];
};

/**
 * Check the parameters of a call and sort them by their place in the request.
 *
 * @throws DisConfigError for the first that is missing, unknown or wrong.
 */
export function checkParameters(
  { parameters, body }: OperationDescriptor,
  given: Readonly<Record<string, unknown>>,
  context: ErrorContext,
): Record<ParameterDescriptor["in"], Record<string, unknown>> {
  const result: ReturnType<typeof checkParameters> = { path: {}, query: {}, header: {} };
  for (const parameter of parameters) {
    const { name } = parameter;
    const value = given[name];
    if (value === undefined && !parameter.required) continue;
    if (!fits(parameter, value)) check(name, value, ruleOf(parameter), context);
    result[parameter.in][name] = value;
  }
  for (const name in given) {
    if (!(name === "body" && body) && !parameters.some((parameter) => parameter.name === name)) {
      throw new DisConfigError(`${name} is not a parameter`, context);
    }
  }
  return result;
}

const headerRule: Rule = ["plain ASCII text", (line) => /^[\w-]+\n[\t -~]*$/.test(String(line))];

/** @throws DisConfigError for a header that cannot be sent: `Headers` would quote it in its error. */
export function checkHeaders(
  headers: Readonly<Record<string, string>>,
  context: ErrorContext,
): void {
  for (const [name, value] of Object.entries(headers)) {
    check(`headers.${name}`, `${name}\n${value}`, headerRule, context);
  }
}
