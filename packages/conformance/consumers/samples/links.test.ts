import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { filesLike, root } from "./samples.ts";

const pages = filesLike(/^(?!packages\/[^/]+\/test\/|\.changeset\/).+\.md$/);
const scripts = filesLike(/^package\.json$|^(openapi|packages\/[^/]+)\/package\.json$/).flatMap(
  ({ text }) => Object.keys(JSON.parse(text).scripts),
);

test.each(pages.map((page) => [page.file, page] as const))(
  "every link of %s leads to a file",
  (file, { text }) => {
    const links = [...text.matchAll(/\]\((?!\w+:|#)([^)#]+)[^)]*\)/g)].map(([, path = ""]) => path);
    expect(links.filter((path) => !existsSync(new URL(path, new URL(file, root))))).toEqual([]);
  },
);

test.each(pages.map((page) => [page.file, page] as const))(
  "every npm script that %s names exists",
  (_, { text }) => {
    const names = [...text.matchAll(/npm run ([\w:]*\w)/g)].map(([, name = ""]) => name);
    expect(names.filter((name) => !scripts.includes(name))).toEqual([]);
  },
);

test("the index of decisions lists each of them", () => {
  const index = readFileSync(new URL("docs/adr/README.md", root), "utf8");
  const decisions = filesLike(/^docs\/adr\/\d.*\.md$/).map(({ file }) => file.replace(/.*\//, ""));
  expect(decisions.filter((name) => !index.includes(`](${name})`))).toEqual([]);
});
