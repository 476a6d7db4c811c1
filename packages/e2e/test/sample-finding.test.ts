import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command } from "../../../scripts/lib/command.ts";
import { closeProject, openProject, type Project } from "./support/run-sample.js";
import { problemOf } from "./support/sample-runners.js";
import {
  given,
  inPlace,
  programsOf,
  root,
  type Sample,
  sampleOptions,
  samplesIn,
} from "./support/samples.js";

const lines = (...text: string[]) => text.join("\n");

describe("samples are found", () => {
  it("in Markdown, with the place of their first line, whatever stands before their fence", () => {
    const text = lines(
      "# Title",
      "```ts",
      "a();",
      "",
      "b();",
      "```",
      "1. A step:",
      "",
      "   ~~~~yaml title=x",
      "   key: `value`",
      "   ~~~",
      "   ~~~~",
      "> ```",
      "> c",
      "> ```",
    );
    expect(samplesIn("a.md", text)).toEqual([
      { file: "a.md", line: 3, language: "ts", code: "a();\n\nb();" },
      { file: "a.md", line: 10, language: "yaml", code: "key: `value`\n~~~" },
      { file: "a.md", line: 14, language: "", code: "c" },
    ]);
  });

  it("in sentences: commands and imports, and no other words in code", () => {
    const text = lines(
      "Run `npm test`, or `npx",
      "tool --now`, not `npm`.",
      "",
      '| `import { a } from "b"` | `a()` |',
    );
    expect(samplesIn("a.md", text)).toEqual([
      { file: "a.md", line: 1, language: "sh", code: "npm test", inline: true },
      { file: "a.md", line: 1, language: "sh", code: "npx tool --now", inline: true },
      { file: "a.md", line: 4, language: "ts", code: 'import { a } from "b"', inline: true },
    ]);
  });

  it("in comments, and an @example without a block is one that nothing runs", () => {
    const text = lines(
      "/**",
      " * Adds, `npm test` or not.",
      " * @example",
      " * ```ts",
      " * add(1, 2);",
      " * ```",
      " */",
      "/** @example add(1, 2) */",
      "  /**",
      "   * @example add(2, 3)",
      "   */",
    );
    expect(samplesIn("a.ts", text)).toEqual([
      { file: "a.ts", line: 5, language: "ts", code: "add(1, 2);" },
      { file: "a.ts", line: 8, language: "", code: "/** @example add(1, 2) */" },
      { file: "a.ts", line: 10, language: "", code: "   * @example add(2, 3)" },
    ]);
  });

  it("in the text of the spec", () => {
    const text = lines("description: |", "  Thus:", "  ```json", "  {}", "  ```", "type: object");
    expect(samplesIn("a.yaml", text)).toEqual([
      { file: "a.yaml", line: 4, language: "json", code: "{}" },
    ]);
  });

  it("and a block without an end is an error by its place", () => {
    expect(() => samplesIn("a.md", "text\n\n```ts\na();\n``\n")).toThrow(/^a\.md:3: /);
  });
});

