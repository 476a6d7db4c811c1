import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = new URL("../../../../", import.meta.url);
const folders = ["openapi", "packages/types", "packages/client", "packages/mock", "packages/probe"];

const list = [
  "pack",
  "--dry-run",
  "--json",
  "--ignore-scripts",
  ...folders.map((path) => `-w=${path}`),
];
// The format of `npm pack --json`, of which one key is used.
const packed = JSON.parse(
  execFileSync("npm", list, { cwd: fileURLToPath(root), encoding: "utf8", stdio: "pipe" }),
) as { files: { path: string }[] }[];

const read = (path: string) => readFileSync(new URL(path, root), "utf8");

test.each(folders)("the tarball of %s has its licence, readme, changelog and links", (folder) => {
  const files = packed[folders.indexOf(folder)]?.files.map(({ path }) => path);
  expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "CHANGELOG.md"]));
  expect(read(`${folder}/LICENSE`)).toBe(read("LICENSE"));
  expect(JSON.parse(read(`${folder}/package.json`))).toMatchObject({
    repository: { directory: folder },
    homepage: expect.stringContaining(folder),
    bugs: expect.any(String),
    keywords: expect.any(Array),
  });
});
