import { closestMatch } from "leven";
import { isRecord } from "./json.js";
import type { MockOptions } from "./options.js";

/** What an option accepts: a test with words for the message, or a shape of such. */
type Shape =
  | { readonly must: string; readonly is: (value: unknown) => boolean }
  | { readonly listOf: Shape }
  | { readonly mapOf: Shape }
  | { readonly keys: Readonly<Record<string, Shape>>; readonly optional?: string };

const name: Shape = {
  must: "a non-empty string",
  is: (value) => typeof value === "string" && value !== "",
};
const callback: Shape = { must: "a function", is: (value) => typeof value === "function" };
const port: Shape = {
  must: "an integer from 0 to 65535",
  is: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65535,
};

const shapes: Readonly<Record<keyof MockOptions, Shape>> = {
  port,
  host: name,
  now: callback,
  log: callback,
  tokens: { listOf: name },
  accessKeys: {
    listOf: { keys: { ak: name, sk: name, securityToken: name }, optional: "securityToken" },
  },
  users: { listOf: { keys: { name, password: name } } },
  state: { mapOf: { listOf: { must: "an object", is: isRecord } } },
  scripts: { mapOf: { listOf: name } },
};

/**
 * Refuse options that have an unknown name or the wrong type.
 *
 * @throws TypeError that names the option and never shows a value, which may be a secret.
 */
export function checkOptions(options: unknown): asserts options is MockOptions {
  if (!isRecord(options)) {
    throw new TypeError(`startMockDis takes one object of options, not ${kindOf(options)}`);
  }
  for (const [key, value] of Object.entries(options)) {
    if (!isOption(key)) {
      const known = Object.keys(shapes);
      throw new TypeError(
        `startMockDis: unknown option \`${key}\`; ${suggest(key, known) ?? `the options are ${known.join(", ")}`}`,
      );
    }
    if (value !== undefined) check(value, shapes[key], key);
  }
}

function isOption(key: string): key is keyof MockOptions {
  return Object.hasOwn(shapes, key);
}

function check(value: unknown, shape: Shape, path: string): void {
  if ("is" in shape) {
    if (!shape.is(value)) fail(path, shape.must, value);
  } else if ("listOf" in shape) {
    if (!Array.isArray(value)) fail(path, "a list", value);
    for (const [index, item] of value.entries()) check(item, shape.listOf, `${path}[${index}]`);
  } else if ("mapOf" in shape) {
    if (!isRecord(value)) fail(path, "an object", value);
    for (const [key, item] of Object.entries(value)) check(item, shape.mapOf, `${path}.${key}`);
  } else {
    const known = Object.keys(shape.keys);
    if (!isRecord(value)) fail(path, `an object with ${known.join(", ")}`, value);
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      const hint = suggest(key, known) ?? `the keys are ${known.join(", ")}`;
      throw new TypeError(`startMockDis: unknown key \`${path}.${key}\`; ${hint}`);
    }
    for (const [key, inner] of Object.entries(shape.keys)) {
      if (value[key] === undefined && key === shape.optional) continue;
      check(value[key], inner, `${path}.${key}`);
    }
  }
}

function fail(path: string, must: string, value: unknown): never {
  throw new TypeError(
    `startMockDis: \`${path}\` must be ${must}, not ${path === "port" && typeof value === "number" ? value : kindOf(value)}`,
  );
}

/** Return a question that names the closest of the known words; undefined when none is close. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  // Two edits make anything of a very short word.
  const match = closestMatch(word, known, { maxDistance: word.length > 3 ? 2 : 1 });
  return match === undefined ? undefined : `did you mean \`${match}\`?`;
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (value === "") return "an empty string";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