describe("a bad sample is named by file and line:", () => {
  let project: Project;
  beforeAll(async () => {
    // Of what is bad here, nothing calls a server.
    const nowhere = { HUAWEICLOUD_SDK_AK: "ak", HUAWEICLOUD_SDK_SK: "sk" };
    project = await openProject({ ...nowhere, DIS_ENDPOINT: "http://127.0.0.1" });
  });
  afterAll(() => closeProject(project));

  /** What is wrong with each sample of a file. */
  function problemsOf(...text: string[]): Promise<(string | undefined)[]> {
    const samples = samplesIn("docs/bad.md", lines(...text));
    return Promise.all(samples.map((sample) => problemOf(sample, project)));
  }

  it.each([
    [
      "a wrong line",
      ["console.log(1); //=> 1", "console.log(2); //=> 3"],
      'docs/bad.md:4: says "3", prints "2"',
    ],
    [
      "a line that it does not print",
      ["console.log(1); //=> 1", "", "//=> 2"],
      'docs/bad.md:5: says "2", prints nothing more',
    ],
    [
      "a line that it does not say, on the other stream and empty",
      ["console.log(1); //=> 1", 'console.error("");'],
      'docs/bad.md:3: does not say that it prints ""',
    ],
    [
      "more than the one word that was left open",
      ['console.log("id 1 2"); //=> id …'],
      'docs/bad.md:3: says "id …", prints "id 1 2"',
    ],
    [
      "an error, with the line that threw it",
      ["console.log(1); //=> 1", "", 'throw new Error("1");'],
      /^docs\/bad\.md:3: ends with 1: 1\ndocs\/bad\.md:5\nthrow new Error/,
    ],
    [
      "an import of what is not there",
      ['import { noSuchThing } from "@dis-openapi/client";', "noSuchThing();"],
      /^docs\/bad\.md:3: ends with 1: [\s\S]*does not provide an export named 'noSuchThing'/,
    ],
    [
      "an import of a package that no test installs",
      ['import { noSuchThing } from "no-such-package";'],
      "docs/bad.md:3: no test installs no-such-package",
    ],
    [
      "a call to a server out there",
      ['await fetch("https://example.com/");'],
      /^docs\/bad\.md:3: ends with 1: [\s\S]*a sample reached out to https:\/\/example\.com\//,
    ],
    ["an exit code", ["process.exitCode = 2;"], "docs/bad.md:3: ends with 2: "],
  ])("%s", async (_, code, problem) => {
    const [found] = await problemsOf("# Title", "```ts", ...code, "```");
    expect(found).toEqual(typeof problem === "string" ? problem : expect.stringMatching(problem));
  });

  it("one that cannot be parsed", async () => {
    await expect(problemsOf("```ts", "", "const = 1;", "```")).rejects.toThrow("docs/bad.md:3:6: ");
  });

  it.each([
    [
      "in a language that nothing runs",
      ["```rust", "fn main() {}", "```"],
      '2: nothing runs "rust"',
    ],
    ["in no language", ["```", "a();", "```"], '2: nothing runs ""'],
    [
      "of the spec, in a file of which no test knows",
      ["```yaml", "a: 1", "```"],
      "2: no test tries it",
    ],
    [
      "a command that neither a test nor .ci/run runs",
      ["```sh", "npm ci && npm test # as .ci/run does", "npm run generate", "```"],
      '3: "npm run generate": neither a test nor .ci/run runs it',
    ],
    [
      "a script that is not there",
      ["`npm run nothing`"],
      '1: "npm run nothing": there is no such script',
    ],
    [
      "an option that is not there",
      ["`npm run demo -- --json --xml`"],
      '1: "npm run demo -- --json --xml": --help does not list --xml',
    ],
    [
      "a program that is not there",
      ["`npx nothing`"],
      '1: "npx nothing": there is no such program',
    ],
    [
      "a command of no kind we know",
      ["`curl nothing`"],
      '1: "curl nothing": there is no such program',
    ],
    [
      "a command that packs too little",
      ["`npm pack -w packages/types`"],
      expect.stringMatching(
        /^docs\/bad\.md:1: "npm pack.*": packs @dis-openapi\/types, and there are /,
      ),
    ],
  ])("%s", async (_, text, problem) => {
    const expected = typeof problem === "string" ? `docs/bad.md:${problem}` : problem;
    expect(await problemsOf(...text)).toEqual([expected]);
  });

  it("an error of types, as a compiler finds it", async () => {
    const [sample] = samplesIn(
      "docs/bad.md",
      lines("```ts", "", "const a: string = params;", "```"),
    );
    expect(sample && (await compiled([sample]))).toContain("docs/bad.md:3:7: error TS2322");
  });
});

/** What the compiler of the repository says of samples, in a project as that of test-packages.ts. */
async function compiled(samples: readonly Sample[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "dis-openapi-types-"));
  try {
    symlinkSync(fileURLToPath(new URL("node_modules", root)), join(folder, "node_modules"), "dir");
    const files = { "given.ts": given(), ...programsOf(samples) };
    for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code);
    const compilerOptions = {
      ...sampleOptions,
      module: "nodenext",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ["node"],
    };
    const config = JSON.stringify({ compilerOptions, files: Object.keys(files) });
    writeFileSync(join(folder, "tsconfig.json"), config);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
    const { stdout } = await command(process.execPath, [tsc, "--pretty", "false"], { cwd: folder });
    return inPlace(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
