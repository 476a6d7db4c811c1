import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compare, write } from "../generate/lib/output.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dis-openapi-output-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

test("files are written, with the folders they need, and nothing is left beside them", async () => {
  await write([{ path: at("a/b.ts"), content: "one\n" }]);
  expect(readFileSync(at("a/b.ts"), "utf8")).toBe("one\n");
  expect(readdirSync(at("a"))).toEqual(["b.ts"]);
});

test("a file that is right already is left alone", async () => {
  await write([{ path: at("a.ts"), content: "one\n" }]);
  const before = statSync(at("a.ts"));
  await write([{ path: at("a.ts"), content: "one\n" }]);
  expect(statSync(at("a.ts")).ino).toBe(before.ino);
});

test("when one file cannot be written, none is", async () => {
  writeFileSync(at("file"), "");
  await expect(
    write([
      { path: at("a.ts"), content: "one\n" },
      { path: at("file/b.ts"), content: "two\n" },
    ]),
  ).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(["file"]);
});

test("a check names every file that is stale or missing and the command that mends them", async () => {
  writeFileSync(at("fresh.ts"), "one\n");
  writeFileSync(at("stale.ts"), "edited by hand\n");
  await expect(
    compare(
      ["fresh.ts", "stale.ts", "gone.ts"].map((name) => ({ path: at(name), content: "one\n" })),
    ),
  ).rejects.toThrow(
    `${at("stale.ts")} is stale.\n${at("gone.ts")} is missing.\nMend with "npm run generate".`,
  );
  expect(readFileSync(at("stale.ts"), "utf8")).toBe("edited by hand\n");
});
