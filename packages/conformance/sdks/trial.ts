import { isDeepStrictEqual } from "node:util";
import { startMockDis } from "@dis-openapi/mock";
import type { Parameter, Spec } from "../../../openapi/openapi.d.cts";
import {
  type CaseResult,
  type Reader,
  type Result,
  type Results,
  readerNames,
  readers,
} from "../../../scripts/generate/lib/results.ts";
import { operationsOf } from "../../../scripts/generate/lib/spec.ts";
import { during } from "../lib/progress.ts";
import {
  openProxy,
  type ProxiedRequest,
  type Recorded,
  type RecordingProxy,
} from "../lib/proxy.ts";
import type { Problem } from "../lib/report.ts";
import { type Case, casesOf } from "./cases.ts";
import { compare, failureOf, type WireResponse, wireOf } from "./compare.ts";
import type { Judge, Line, Question } from "./judges.ts";

/** More than the clock skew that the gateway accepts, in milliseconds. */
const skewMs = 16 * 60_000;

/** The task that is queried. */
export interface Subject {
  readonly region: string;
  readonly project: string;
  readonly stream: string;
  readonly task: string;
  /** Paths of the query and of the look-up. */
  readonly query: string;
  readonly lookup: string;
}

/** Return the example values of the spec. */
export function subjectOf(dis: Spec, iam: Spec): Subject {
  const find = (spec: Spec, operationId: string) => {
    const found = operationsOf(spec).find(({ operation }) => operation.operationId === operationId);
    if (found === undefined) throw new Error(`The spec has no operation ${operationId}.`);
    return found;
  };
  const { path, parameters } = find(dis, "showTransferTask");
  const example = (name: string) => {
    const parameter = parameters.find((each: Parameter) => each.name === name);
    if (typeof parameter?.example !== "string") throw new Error(`${name} has no example.`);
    return parameter.example;
  };
  const region = dis.servers?.[0]?.variables?.region?.default;
  if (region === undefined) throw new Error("The first server of the spec has no default region.");
  return {
    region,
    project: example("project_id"),
    stream: example("stream_name"),
    task: example("task_name"),
    query: path.replace(/\{(\w+)\}/g, (_, name: string) => example(name)),
    lookup: find(iam, "listProjects").path,
  };
}

/** The judge of each reader, or why it is missing. */
export type Judges = Readonly<
  Record<Reader, { readonly package: string; readonly judge: Judge } | Error>
>;

export interface Trial {
  readonly results: Omit<Results, "x-generated">;
  readonly problems: readonly Problem[];
  /** Number of queries made. */
  readonly asked: number;
}

/**
 * Start the mock, which verifies every signature, with a proxy for each case in front of it, and have
 * each judge query all of them.
 */
export async function holdTrial(judges: Judges, dis: Spec, iam: Spec): Promise<Trial> {
  const subject = subjectOf(dis, iam);
  const cases = casesOf(dis, iam);
  const present = readerNames.flatMap((reader) => {
    const judge = judges[reader];
    return judge instanceof Error ? [] : { reader, ...judge };
  });
  const accessKeys = present.flatMap(({ reader }) =>
    cases.flatMap((each, index) => (each.tampering === "key" ? [] : keyOf(reader, index))),
  );
  const mock = await startMockDis({ accessKeys });
  const skewed = await startMockDis({ accessKeys, now: () => Date.now() + skewMs });
  const proxies = await Promise.all(
    cases.map((each) => {
      const { endpoint } = each.tampering === "clock" ? skewed : mock;
      return openCase(endpoint, each, subject);
    }),
  );
  try {
    const problems: Problem[] = [];
    const printed = await Promise.all(
      present.map(async ({ reader, judge }) => {
        const questions = cases.map((each, index) =>
          questionOf(each, keyOf(reader, index), proxies[index]?.endpoint ?? "", subject),
        );
        const lines = await during(readers[reader], () => judge(questions)).catch(
          ({ message }: Error) => {
            problems.push({ where: readers[reader], text: message });
            return [];
          },
        );
        return { reader, lines: new Map(lines.map((line) => [line.ak, line])) };
      }),
    );
    const results = cases.map((each, index): CaseResult => {
      const exchanges = proxies[index]?.recorded.map(exchangeOf) ?? [];
      const found: Partial<Record<Reader, Result>> = {};
      for (const { reader, lines } of printed) {
        const { ak } = keyOf(reader, index);
        const line = lines.get(ak);
        const own = exchanges.filter((exchange) => exchange.ak === ak);
        const text = line ? wireProblem(each, own, subject) : "the program printed no result";
        if (text !== undefined) problems.push({ where: `${readers[reader]}, ${each.name}`, text });
        if (line) found[reader] = resultOf(each, line, own, subject);
      }
      const asked = exchanges.find(({ target }) => isAsked(target, each, subject)) ?? noResponse;
      const { fields, ...wire } = wireOf(asked);
      return {
        kind: each.kind,
        name: each.name,
        wire: { ...wire, ...(each.kind === "query" && fields && { fields }) },
        results: found,
      };
    });
    const packages = Object.fromEntries(present.map((each) => [each.reader, each.package]));
    return {
      results: { packages, cases: results },
      problems,
      asked: cases.length * present.length,
    };
  } finally {
    await Promise.all([mock, skewed, ...proxies].map((server) => server.close()));
  }
}

