/**
 * The official SDKs, and our client, against the mock: each reads every example of the spec, and
 * what it gives the program is compared with what the wire carried. The code samples of the spec
 * are run as they stand.
 */

import { parseOptions } from "./generate/lib/options.ts";
import { marker, write } from "./generate/lib/output.ts";
import { readSpec } from "./generate/lib/spec.ts";
import { run } from "./generate/lib/tools.ts";
import { readerNames, readers, readResults, resultsPath } from "./lib/conformance-results.ts";
import { type Problem, table, together } from "./lib/report.ts";

const { write: isToWrite = false, "require-all": requireAll = false } = parseOptions(
  `Runs the official SDKs and the client over every example of the spec, served by the mock, and
compares what they give a program with ${resultsPath}; runs the code samples of the spec.
Fetches the SDKs when they are not in the cache. A toolchain that is not to be had is skipped; with
--require-all it is a failure. With --write, it writes ${resultsPath} instead.`,
  "npm run conformance -- [--write] [--require-all]",
  { write: { type: "boolean" }, "require-all": { type: "boolean" } },
);

if ((await run("turbo", ["run", "build", "--output-logs=errors-only"])) !== 0) process.exit(1);

// Imported only now: the client and the mock exist once they are built.
const { clientJudge, programJudge } = await import("./conformance/judges.ts");
const { differences, merge } = await import("./conformance/differences.ts");
const { runSamples } = await import("./conformance/samples.ts");
const { shell, toolchains } = await import("./conformance/toolchains.ts");
const { holdTrial } = await import("./conformance/trial.ts");

const started = performance.now();
const [dis, iam] = await Promise.all([readSpec("openapi"), readSpec("iam")]);
const orWhyNot = (error: Error) => error;
const [java, python, go, node, sh] = await Promise.all([
  toolchains.java().catch(orWhyNot),
  toolchains.python().catch(orWhyNot),
  toolchains.go().catch(orWhyNot),
  toolchains.node().catch(orWhyNot),
  shell().catch(orWhyNot),
]);
const prepared = performance.now();

const found = { java, python, go, node };
const client = { package: "this repository", judge: clientJudge };
const runOf = (name: keyof typeof found) => {
  const toolchain = found[name];
  return toolchain instanceof Error ? toolchain : toolchain.run;
};
const judgeOf = (name: keyof typeof found) => {
  const toolchain = found[name];
  return toolchain instanceof Error
    ? toolchain
    : { package: toolchain.package, judge: programJudge(name, toolchain) };
};
const judges = {
  java: judgeOf("java"),
  python: judgeOf("python"),
  go: judgeOf("go"),
  node: judgeOf("node"),
  client,
};
const [trial, samples] = await Promise.all([
  holdTrial(judges, dis, iam),
  runSamples(
    { java: runOf("java"), python: runOf("python"), go: runOf("go"), shell: sh },
    dis,
    iam,
  ),
]);

const source = "conformance/ and openapi/generated";
const kept = await readResults();
const results = merge(kept, {
  "x-generated": marker("scripts/conformance.ts", source, "npm run conformance -- --write"),
  ...trial.results,
});
const problems: Problem[] = [
  ...trial.problems,
  ...samples.flatMap(({ sample, problems }) => problems.map((text) => ({ where: sample, text }))),
];
if (!isToWrite) {
  problems.push(
    ...differences(kept, results).map((text) => ({
      where: `${resultsPath} (mend with "npm run conformance -- --write" and "npm run generate")`,
      text,
    })),
  );
} else if (problems.length === 0) {
  await write([{ path: resultsPath, content: `${JSON.stringify(results, undefined, 2)}\n` }]);
}

const rows = readerNames.map((name) => {
  const judge = judges[name];
  const title = readers[name].replaceAll("`", "");
  return judge instanceof Error ? [title, "skipped"] : [title, judge.package];
});
console.log(table(["Reader", "Package"], rows));
const skipped = [
  ...readerNames.map((name) => ({ what: readers[name], why: judges[name] })),
  ...samples.map(({ sample, missing }) => ({ what: sample, why: missing && new Error(missing) })),
].flatMap(({ what, why }) => (why instanceof Error ? `${what} is skipped: ${why.message}` : []));
for (const line of skipped) console.log(`\n${line}`);
console.log(together(problems));
const seconds = (from: number, to: number) => Math.round((to - from) / 1_000);
console.log(
  `${seconds(started, performance.now())} s, ${seconds(started, prepared)} s of them for the toolchains`,
);
const passed = trial.asked + samples.filter(({ missing }) => missing === undefined).length;
console.log(
  `${Math.max(0, passed - problems.length)} passed, ${problems.length} failed, ${skipped.length} skipped`,
);
if (problems.length > 0 || (requireAll && skipped.length > 0)) process.exitCode = 1;
