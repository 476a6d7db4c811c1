import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { x } from "tinyexec";
import { parse } from "yaml";
import { type Grade, grades } from "../../openapi/rules/diff.ts";
import { fail } from "../generate/lib/options.ts";
import { root, type specNames } from "../generate/lib/spec.ts";

type SpecName = (typeof specNames)[number];

/** What the spec is compared with. */
export interface Base {
  name: string;
  /** The bundles as YAML. */
  bundles: Record<SpecName, string>;
  /** The changesets that were pending then. They say nothing about what changed since. */
  changesets: string[];
}

export interface Changeset {
  file: string;
  level: Grade;
}

/** Return the last release: the files of `baseline/`. */
export async function baseline(): Promise<Base> {
  const read = (file: string) => readFile(new URL(`baseline/${file}`, root), "utf8");
  const [openapi, iam, changesets] = await Promise.all([
    read("openapi.yaml"),
    read("iam.yaml"),
    read("changesets.txt"),
  ]);
  return {
    name: "baseline/",
    bundles: { openapi, iam },
    changesets: changesets.split("\n").filter((line) => line !== ""),
  };
}

/** Return the bundles and changesets of a commit. A name that git does not know ends the program. */
export async function commit(ref: string): Promise<Base> {
  const found = await git(
    "rev-parse",
    "--quiet",
    "--verify",
    "--end-of-options",
    `${ref}^{commit}`,
  );
  if (found.exitCode !== 0) fail(`--base must name a commit, and git knows no ${ref}`);
  const id = found.stdout.trim();
  const show = async (name: SpecName) => {
    const path = `openapi/generated/${name}.yaml`;
    const { exitCode, stdout } = await git("show", `${id}:${path}`);
    if (exitCode !== 0) fail(`${ref} has no ${path}`);
    return stdout;
  };
  const [openapi, iam] = await Promise.all([show("openapi"), show("iam")]);
  const { stdout } = await git("ls-tree", "--name-only", id, ".changeset/");
  const changesets = stdout.split("\n").map((path) => path.replace(".changeset/", ""));
  return { name: ref, bundles: { openapi, iam }, changesets };
}

function git(...args: string[]) {
  return x("git", args, { nodeOptions: { cwd: fileURLToPath(root) } });
}

/** Return the changesets that are not in `known`, with the highest level that each asks for. */
export async function changesetsBesides(known: readonly string[]): Promise<Changeset[]> {
  const files = (await readdir(new URL(".changeset/", root)))
    .filter((file) => file.endsWith(".md") && file !== "README.md" && !known.includes(file))
    .sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(`.changeset/${file}`, root), "utf8");
      const [, head = ""] = text.split(/^---$/m);
      // An empty changeset has null. Values that are no level do not count.
      const asked = Object.values((parse(head) as Record<string, unknown> | null) ?? {});
      return { file, level: grades.find((grade) => asked.includes(grade)) ?? "none" };
    }),
  );
}
