import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "../generate/lib/spec.ts";

const everything = [
  "openapi",
  "scripts",
  "packages/types",
  "packages/client",
  "packages/mock",
  "packages/probe",
];

/** The rooms, and the rooms that each may import besides itself. */
const arrows: Record<string, string[]> = {
  openapi: [],
  scripts: ["openapi"],
  "packages/types": [],
  "packages/client": ["packages/types"],
  "packages/mock": ["openapi", "packages/client"],
  "packages/probe": ["openapi", "packages/client"],
  "packages/e2e": everything,
  "packages/conformance": everything,
  "packages/bench": everything,
};
/** What tests may import besides: the types' iterate over the spec, the probe's run on the mock. */
const testArrows: Record<string, string[]> = {
  "packages/types": ["openapi"],
  "packages/probe": ["packages/mock"],
};

/** The room of a package by its name: `@dis-openapi/client` is in packages/client. */
const roomNamed = (name: string) =>
  name === "@dis-openapi/spec" ? "openapi" : name.replace("@dis-openapi", "packages");

const base = fileURLToPath(root);
const files = Object.keys(arrows).flatMap((room) =>
  readdirSync(join(base, room), { recursive: true, encoding: "utf8" })
    .filter(
      (path) =>
        /\.(ts|js|mjs|cts)$/.test(path) && !/(^|\/)(node_modules|dist|code-samples)\//.test(path),
    )
    .map((path) => `${room}/${path}`),
);

interface Import {
  file: string;
  specifier: string;
  /** The file or, of a package by name, the room. */
  target: string;
  isRelative: boolean;
}

function importsOf(file: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(base, file), "utf8"), true, true);
  return importedFiles.flatMap(({ fileName: specifier }) => {
    const [, name] = /^(@dis-openapi\/[a-z0-9]+)/.exec(specifier) ?? [];
    const isRelative = specifier.startsWith(".");
    const path = normalize(join(dirname(file), specifier));
    const source = path.replace(/\.js$/, ".ts");
    const target = isRelative
      ? existsSync(join(base, source))
        ? source
        : path
      : name && roomNamed(name);
    return target === undefined ? [] : [{ file, specifier, target, isRelative }];
  });
}

const roomOf = (path: string) =>
  Object.keys(arrows).find((room) => path === room || path.startsWith(`${room}/`)) ?? "";
const isTest = (path: string) => /\/test\/|\.test\.ts$/.test(path);
const imports = files.flatMap(importsOf);

test("the import test reads the imports of every room", () => {
  expect(new Set(imports.map(({ file }) => roomOf(file))).size).toBeGreaterThan(7);
});

test("imports follow the direction of the layout", () => {
  const against = imports.filter(({ file, target }) => {
    const from = roomOf(file);
    const to = roomOf(target);
    const extra = isTest(file) ? (testArrows[from] ?? []) : [];
    return to !== "" && from !== to && ![...(arrows[from] ?? []), ...extra].includes(to);
  });
  expect(against.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
});

test("packages are imported by their entry points, and nothing from another room's test folder", () => {
  const deep = imports.filter(({ file, target, isRelative }) => {
    const to = roomOf(target);
    if (!isRelative || to === "" || to === roomOf(file)) return false;
    return to.startsWith("packages/") || isTest(target);
  });
  expect(deep.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
});

test("files do not import each other in a circle", () => {
  const next = new Map<string, string[]>();
  for (const { file, target, isRelative } of imports) {
    if (isRelative) next.set(file, [...(next.get(file) ?? []), target]);
  }
  const circles = new Set<string>();
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      circles.add([...path.slice(start), file].join(" -> "));
      return;
    }
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  expect([...circles]).toEqual([]);
});
