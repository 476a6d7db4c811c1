import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

/** How many lines of this width an editor's hover may have, so that it fits on a screen. */
const most = { lines: 20, columns: 80 };

const program = `
import {
  accessKey,
  createDisClient,
  DisResponseError,
  destinationOf,
} from "@dis-openapi/client";

const { AK = "", SK = "" } = process.env;
const dis = createDisClient({
  region: "cn-north-4",
  projectId: "0123456789abcdef0123456789abcdef",
  auth: accessKey({ ak: AK, sk: SK }),
  timeoutMs: 10_000,
});

try {
  await dis.createTransferTask({
    stream_name: "newstream",
    body: {
      destination_type: "OBS",
      obs_destination_descriptor: {
        task_name: "newtask",
        agency_name: "dis_admin_agency",
        obs_bucket_path: "obsbucket",
        deliver_time_interval: 300,
        retry_duration: 1800,
      },
    },
  });
} catch (error) {
  if (!(error instanceof DisResponseError)) throw error;
  console.log(error.code);
}

const task = await dis.showTransferTask({ stream_name: "newstream", task_name: "newtask" });
console.log(task.state, task.task_name, task.partitions);

const destination = destinationOf(task);
if (destination?.type === "OBS") console.log(destination.description.retry_duration);
`;

/** What to point at: the word after the caret. */
const symbols = [
  "task.^state",
  "task.^task_name",
  "task.^partitions",
  '^task_name: "newtask",',
  "^retry_duration: 1800",
  "dis.^showTransferTask",
  '^task_name: "newtask" }',
  "dis.^createTransferTask",
  "^body: {",
  "error.^code",
  "^destinationOf(task)",
  "^destination.description",
  "destination.^description",
  "description.^retry_duration",
  "^accessKey({",
  "^timeoutMs:",
];

const file = fileURLToPath(new URL("program.ts", import.meta.url));
const service = ts.createLanguageService({
  ...ts.sys,
  useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  getCompilationSettings: () => ({
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    module: ts.ModuleKind.NodeNext,
    types: ["node"],
    strict: true,
  }),
  getScriptFileNames: () => [file],
  getScriptVersion: () => "1",
  getScriptSnapshot: (path) => {
    const text = path === file ? program : ts.sys.readFile(path);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getDefaultLibFileName: ts.getDefaultLibFilePath,
});

interface Hover {
  symbol: string;
  place: string;
  type: string;
  /** The comment, in Markdown. */
  text: string;
}

function hoverOf(caret: string): Hover {
  const place = caret.replace("^", "");
  const at = program.indexOf(place) + caret.indexOf("^");
  const info = service.getQuickInfoAtPosition(file, at);
  const tags = (info?.tags ?? []).map(
    ({ name, text }) => `*@${name}* ${ts.displayPartsToString(text)}`,
  );
  return {
    symbol: /\^(\w+)/.exec(caret)?.[1] ?? "",
    place,
    type: ts.displayPartsToString(info?.displayParts),
    text: [ts.displayPartsToString(info?.documentation), ...tags].filter(Boolean).join("\n\n"),
  };
}

/** The lines that an editor shows: it joins those of a paragraph, wraps them and hides addresses. */
function linesOf({ type, text }: Hover): number {
  // Prose and code take turns.
  const shown = text.split(/```ts\n|\n```/).map((part, index) => {
    const isCode = index % 2 === 1;
    return isCode ? part : part.replace(/\]\(.*?\)/g, "]").replace(/(?<!\n)\n(?![\n-])/g, " ");
  });
  return [type, ...shown]
    .filter((part) => part !== "")
    .flatMap((part) => part.split("\n"))
    .map((line) => Math.max(1, Math.ceil(line.length / most.columns)))
    .reduce((sum, lines) => sum + lines, 0);
}

const hovers = symbols.map(hoverOf);

test("a program as users write it has no errors", () => {
  expect(
    service
      .getSemanticDiagnostics(file)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  ).toEqual([]);
});

test("what an editor shows reads as reviewed", async () => {
  const page = hovers.map(({ symbol, place, type, text }) =>
    `## \`${symbol}\` in \`${place}\`\n\n\`\`\`ts\n${type}\n\`\`\`\n\n${text}`.trim(),
  );
  await expect(`# What an editor shows\n\n${page.join("\n\n")}\n`).toMatchFileSnapshot(
    "snapshots/hover.md",
  );
});

test.each(hovers)("what an editor shows of $symbol in $place fits on a screen", (hover) => {
  expect(linesOf(hover)).toBeLessThanOrEqual(most.lines);
});

test("an editor shows the names of types, never their fields", () => {
  expect(hovers.filter(({ type }) => type.includes("{")).map(({ place }) => place)).toEqual([]);
});
