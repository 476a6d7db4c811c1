import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";

const script = /<script([^>]*)>(.*?)<\/script>/gs;
let html: string;
let scripts: { attributes: string; text: string }[];

beforeAll(() => {
  const file = fileURLToPath(new URL("../../../openapi/dist/index.html", import.meta.url));
  try {
    html = readFileSync(file, "utf8");
  } catch (cause) {
    throw new Error(`Cannot read ${file}. Run "npm run docs -w @dis-openapi/spec".`, { cause });
  }
  scripts = [...html.matchAll(script)].map(([, attributes = "", text = ""]) => ({
    attributes,
    text,
  }));
});

test("the documentation page loads nothing but its own icon, which is inline", () => {
  const markup = html.replace(script, "");
  const loads = [
    ...markup.matchAll(/<(?:img|iframe|link|source|audio|video|embed|object)\b[^>]*>/g),
    ...markup.matchAll(/@import[^;]*|url\((?!\s*["']?(?:data:|#))[^)]*\)/g),
  ].map(([load]) => load);
  expect(loads).toEqual([expect.stringMatching(/^<link rel="icon" href="data:image\/svg/)]);
  expect(scripts.filter(({ attributes }) => attributes.includes("src"))).toEqual([]);
});

test("the documentation page allows only its own scripts, by hash", () => {
  const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  const directives = policy.split("; ").map((directive) => {
    const [name = "", ...values] = directive.split(" ");
    return [name, values];
  });
  expect(Object.fromEntries(directives)).toEqual({
    "default-src": ["'none'"],
    "script-src": scripts.map(
      ({ text }) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
    ),
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "font-src": ["data:"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
  });
});

test("the documentation page contains no path of the machine that built it", () => {
  expect(html).not.toContain(process.cwd());
  expect(html).not.toMatch(/\/tmp\/|file:\/\/\//);
});

test("the package of the spec contains the documentation page and the bundles", () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const list = ["pack", "--dry-run", "--json", "--ignore-scripts", "-w=openapi"];
  // The format of `npm pack --json`, of which one key is used.
  const [packed] = JSON.parse(
    execFileSync("npm", list, { cwd: root, encoding: "utf8", stdio: "pipe" }),
  ) as { files: { path: string }[] }[];
  const paths = packed?.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      "dist/index.html",
      "generated/openapi.yaml",
      "generated/openapi.json",
      "generated/iam.yaml",
    ]),
  );
});

test("the line that folds a field's evidence is never longer than the field's meaning", () => {
  const data = scripts.map(({ text }) => text.replaceAll("\\u003c", "<")).join("");
  const folded = [
    ...data.matchAll(/"description":"([^"]*?)\\n\\n<details><summary>(.*?)<\/summary>/g),
  ];
  expect(folded.length).toBeGreaterThan(50);
  expect(folded.filter(([, meaning = "", line = ""]) => line.length > meaning.length)).toEqual([]);
});
