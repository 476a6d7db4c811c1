import { suggest } from "./check-options.js";
import { at } from "./json.js";
import { type Operation, successesOf } from "./operations.js";
import type { MockRules } from "./options.js";
import { listedIn, propertiesOf } from "./schema.js";
import { describe } from "./violations.js";

/**
 * Refuse a state or a script that does not fit the resources of the spec.
 *
 * @throws TypeError that names the resource, record or state.
 */
export function checkRules(rules: MockRules, operations: readonly Operation[]): void {
  checkState(rules.state ?? {}, operations);
  checkScripts(rules, operations);
}

function checkState(
  state: NonNullable<MockRules["state"]>,
  operations: readonly Operation[],
): void {
  const resources = Object.assign({}, ...operations.map((operation) => operation.resources));
  for (const [name, records] of Object.entries(state)) {
    if (!Object.hasOwn(resources, name))
      fail(`unknown resource \`state.${name}\``, name, Object.keys(resources), "resources");
    const { key, parent } = resources[name];
    const keys = [key, ...(parent === undefined ? [] : [resources[parent].key])];
    const show = operations.find(
      ({ "x-resource": action }) => action?.name === name && action.action === "show",
    );
    for (const [index, record] of records.entries()) {
      const path = `state.${name}[${index}]`;
      for (const field of keys) {
        if (typeof record[field] === "string" && record[field] !== "") continue;
        throw new TypeError(`startMockDis: \`${path}.${field}\` must be a non-empty string`);
      }
      const template = show && successesOf(show)[0];
      if (!template) continue;
      const { errors } = show.api.validateResponse(record, show.operationId, template.status);
      if (errors)
        throw new TypeError(
          `startMockDis: \`${path}\` does not conform to the spec: ${describe(errors)}`,
        );
      const { field } = resources[name].state ?? {};
      if (record[field] !== undefined)
        checkWord(String(record[field]), `${path}.${field}`, statesOf(show));
    }
  }
}

function checkScripts(
  { scripts = {}, state = {} }: MockRules,
  operations: readonly Operation[],
): void {
  const shows = operations.filter(({ "x-resource": action }) => action?.action === "show");
  const states = shows.flatMap(statesOf);
  const tasks = shows.flatMap((operation) => {
    const { name = "" } = operation["x-resource"] ?? {};
    const records = state[name] ?? successesOf(operation).map(({ value }) => value);
    return records.map((record) => String(at(record, operation.resources[name]?.key ?? "")));
  });
  const isOpen = operations.some(({ "x-resource": action }) => action?.action === "create");
  for (const [task, words] of Object.entries(scripts)) {
    if (!tasks.includes(task)) {
      const problem = `unknown task \`scripts.${task}\``;
      if (!isOpen) fail(problem, task, tasks, "tasks");
      // A request may create it. Without a state, a name like that of an example is a mistake.
      const hint = Object.keys(state).length === 0 ? misspelt(task, tasks) : undefined;
      if (hint !== undefined) {
        throw new TypeError(
          `startMockDis: ${problem}; ${hint} For a task that a request creates, pass \`state\` too`,
        );
      }
    }
    if (words.length === 0) {
      throw new TypeError(`startMockDis: \`scripts.${task}\` must name at least one state`);
    }
    for (const word of words) checkWord(word, `scripts.${task}`, states);
  }
}

/** Return a question that names the known word which another is like, unless it counts on from it. */
function misspelt(word: string, known: readonly string[]): string | undefined {
  const stem = (text: string) => text.replaceAll(/[\d_-]/g, "");
  return known.some((one) => stem(one) === stem(word)) ? undefined : suggest(word, known);
}

/** Return the states that the spec lists for a record. */
function statesOf(show: Operation): string[] {
  const resource = show.resources[show["x-resource"]?.name ?? ""];
  if (!resource?.state) return [];
  const contents = Object.values(show.responses).map(
    ({ content }) => content?.["application/json"],
  );
  const { field } = resource.state;
  return contents.flatMap((content) => listedIn(propertiesOf(content?.schema)[field]));
}

function checkWord(word: string, path: string, states: readonly string[]): void {
  if (!states.includes(word))
    fail(`unknown state "${word}" in \`${path}\``, word, states, "states");
}

function fail(problem: string, word: string, known: readonly string[], what: string): never {
  const hint = suggest(word, known) ?? `the ${what} are ${known.join(", ")}`;
  throw new TypeError(`startMockDis: ${problem}; ${hint}`);
}
