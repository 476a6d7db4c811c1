import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBundles, specsIn } from "../../../scripts/generate/bundle.ts";
import { clientModules } from "../../../scripts/generate/client.ts";
import { capture } from "../../../scripts/generate/lib/tools.ts";
import { pages } from "../../../scripts/generate/pages.ts";
import { typeModules } from "../../../scripts/generate/types.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const run = promisify(execFile);

const path = "/v2/{project_id}/streams/{stream_name}/labels";
const file = `paths/${path.slice(1).replaceAll("/", "_")}.yaml`;

/** Everything that the operation costs. */
const added: Readonly<Record<string, string>> = {
  [file]: `put:
  operationId: labelStream
  summary: Label a stream
  description: Replaces the labels of a stream, or adds to them.
  tags:
    - Dump tasks
  parameters:
    - $ref: ../components/parameters/ProjectId.yaml
    - $ref: ../components/parameters/StreamName.yaml
    - $ref: ../components/parameters/LabelMode.yaml
  requestBody:
    description: The labels.
    required: true
    content:
      application/json:
        schema:
          $ref: ../components/schemas/LabelStreamRequest.yaml
        examples:
          TwoLabels:
            $ref: ../components/examples/TwoLabels.yaml
  responses:
    "204":
      description: The stream is labelled. There is no body.
      headers:
        X-Request-Id:
          $ref: ../components/headers/XRequestId.yaml
    "400":
      $ref: ../components/responses/BadRequest.yaml
    "401":
      $ref: ../components/responses/Unauthorized.yaml
    default:
      $ref: ../components/responses/UnexpectedError.yaml
`,
  "components/parameters/LabelMode.yaml": `name: mode
in: query
required: false
description: Whether to replace the labels or to add to them.
schema:
  type: string
  enum:
    - replace
    - add
  default: replace
example: add
`,
  "components/schemas/LabelStreamRequest.yaml": `type: object
description: The labels of a stream.
required:
  - labels
properties:
  labels:
    description: The labels, 1 to 3.
    type: array
    minItems: 1
    maxItems: 3
    items:
      type: string
      maxLength: 9
    examples: [[cold, shared]]
examples:
  - labels: [cold, shared]
`,
  "components/examples/TwoLabels.yaml": `summary: Two labels
value:
  labels: [cold, shared]
`,
};

/** A program of a user; it prints what it got. */
const program = `import { createDisClient, DisResponseError, token } from "@dis-openapi/client";
import type { LabelStreamRequest } from "@dis-openapi/types";
import { startMockDis } from "@dis-openapi/mock";

const mock = await startMockDis();
const dis = createDisClient({
  endpoint: mock.endpoint,
  projectId: "0123456789abcdef0123456789abcdef",
  auth: token("any"),
  retry: false,
  fetch: (url, init) => {
    const { pathname, search } = new URL(url);
    console.log(init.method, pathname + search, new TextDecoder().decode(init.body as Uint8Array));
    return fetch(url, init);
  },
});
const body: LabelStreamRequest = { labels: ["cold"] };
const params = { stream_name: "newstream", body } as const;
// @ts-expect-error: the mode is replace or add
const wrongMode = { ...params, mode: "drop" } satisfies Parameters<typeof dis.labelStream>[0];
// @ts-expect-error: the labels are texts
const wrongBody = { ...params, body: { labels: [1] } } satisfies Parameters<typeof dis.labelStream>[0];

const { data, response } = await dis.labelStream.withResponse({ ...params, mode: "add" });
console.log(response.status, data);
for (const bad of [wrongMode, { stream_name: "newstream" }, wrongBody]) {
  const error = await dis.labelStream(bad as never).catch((error: unknown) => error);
  console.log(error instanceof DisResponseError ? error.code : String(error));
}
await mock.close();
`;

const config = {
  extends: "./tsconfig.base.json",
  compilerOptions: {
    lib: ["ES2022", "DOM", "DOM.Iterable"],
    types: ["node"],
    skipLibCheck: true,
    // The declarations in `dist` do not exist.
    paths: {
      "@dis-openapi/types": ["./packages/types/src/index.ts"],
      "@dis-openapi/client": ["./packages/client/src/index.ts"],
    },
  },
  files: ["program.ts"],
};

let folder: string;

/** A workspace with the packages of this one, a copy of the spec, and what is generated from it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dis-openapi-scratch-"));
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "@dis-openapi"), { recursive: true });
  for (const name of await readdir(join(root, "node_modules"))) {
    if (name === "@dis-openapi" || name.startsWith(".")) continue;
    await symlink(join(root, "node_modules", name), join(modules, name));
  }
  const without = /\/(node_modules|dist|test|\.turbo)$/;
  const copies: [name: string, path: string, skipped: RegExp][] = [
    ["spec", "openapi", without],
    ["types", "packages/types", without],
    ["client", "packages/client", without],
    // Nothing of the mock is generated.
    ["mock", "packages/mock", /\/(node_modules|test)$/],
  ];
  for (const [name, path, skipped] of copies) {
    const filter = (from: string) => !skipped.test(from);
    await cp(join(root, path), join(folder, path), { recursive: true, filter });
    await symlink(join(folder, path), join(modules, "@dis-openapi", name));
  }
  await cp(join(root, "tsconfig.base.json"), join(folder, "tsconfig.base.json"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  await writeFile(join(folder, "program.ts"), program);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("an operation described in YAML alone is linted, generated, compiled and called", async () => {
  const openapi = join(folder, "openapi");
  for (const [name, text] of Object.entries(added)) await writeFile(join(openapi, name), text);
  const rootFile = join(openapi, "openapi.yaml");
  const text = await readFile(rootFile, "utf8");
  await writeFile(rootFile, text.replace(/^paths:\n/m, `$&  ${path}:\n    $ref: ${file}\n`));

  const [bundles] = await Promise.all([
    makeBundles(pathToFileURL(`${openapi}/`)),
    capture("redocly", ["lint", "openapi"], { cwd: openapi }),
  ]);
  const specs = specsIn(bundles);
  const outputs = [
    await typeModules(specs),
    await clientModules(specs),
    await pages(specs.openapi),
  ];
  for (const { path, content } of [bundles, ...outputs].flat()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }

  const [stdout, problems] = await Promise.all([runProgram(), compile()]);
  expect(problems).toBe("");
  const target = "/v2/0123456789abcdef0123456789abcdef/streams/newstream/labels";
  expect(stdout.split("\n")).toEqual([
    `PUT ${target}?mode=add {"labels":["cold"]}`,
    "204 undefined",
    "DisConfigError: labelStream: mode must be one of replace, add",
    "DisConfigError: labelStream: body must be of type object",
    `PUT ${target} {"labels":[1]}`,
    "DIS.4200",
    "",
  ]);
});

/** Turn each module into JavaScript, and return what the program prints. */
async function runProgram(): Promise<string> {
  await build({ entryPoints: [join(folder, "program.ts")], outdir: folder });
  for (const name of ["types", "client"]) {
    const src = join(folder, "packages", name, "src");
    const files = await readdir(src, { recursive: true });
    const entryPoints = files.filter((one) => one.endsWith(".ts")).map((one) => join(src, one));
    await build({ entryPoints, outbase: src, outdir: join(src, "../dist") });
  }
  const { stdout } = await run(process.execPath, [join(folder, "program.js")]);
  return stdout;
}

/** Compile the program with the sources of the types and the client, and return what is wrong. */
async function compile(): Promise<string> {
  const tsc = join(root, "node_modules/.bin/tsc");
  const { stdout } = await run(tsc, ["-p", folder]).catch((error) => error);
  return stdout;
}
