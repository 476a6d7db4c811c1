/**
 * One version for the whole project: `info.version` of both specs is the
 * version of the packages. `changeset version` moves the packages; this
 * script moves the specs after them, and with --check says when they differ.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseOptions } from "./lib/options.ts";

const { check } = parseOptions(
  "Sets info.version of both specs to the version of @dis-openapi/spec.",
  "tsx scripts/sync-version.ts [--check]",
  { check: { type: "boolean" } },
);

const root = new URL("../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

// package.json is npm's format; `version` is required there.
const { version } = JSON.parse(read("openapi/package.json")) as { version: string };

const versionLine = /^(info:\n(?: {2}.*\n)*? {2}version: )(.*)$/m;
let stale = false;
for (const path of ["openapi/openapi.yaml", "openapi/iam.yaml"]) {
  const text = read(path);
  const found = versionLine.exec(text)?.[2];
  if (found === undefined) {
    throw new Error(
      `${path}: no "version:" among the keys of "info:"; it must be a line of its own`,
    );
  }
  if (found === version) continue;
  stale = true;
  if (check) {
    console.error(
      `${path}: info.version is ${found}, the packages have ${version}. Run "npx tsx scripts/sync-version.ts".`,
    );
  } else {
    writeFileSync(new URL(path, root), text.replace(versionLine, `$1${version}`));
    console.log(`${path}: info.version is now ${version}`);
  }
}
if (check && stale) process.exit(1);
