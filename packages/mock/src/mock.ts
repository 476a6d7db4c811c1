import type { Request } from "openapi-backend";
import {
  type Behaviour,
  type Choice,
  createToken,
  listProjects,
  showTransferTask,
} from "./behaviours.js";
import { signatureProblem, tokenProblem } from "./credentials.js";
import type { Example } from "./examples.js";
import { faultsOf, textOf } from "./faults.js";
import { at, isRecord } from "./json.js";
import { type Operation, successesOf } from "./operations.js";
import type { MockRules } from "./options.js";

/** A request as it came over the wire. */
export interface Call {
  readonly method: string;
  /** Path and query, still encoded. */
  readonly target: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer<ArrayBuffer>;
  readonly requestId: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Why the mock answers so, where the body from the spec cannot say it. */
  readonly note?: string;
}

export interface Mock {
  answer(call: Call): Promise<Answer>;
  /** The gateway's refusal of a request that it cannot read. */
  unreadable(call: Call, note: string): Answer;
}

/** @throws Error when a script names a task that is not in the spec's examples, or no state. */
export function createMock(
  operations: readonly Operation[],
  rules: MockRules = {},
  now: () => number = Date.now,
): Mock {
  const tokens = rules.tokens && new Set(rules.tokens);
  const scripts = rules.scripts ?? {};
  checkScripts(scripts, operations);
  const behaviours: Readonly<Record<string, Behaviour>> = {
    showTransferTask: showTransferTask(scripts),
    createToken: createToken(rules.users, (token) => tokens?.add(token), now),
    listProjects,
  };

  /** Says what is wrong with the credentials of a call; undefined when nothing is. */
  async function credentialProblem({ security }: Operation, call: Call) {
    if (security.length === 0) return undefined;
    const problems = new Map([
      ["token", tokenProblem(call, tokens)],
      ["aksk", await signatureProblem(call, rules.accessKeys, now())],
    ]);
    // One requirement must be met, and of it every scheme.
    const isMet = security.some((requirement) =>
      Object.keys(requirement).every((name) => problems.has(name) && !problems.get(name)),
    );
    return isMet ? undefined : [...problems.values()].filter(Boolean).join("; ");
  }

  /** In the order of a gateway: the credentials, the form of the request, what it asks for. */
  async function choose(operation: Operation, call: Call): Promise<Choice> {
    const { api, operationId, errors, examples } = operation;
    const problem = await credentialProblem(operation, call);
    if (problem !== undefined) return { error: "GatewayUnauthorized", note: problem };

    const request = requestOf(call, operation);
    const { errors: faults } = api.validateRequest(request, operationId);
    if (faults) {
      const project = operation.parameters.find((parameter) => parameter["x-project"])?.name;
      const isProject = faults.some(({ instancePath }) => instancePath === `/path/${project}`);
      return { error: isProject ? "DisInvalidProject" : errors.invalid, note: textOf(faults) };
    }

    const preferred = /(?:^|[\s,;])example="?([^\s",;]+)/i.exec(call.headers.prefer ?? "")?.[1];
    if (preferred !== undefined) {
      const note = `no example ${preferred}; there are ${[...examples.keys()].join(", ")}`;
      return examples.get(preferred) ?? { error: errors.invalid, note };
    }

    const { params, query, requestBody } = api.router.parseRequest(
      request,
      api.getOperation(operationId),
    );
    const successes = successesOf(operation);
    const behave = behaviours[operationId] ?? (() => successes[0]);
    const choice = behave({
      examples: successes,
      params,
      query,
      body: requestBody,
      waiterField: operation["x-waiter"]?.field,
    });
    return choice ?? { error: errors.failed, note: "the spec has no example that fits" };
  }

  function unreadable(call: Call, note: string): Answer {
    const error = "GatewayBadRequest";
    return settle(firstWith(operations, error), call, { error, note });
  }

  return {
    unreadable,
    async answer(call) {
      const path = call.target.split("?", 1)[0] ?? "";
      if (!isDecodable(path)) return unreadable(call, "the path has malformed percent-encoding");
      const request = { method: call.method, path, headers: {} };
      const operation = operations.find(
        ({ api, operationId }) => api.matchOperation(request)?.operationId === operationId,
      );
      if (operation) return settle(operation, call, await choose(operation, call));
      return settle(firstWith(operations, "GatewayNotPublished"), call, {
        error: "GatewayNotPublished",
        note: `no operation has the method ${call.method} and this path`,
      });
    },
  };
}

