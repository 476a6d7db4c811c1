import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { staleAmong, write } from "../generate/lib/output.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dis-openapi-output-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

test("writes files and the folders they need, and leaves no temporary file", async () => {
  await write([{ path: at("a/b.ts"), content: "one\n" }]);
  expect(readFileSync(at("a/b.ts"), "utf8")).toBe("one\n");
  expect(readdirSync(at("a"))).toEqual(["b.ts"]);
});

test("leaves a file alone that has its content already", async () => {
  await write([{ path: at("a.ts"), content: "one\n" }]);
  const before = statSync(at("a.ts"));
  await write([{ path: at("a.ts"), content: "one\n" }]);
  expect(statSync(at("a.ts")).ino).toBe(before.ino);
});

test("writes no file when one of them cannot be written", async () => {
  writeFileSync(at("file"), "");
  await expect(
    write([
      { path: at("a.ts"), content: "one\n" },
      { path: at("file/b.ts"), content: "two\n" },
    ]),
  ).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(["file"]);
});

test("names each stale and each missing file, and changes neither", async () => {
  writeFileSync(at("fresh.ts"), "one\n");
  writeFileSync(at("stale.ts"), "edited by hand\n");
  const outputs = ["fresh.ts", "stale.ts", "gone.ts"].map((name) => ({
    path: at(name),
    content: "one\n",
  }));
  expect(await staleAmong(outputs)).toEqual([
    `${at("stale.ts")} is stale.`,
    `${at("gone.ts")} is missing.`,
  ]);
  expect(readFileSync(at("stale.ts"), "utf8")).toBe("edited by hand\n");
});
