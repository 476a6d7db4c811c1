import { DisConfigError } from "@dis-openapi/client";
import type { Context } from "./findings.js";
import { isRecord } from "./json.js";
import { whyNotLive } from "./live.js";
import { mayBeWord } from "./open-questions.js";
import { help, type Options, readOptions } from "./options.js";
import { newSource } from "./paste.js";
import { type Outcome, queryAll } from "./query.js";
import { looksLikeWord, Redaction } from "./redaction.js";
import { report } from "./report.js";
import { examine } from "./responses.js";
import { differences, publicHost } from "./spec.js";
import type { Seen } from "./walk.js";

/** The input of the command, and where its output goes. */
export interface World {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** Run the command and return its exit code. */
export async function main({ args, env, now, stdout, stderr }: World): Promise<number> {
  const say = (text: string) => stderr(`dis-probe: ${text}\n`);
  let options: Options | undefined;
  try {
    options = readOptions(args, env);
  } catch (error) {
    say(`${Object(error).message} (see --help)`);
    return 2;
  }
  if (!options) {
    stdout(help);
    return 0;
  }
  try {
    const outcome = await queryAll(options.client, options.tasks, say);
    if (outcome.responses.length > 0) stdout(reportOn(outcome, options, now));
    else
      say(
        "no report, since no query got a response: check --region or --endpoint, and the network",
      );
    return outcome.gaps.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof DisConfigError)) throw error;
    say(error.message);
    return 2;
  }
}

function reportOn(outcome: Outcome, { secrets, names, withValues }: Options, time: Date): string {
  const seen: Seen = { values: [], objects: [], strays: [] };
  const examined = outcome.responses.map((response) => examine(response, seen));
  const redaction = new Redaction(withValues, [...secrets, ...outcome.sent], names);
  for (const { value, schemas, listed, field, sensitive } of seen.values) {
    const isListed = listed !== undefined || mayBeWord(field.name);
    const isWord =
      typeof value === "string" &&
      isListed &&
      !sensitive &&
      (listed?.values.includes(value) || looksLikeWord(value));
    // The parts of an object or a list are in `seen.values` themselves.
    const isSeen = schemas.some(({ properties, items }) =>
      isRecord(value) ? properties : Array.isArray(value) && items,
    );
    if (!isWord && !isSeen) redaction.learn(value, sensitive);
  }
  for (const { key, value, sensitive } of seen.strays) {
    redaction.learn(key === undefined ? value : { [key]: value }, sensitive);
  }

  const notLive = whyNotLive(outcome);
  const region = publicHost(outcome.address)?.region;
  const year = String(time.getUTCFullYear());
  // The register has no such source, so lint refuses what is pasted from a report that is not live.
  const source = [notLive ? "not-live" : "live", region, year].filter(Boolean).join("-");
  let row = differences.length;
  const context: Context = {
    redaction,
    source,
    newSource: newSource(source, region, year),
    newRowId: () => `D${++row}`,
  };
  return report({ outcome, examined, seen, withValues, time, notLive }, context);
}
