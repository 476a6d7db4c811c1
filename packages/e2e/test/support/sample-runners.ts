import { mockCommandProblem } from "./mock-command.js";
import { probeCommandProblem } from "./probe-command.js";
import { commandProblem } from "./run-command.js";
import { type Project, programProblem } from "./run-sample.js";
import { allSamples, foreign, foreignImports, placeOf, type Sample } from "./samples.js";
import { enumerationProblem, walkProblem } from "./spec-sample.js";

/** What is wrong with something, undefined when nothing is. */
type Problem = Promise<string | undefined>;

/** Every sample of the repository. */
export const samples = allSamples();

/** The block behind a command, which shows what that prints. */
export function shownBehind(file: string, command: string): string {
  const blocks = samples.filter((sample) => sample.file === file && !sample.inline);
  const at = blocks.findIndex(({ language, code }) => language === "sh" && code.includes(command));
  const { language, code } = blocks[at + 1] ?? {};
  if (language !== "text" || code === undefined) throw new Error(`${file} does not show it`);
  return code;
}

const startsMock = (call: string) =>
  mockCommandProblem(call, shownBehind("packages/mock/README.md", "npx @dis-openapi/mock"));

/** The commands that are run here, and not by `.ci/run`. */
const commandsIn = (project: Project) => ({
  "npx @dis-openapi/mock": startsMock,
  "npx @dis-openapi/mock --port 4010": startsMock,
  "npx @dis-openapi/probe --region cn-north-4 --task newstream/newtask > report.md": (
    call: string,
  ) => probeCommandProblem(call, project),
});

/** Where the samples of the spec's language stand, each with what may be wrong with it. */
const specSamples: Readonly<Record<string, (code: string) => Problem>> = {
  "CONTRIBUTING.md": walkProblem,
  "docs/adr/0003-open-enumerations.md": enumerationProblem,
};

/** What runs a sample, by its language. */
const runners: Readonly<Record<string, (sample: Sample, project: Project) => Problem>> = {
  async ts(sample, project) {
    const others = foreignImports(sample);
    const unknown = others.filter((name) => !Object.hasOwn(foreign, name));
    if (unknown.length > 0) return `${placeOf(sample)}: no test installs ${unknown.join(", ")}`;
    // With others than ours, it is run where they are: by `npm run test:packages`.
    return others.length > 0 ? undefined : programProblem(sample, project);
  },
  sh: (sample, project) => commandProblem(sample, commandsIn(project)),
  async yaml({ file, line, code }) {
    const problem = await (specSamples[file]?.(code) ?? "no test tries it");
    return problem && `${placeOf({ file, line })}: ${problem}`;
  },
  // A drawing, or what a sample prints.
  text: async () => undefined,
};

/** Runs a sample. Resolves with what is wrong with it, by place; also when nothing runs such a one. */
export async function problemOf(sample: Sample, project: Project): Problem {
  const { language } = sample;
  const run = Object.hasOwn(runners, language) ? runners[language] : undefined;
  return run ? run(sample, project) : `${placeOf(sample)}: nothing runs "${language}"`;
}
