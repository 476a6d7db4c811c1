import { DisConfigError } from "@dis-openapi/client";
import { examine } from "./answers.js";
import { askAll, type Outcome } from "./ask.js";
import { Discretion } from "./discretion.js";
import type { Context } from "./findings.js";
import { isRecord } from "./json.js";
import { help, type Options, readOptions } from "./options.js";
import { isAsked } from "./questions.js";
import { report } from "./report.js";
import { publicHost, spec } from "./spec.js";
import type { Seen } from "./walk.js";

/** What a run of the program is given, and where its output goes. */
export interface World {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** Runs the program; gives its exit code. */
export async function main({ args, env, now, stdout, stderr }: World): Promise<number> {
  const say = (text: string) => stderr(`dis-probe: ${text}\n`);
  let options: Options | undefined;
  try {
    options = readOptions(args, env);
  } catch (error) {
    say(`${Object(error).message} (--help lists the options)`);
    return 2;
  }
  if (!options) {
    stdout(help);
    return 0;
  }
  try {
    const outcome = await askAll(options.client, options.tasks, say);
    if (outcome.answers.length > 0) stdout(reportOn(outcome, options, now));
    else
      say(
        "there is no report, since no call was answered: check --region or --endpoint, and the network on the way",
      );
    return outcome.failures.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof DisConfigError)) throw error;
    say(error.message);
    return 2;
  }
}

function reportOn(outcome: Outcome, { secrets, names, withValues }: Options, time: Date): string {
  const seen: Seen = { values: [], objects: [], strays: [] };
  const examined = outcome.answers.map((answer) => examine(answer, seen));
  const discretion = new Discretion(withValues, [...secrets, ...outcome.sent], names);
  for (const { value, schema, listed, field, sensitive } of seen.values) {
    const isListed = listed !== undefined || isAsked(field.name);
    const isWord = typeof value === "string" && isListed && !sensitive;
    // What an object or a list consists of is seen by itself.
    const isSeen = isRecord(value) ? schema.properties : Array.isArray(value) && schema.items;
    if (!isWord && !isSeen) discretion.learn(value, sensitive);
  }
  for (const { value, sensitive } of seen.strays) discretion.learn(value, sensitive);

  const region = publicHost(outcome.address)?.region;
  const year = String(time.getUTCFullYear());
  let row = spec["x-differences"].length;
  const context: Context = {
    discretion,
    source: `Live answer (${[region, year].filter(Boolean).join(", ")})`,
    newRowId: () => `D${++row}`,
  };
  return report({ outcome, examined, seen, withValues, time }, context);
}
