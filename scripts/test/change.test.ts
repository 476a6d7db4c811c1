import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { x } from "tinyexec";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sourceOf } from "../change/source.ts";
import { root } from "../generate/lib/spec.ts";

describe("the place of a change", () => {
  const folder = new URL("openapi/test/fixtures/task/", root);
  const lineOf = async (pointer: string) => {
    const { file, line } = sourceOf(folder, "openapi", pointer);
    const text = await readFile(new URL(file, root), "utf8");
    return [file.slice("openapi/test/fixtures/task/".length), text.split("\n")[(line ?? 0) - 1]];
  };

  test.each([
    ["#/info/title", "openapi.yaml", "  title: Tasks"],
    ["#/info/gone/too", "openapi.yaml", "info:"],
    ["#/servers/0/url", "openapi.yaml", "  - url: https://tasks.test"],
    ["#/components/schemas/Task/properties", "components/schemas/Task.yaml", "properties:"],
    ["#/x-error-codes/0/code", "error-codes.yaml", "- code: T.4000"],
    [
      "#/paths/~1v1~1tasks~1{task_name}/get/operationId",
      "paths/v1_tasks_{task_name}.yaml",
      "  operationId: showTask",
    ],
  ])("of %s is its line in the YAML", async (pointer, file, line) => {
    expect(await lineOf(pointer)).toEqual([file, line]);
  });

  test("has no line when the file is gone", () => {
    expect(sourceOf(folder, "openapi", "#/components/schemas/Gone/type")).toEqual({
      file: "openapi/test/fixtures/task/components/schemas/Gone.yaml",
    });
  });
});

describe("npm run change", () => {
  const spec = (region: string) => `openapi: 3.1.1
info: { title: Things, version: 0.3.1 }
servers:
  - url: https://{region}.things.test
    variables: { region: { default: north, enum: [north, ${region}] } }
paths: {}
components: {}
`;
  let folder: string;
  const write = (path: string, text: string) => writeFile(join(folder, path), text);
  const change = async (...args: string[]) => {
    const all = ["--import", "tsx", "scripts/change.ts", ...args];
    const { exitCode, stdout, stderr } = await x(process.execPath, all, {
      nodeOptions: { cwd: folder },
    });
    return { exitCode, stdout, stderr };
  };
  const git = (...args: string[]) =>
    x("git", ["-c", "user.name=A", "-c", "user.email=a@things.test", ...args], {
      nodeOptions: { cwd: folder },
      throwOnError: true,
    });

  /** A repository with the scripts and rules of this one and a small spec, and a known changeset. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "dis-openapi-change-test-"));
    const own = (path: string) => fileURLToPath(new URL(path, root));
    for (const path of ["scripts", "openapi/rules", "openapi/redocly.yaml", "openapi/package.json"])
      await cp(own(path), join(folder, path), { recursive: true });
    await symlink(own("node_modules"), join(folder, "node_modules"));
    for (const path of [".changeset", "baseline", "openapi/generated"])
      await mkdir(join(folder, path));
    await write("package.json", '{ "type": "module" }');
    await write(".gitignore", "node_modules");
    await write(".changeset/old.md", '---\n"@dis-openapi/spec": major\n---\n\nOld.\n');
    await write("baseline/changesets.txt", "old.md\n");
    for (const path of ["baseline", "openapi/generated"])
      for (const name of ["openapi", "iam"]) await write(`${path}/${name}.yaml`, spec("south"));
    for (const name of ["openapi", "iam"]) await write(`openapi/${name}.yaml`, spec("south"));
    await git("init", "--quiet");
    await git("add", ".");
    await git("commit", "--quiet", "--message=All");
  });
  beforeEach(() => rm(join(folder, ".changeset/new.md"), { force: true }));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("refuses a commit that git does not know", async () => {
    expect(await change("--base=--help")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "error: --base must name a commit, and git knows no --help\n",
    });
  });

  test("refuses a format that it does not have", async () => {
    expect(await change("--format", "xml")).toMatchObject({
      exitCode: 2,
      stderr: 'error: --format must be text, markdown or json, not "xml"\n',
    });
  });

  test("needs no changeset when nothing changed", async () => {
    expect(await change("--base", "HEAD")).toEqual({
      exitCode: 0,
      stdout: "The spec is that of HEAD (0.3.1).\n",
      stderr: "",
    });
  });

  describe("after a breaking edit", () => {
    beforeAll(() => write("openapi/openapi.yaml", spec("west")));

    test("fails without a changeset of its own, and says how to add one", async () => {
      const { exitCode, stdout, stderr } = await change();
      expect(stdout).toBe(`major  openapi/openapi.yaml:5
       Removed: south. (house/region-removed)
Since baseline/ (0.3.1): 1 major, 0 minor, 0 patch. The packages need a minor version, 0.4.0. Changesets since then: none.
`);
      expect(stderr).toContain("needs a minor version, and no changeset was added.");
      expect(stderr).toContain('Run "npx changeset" and choose minor');
      expect(exitCode).toBe(1);
    });

    test("fails with a changeset that asks for too little", async () => {
      await write(".changeset/new.md", '---\n"@dis-openapi/spec": patch\n---\n\nNew.\n');
      const { exitCode, stdout, stderr } = await change("--format", "markdown", "--base", "HEAD");
      expect(stdout.replace(/ +/g, " ")).toContain(
        "| major | Removed: south. | `house/region-removed` | `openapi/openapi.yaml:5` |",
      );
      expect(stderr).toContain("the changesets added since ask for a patch version");
      expect(exitCode).toBe(1);
    });

    test("passes with a changeset that asks for enough", async () => {
      await write(".changeset/new.md", '---\n"@dis-openapi/spec": minor\n---\n\nNew.\n');
      const { exitCode, stdout } = await change("--format", "json");
      expect(JSON.parse(stdout)).toMatchObject({
        needs: "minor",
        next: "0.4.0",
        changesets: [{ file: "new.md", level: "minor" }],
        changes: [{ spec: "openapi", grade: "major", file: "openapi/openapi.yaml", line: 5 }],
      });
      expect(exitCode).toBe(0);
    });
  });
});
