import type { Example } from "./examples.js";
import { at, isRecord } from "./json.js";

/** A valid request with the examples of its successful responses. */
export interface Question {
  readonly examples: readonly Example[];
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** The field that a waiter watches, if the operation has one. */
  readonly waiterField: string | undefined;
}

/** The example to respond with, adapted to the request, or the name of an error example. */
export type Choice =
  | Example
  | {
      readonly error: string;
      /** Reason, for the note in the response. */
      readonly note: string;
      /** Parameters that the message of the error names. */
      readonly params?: Readonly<Record<string, string>>;
    };

/** How an operation chooses its response; undefined when the spec has no suitable example. */
export type Behaviour = (question: Question) => Choice | undefined;

/** Find a task by its stream and name; a script replaces the state, request by request. */
export function showTransferTask(scripts: Readonly<Record<string, readonly string[]>>): Behaviour {
  const calls = new Map<string, number>();
  return ({ examples, params, waiterField }) => {
    const inStream = examples.filter(
      ({ value }) => at(value, "stream_name") === params.stream_name,
    );
    const example = inStream.find(({ value }) => at(value, "task_name") === params.task_name);
    if (!example) {
      return {
        error: inStream.length === 0 ? "DisStreamNotFound" : "DisTaskNotFound",
        note: `the tasks are ${examples.map(taskOf).join(", ")}`,
        params,
      };
    }
    const task = params.task_name ?? "";
    const script = Object.hasOwn(scripts, task) ? scripts[task] : undefined;
    if (!script || waiterField === undefined || !isRecord(example.value)) return example;
    const call = calls.get(task) ?? 0;
    calls.set(task, call + 1);
    const state = script[Math.min(call, script.length - 1)];
    return { ...example, value: { ...example.value, [waiterField]: state } };
  };
}

/** Return the stream and task of an example, as `stream/task`. */
export function taskOf({ value }: Example): string {
  return `${at(value, "stream_name")}/${at(value, "task_name")}`;
}

/** Issue a new token for each request, valid from now on for as long as the example's. */
export function createToken(
  users: readonly { readonly name: string; readonly password: string }[] | undefined,
  onToken: (token: string) => void,
  now: () => number,
): Behaviour {
  const header = "X-Subject-Token";
  let count = 0;
  return ({ examples, query, body }) => {
    const user = at(body, "auth", "identity", "password", "user");
    const isKnown = users?.some(
      ({ name, password }) => name === at(user, "name") && password === at(user, "password"),
    );
    if (isKnown === false) {
      return { error: "IamUnauthorized", note: "no user of this mock has this name and password" };
    }
    const example = examples.find(({ value }) => {
      const catalog = at(value, "token", "catalog");
      const isEmpty = !Array.isArray(catalog) || catalog.length === 0;
      return isEmpty === (query.nocatalog !== undefined);
    });
    if (!example || !isRecord(example.value) || !isRecord(example.value.token)) return undefined;
    const { issued_at, expires_at } = example.value.token;
    const validity = Date.parse(String(expires_at)) - Date.parse(String(issued_at));
    const issued = now();
    count += 1;
    const token = `${example.headers[header]}-${count}`;
    onToken(token);
    return {
      ...example,
      headers: { ...example.headers, [header]: token },
      value: {
        ...example.value,
        token: {
          ...example.value.token,
          issued_at: new Date(issued).toISOString(),
          expires_at: new Date(issued + validity).toISOString(),
        },
      },
    };
  };
}

/**
 * Choose by the requested name: the example in which all projects have it; otherwise one in which
 * some have it, so that one name finds two projects; otherwise the empty list. Without a name,
 * choose the longest list.
 */
export const listProjects: Behaviour = ({ examples, query }) => {
  const lists = examples.map((example) => {
    const projects = at(example.value, "projects");
    return {
      example,
      names: Array.isArray(projects) ? projects.map((project) => at(project, "name")) : [],
    };
  });
  const { name } = query;
  const list =
    name === undefined
      ? lists.sort((a, b) => b.names.length - a.names.length)[0]
      : (lists.find(({ names }) => names.length > 0 && names.every((other) => other === name)) ??
        lists.find(({ names }) => names.includes(name)) ??
        lists.find(({ names }) => names.length === 0));
  return list?.example;
};
