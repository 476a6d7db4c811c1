import { isDeepStrictEqual } from "node:util";
import { startMockDis } from "@dis-openapi/mock";
import type { Spec } from "../../../openapi/openapi.d.cts";
import {
  type CaseResult,
  type Reader,
  type Result,
  type Results,
  readerNames,
  readers,
} from "../../../scripts/generate/lib/results.ts";
import { during } from "../lib/progress.ts";
import {
  openProxy,
  type ProxiedRequest,
  type Recorded,
  type RecordingProxy,
} from "../lib/proxy.ts";
import type { Problem } from "../lib/report.ts";
import { type Case, casesOf, entryOf } from "./cases.ts";
import { compare, failureOf, type WireResponse, wireOf } from "./compare.ts";
import type { Judge, Line, Question } from "./judges.ts";
import { type CheckRequest, requestCheck } from "./requests.ts";

/** More than the clock skew that the gateway accepts, in milliseconds. */
const skewMs = 16 * 60_000;

/** The place of every call. */
export interface Place {
  readonly region: string;
  readonly project: string;
  /** Path of the look-up of the project. */
  readonly lookup: string;
}

/** Return the example values of the spec. */
export function placeOf(dis: Spec, iam: Spec): Place {
  const { parameters } = entryOf(dis, "showTransferTask");
  const project = parameters.find((parameter) => parameter["x-project"])?.example;
  if (typeof project !== "string") throw new Error("The parameter of the project has no example.");
  const region = dis.servers?.[0]?.variables?.region?.default;
  if (region === undefined) throw new Error("The first server of the spec has no default region.");
  return { region, project, lookup: entryOf(iam, "listProjects").path };
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
 * each judge make all of its calls.
 */
export async function holdTrial(judges: Judges, dis: Spec, iam: Spec): Promise<Trial> {
  const place = placeOf(dis, iam);
  const check = requestCheck(dis);
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
      return openCase(endpoint, each, place);
    }),
  );
  try {
    const problems: Problem[] = [];
    const printed = await Promise.all(
      present.map(async ({ reader, judge }) => {
        const questions = cases.map((each, index) =>
          questionOf(each, keyOf(reader, index), proxies[index]?.endpoint ?? "", place),
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
        const texts = line
          ? wireProblems(each, line, own, place, check)
          : ["no result was printed"];
        const where = `${readers[reader]}, ${each.name}`;
        problems.push(...texts.map((text) => ({ where, text })));
        if (line) found[reader] = resultOf(each, line, own, place);
      }
      const asked = exchanges.find(({ target }) => isAsked(target, each, place)) ?? noResponse;
      const { kind, name, call } = each;
      const { fields, ...wire } = wireOf(asked, call.body);
      const isKept = kind === "query" || kind === "change";
      return { kind, name, wire: { ...wire, ...(isKept && fields && { fields }) }, results: found };
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
  { kind, call }: Case,
  key: { ak: string; sk: string },
  endpoint: string,
  { region, project }: Place,
): Question {
  // The call must be refused, not the look-up.
  return { ...call, ...key, region, endpoint, ...(kind === "refusal" && { project_id: project }) };
}

/** Open the proxy of a case: it changes the request that the case is about, and its response. */
function openCase(endpoint: string, each: Case, place: Place): Promise<RecordingProxy> {
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
    if (tampering === "body")
      return { ...request, body: Buffer.concat([request.body, Buffer.from(" ")]) };
    if (tampering !== undefined) return request;
    // The proxy adds the header because no SDK can send it.
    return { ...request, headers: { ...headers, prefer: `example=${example}` } };
  }
  return openProxy(endpoint, {
    onRequest: (request) => (isAsked(request.target, each, place) ? tamper(request) : request),
    onResponse: (response, { target }) =>
      rewrite && isAsked(target, each, place)
        ? { ...response, body: JSON.stringify(rewrite(JSON.parse(response.body))) }
        : response,
  });
}

/** A request and its response, as far as the trial reads them. */
interface Exchange extends WireResponse {
  /** The access key that signed the request. */
  readonly ak: string | undefined;
  readonly target: string;
  /** Undefined for a call without a response. */
  readonly request?: ProxiedRequest;
}

function exchangeOf({ request, response }: Recorded): Exchange {
  const { target, headers } = request;
  const [, ak] = /Access=([^,]+)/.exec(headers.authorization ?? "") ?? [];
  const [requestId] = [response.headers["x-request-id"]].flat();
  return { ak, target, request, status: response.status, requestId, body: response.body };
}

/** Whether this is the request that the case is about. */
function isAsked(target: string, { kind, call }: Case, { project, lookup }: Place): boolean {
  const values: Readonly<Record<string, string>> = { project_id: project, ...call.params };
  const path = call.path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
  return target.split("?")[0] === (kind === "lookup" ? lookup : path);
}

/** List what is wrong with what was on the wire. */
function wireProblems(
  each: Case,
  { absent }: Line,
  exchanges: readonly Exchange[],
  place: Place,
  check: CheckRequest,
): string[] {
  if (absent) return [];
  const { kind, value, tampering, example } = each;
  const lookups = exchanges.filter(({ target }) => target.split("?")[0] === place.lookup);
  const expected = kind === "refusal" ? 0 : 1;
  if (lookups.length !== expected) return [`looked up the project ${lookups.length} times`];
  const [asked] = exchanges.filter(({ target }) => isAsked(target, each, place));
  if (!asked?.request) return ["made no request with the key of the case"];
  const { status, body } = asked;
  const wrong = kind === "lookup" ? [] : check(each.call.operationId, asked.request);
  const problems = wrong.map((text) => `the spec does not allow its request: ${text}`);
  const arrived = body === "" ? undefined : JSON.parse(body);
  if (!isDeepStrictEqual(withoutId(arrived), withoutId(value))) {
    problems.push(`on the wire: ${status} ${body}`);
  }
  if (tampering !== undefined && status !== 401) problems.push(`${status}, not 401`);
  if (kind === "change" && `${status}` !== example) problems.push(`${status}, not ${example}`);
  return problems;
}

/** The mock puts the id of each request into the body. */
function withoutId(body: unknown): unknown {
  return typeof body === "object" && body !== null ? { ...body, request_id: undefined } : body;
}

function resultOf(
  each: Case,
  { got, body, error, absent }: Line,
  exchanges: readonly Exchange[],
  place: Place,
): Result {
  if (absent) return { absent };
  const last = exchanges.at(-1) ?? noResponse;
  if (error) {
    const path = last.target.split("?")[0] ?? "";
    const isKnown = isAsked(last.target, each, place) || path === place.lookup;
    const after = `${last.request?.method} ${path}`;
    return { error: { ...failureOf(error, last), ...(!isKnown && { after }) } };
  }
  if (each.kind === "change") {
    const { added } = compare({}, got ?? {});
    return { sent: compare(each.call.body ?? {}, bodyOf(last)), read: { ...(added && { added }) } };
  }
  if (each.kind !== "query") return { read: {} };
  const wire: unknown = JSON.parse(last.body);
  const complete = isDeepStrictEqual(body, wire) && { complete: true as const };
  return { read: { ...compare(wire, got), ...complete } };
}

function bodyOf({ request }: Exchange): unknown {
  const text = request?.body.toString() ?? "";
  return text === "" ? {} : JSON.parse(text);
}