/** The status of a call without a response. */
const noResponse: Exchange = {
  ak: undefined,
  method: "",
  target: "",
  status: 0,
  requestId: undefined,
  body: "",
};

/** Return an invented key, one for each question. */
function keyOf(reader: Reader, index: number): { ak: string; sk: string } {
  const ak = `INVENTED${reader.toUpperCase()}${index}`;
  return { ak, sk: `invented-secret-of-${ak}` };
}

function questionOf(
  { kind }: Case,
  key: { ak: string; sk: string },
  endpoint: string,
  { region, project, stream, task }: Subject,
): Question {
  return {
    ...key,
    region,
    endpoint,
    // The query must be refused, not the look-up.
    ...(kind === "refusal" && { project_id: project }),
    stream_name: stream,
    task_name: task,
  };
}

/** Open the proxy of a case: it changes the request that the case is about, and its response. */
function openCase(endpoint: string, each: Case, subject: Subject): Promise<RecordingProxy> {
  const { example, tampering, rewrite } = each;
  function tamper(request: ProxiedRequest): ProxiedRequest {
    const { target, headers } = request;
    if (tampering === "path") return { ...request, target: `${target}x` };
    if (tampering === "signature") {
      const authorization = headers.authorization?.replace(/.$/, (digit) =>
        digit === "0" ? "1" : "0",
      );
      return { ...request, headers: { ...headers, authorization } };
    }
    if (tampering !== undefined) return request;
    // The proxy adds the header because no SDK can send it.
    return { ...request, headers: { ...headers, prefer: `example=${example}` } };
  }
  return openProxy(endpoint, {
    onRequest: (request) => (isAsked(request.target, each, subject) ? tamper(request) : request),
    onResponse: (response, { target }) =>
      rewrite && isAsked(target, each, subject)
        ? { ...response, body: JSON.stringify(rewrite(JSON.parse(response.body))) }
        : response,
  });
}

/** A request and its response, as far as the trial reads them. */
interface Exchange extends WireResponse {
  /** The access key that signed the request. */
  readonly ak: string | undefined;
  readonly method: string;
  readonly target: string;
}

function exchangeOf({ request: { method, target, headers }, response }: Recorded): Exchange {
  const [, ak] = /Access=([^,]+)/.exec(headers.authorization ?? "") ?? [];
  const [requestId] = [response.headers["x-request-id"]].flat();
  return { ak, method, target, status: response.status, requestId, body: response.body };
}

/** Whether this is the request that the case is about. */
function isAsked(target: string, { kind }: Case, { query, lookup }: Subject): boolean {
  return target.split("?")[0] === (kind === "lookup" ? lookup : query);
}

/** Return the problem of what was on the wire; undefined when there is none. */
function wireProblem(
  each: Case,
  exchanges: readonly Exchange[],
  subject: Subject,
): string | undefined {
  const { kind, value, tampering } = each;
  const lookups = exchanges.filter(({ target }) => target.split("?")[0] === subject.lookup);
  const expected = kind === "refusal" ? 0 : 1;
  if (lookups.length !== expected) return `looked up the project ${lookups.length} times`;
  const asked = exchanges.filter(({ target }) => isAsked(target, each, subject));
  const [response] = asked;
  if (!response) return "made no request with the key of the case";
  if (!isDeepStrictEqual(withoutId(JSON.parse(response.body)), withoutId(value))) {
    return `on the wire: ${response.status} ${response.body}`;
  }
  if (tampering !== undefined && response.status !== 401) return `${response.status}, not 401`;
  return undefined;
}

/** The mock puts the id of each request into the body. */
function withoutId(body: unknown): unknown {
  return typeof body === "object" && body !== null ? { ...body, request_id: undefined } : body;
}

function resultOf(
  each: Case,
  { got, body, error }: Line,
  exchanges: readonly Exchange[],
  subject: Subject,
): Result {
  const last = exchanges.at(-1) ?? noResponse;
  if (error) {
    const path = last.target.split("?")[0] ?? "";
    const isKnown = path === subject.query || path === subject.lookup;
    return {
      error: { ...failureOf(error, last), ...(!isKnown && { after: `${last.method} ${path}` }) },
    };
  }
  if (each.kind !== "query") return { read: {} };
  const wire: unknown = JSON.parse(last.body);
  const complete = isDeepStrictEqual(body, wire) && { complete: true as const };
  return { read: { ...compare(wire, got), ...complete } };
}