function checkScripts(
  scripts: NonNullable<MockRules["scripts"]>,
  operations: readonly Operation[],
): void {
  const tasks = operations
    .flatMap(successesOf)
    .map(({ value }) => at(value, "task_name"))
    .filter(Boolean);
  for (const [task, states] of Object.entries(scripts)) {
    if (!tasks.includes(task)) {
      throw new Error(`scripts: there is no task "${task}"; the tasks are ${tasks.join(", ")}`);
    }
    if (states.length === 0) throw new Error(`scripts: the task "${task}" needs a state`);
  }
}

/** The operation that lends its error example to a request that belongs to no operation. */
function firstWith(operations: readonly Operation[], example: string): Operation {
  const operation = operations.find(({ examples }) => examples.has(example));
  if (!operation) throw new Error(`the spec has no example ${example}`);
  return operation;
}

/** The request as the library takes it. */
function requestOf(call: Call, { parameters }: Operation): Request {
  const [path = "", ...rest] = call.target.split("?");
  const search = new URLSearchParams(rest.join("?"));
  const query: Record<string, string | string[]> = {};
  // Only the known keys: the service tolerates others, the library does not.
  for (const { name } of parameters.filter((parameter) => parameter.in === "query")) {
    const [first, ...more] = search.getAll(name);
    if (first !== undefined) query[name] = more.length > 0 ? [first, ...more] : first;
  }
  const body = call.body.length > 0 ? call.body.toString("utf8") : undefined;
  return { method: call.method, path, headers: { ...call.headers }, query, body };
}

/** Makes the answer, and makes sure that the spec allows it. */
function settle(operation: Operation, call: Call, choice: Choice): Answer {
  const { operationId, examples, errors } = operation;
  const note = "error" in choice ? choice.note : "";
  const example = "error" in choice ? examples.get(choice.error) : choice;
  if (!example) throw new Error(`${operationId} has no example ${at(choice, "error")}`);
  const common = { "Content-Type": "application/json", "X-Request-Id": call.requestId };
  const answer: Answer = {
    status: example.status,
    headers: { ...headersOf(example), ...common },
    body: fill(example.value, call, operation, choice),
    note,
  };
  const faults = faultsOf(operation, answer);
  if (faults.length === 0) return answer;
  const message = `the example ${example.name} of ${operationId} is not what the spec allows: ${faults.join("; ")}`;
  console.error(`mock: ${message}`);
  return { status: 500, headers: common, body: examples.get(errors.failed)?.value, note: message };
}

/** The headers of an example; `Retry-After` goes with the statuses that it is meant for. */
function headersOf({ headers, status }: Example): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => name.toLowerCase() !== "retry-after" || status === 429 || status === 503,
    ),
  );
}

/**
 * Puts into a body what is particular to this call: the request id, and in an error, where it names
 * a parameter's example value in square brackets, the value that was sent.
 */
function fill(value: unknown, call: Call, { parameters }: Operation, choice: Choice): unknown {
  if (!isRecord(value)) return value;
  const sent = "error" in choice ? (choice.params ?? {}) : {};
  const entries = Object.entries(value).map(([key, entry]) => {
    if (key === "request_id") return [key, call.requestId];
    if (typeof entry !== "string") return [key, entry];
    const text = parameters
      .filter(({ name }) => name in sent)
      .reduce(
        (text, { name, example }) => text.replaceAll(`[${example}]`, () => `[${sent[name]}]`),
        entry,
      );
    return [key, text];
  });
  return Object.fromEntries(entries);
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
