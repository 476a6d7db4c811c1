import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../../../scripts/generate/lib/spec.ts";
import type { Packed } from "./pack.ts";
import { must } from "./run.ts";

/**
 * Install packages into a folder: those of this repository from their tarballs, the others from
 * the registry.
 *
 * @param manifest the other keys of the folder's package.json.
 * @param wanted ranges by the names of the packages.
 * @throws Error with the output of npm.
 */
export async function install(
  folder: string,
  manifest: { readonly type: "module" | "commonjs"; readonly scripts?: object },
  wanted: Readonly<Record<string, string>>,
  { tarballs }: Packed,
): Promise<void> {
  const ours = Object.entries(tarballs).map(
    ([name, tarball]) => [name, `file:${tarball}`] as const,
  );
  const dependencies = {
    ...wanted,
    ...Object.fromEntries(ours.filter(([name]) => name in wanted)),
  };
  // Our packages must find each other's tarballs, too. npm demands that the override of a direct
  // dependency refers to it.
  const overrides = Object.fromEntries(
    ours.map(([name, file]) => [name, name in wanted ? `$${name}` : file]),
  );
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ private: true, ...manifest, dependencies, overrides }),
  );
  await npmInstall(folder);
}

/**
 * Install an exact version of a program outside the workspaces, so that the lock does not contain
 * runtimes and compilers.
 *
 * @returns the folder of the package.
 * @throws Error with the output of npm.
 */
export async function installTool(name: string, version: string): Promise<string> {
  const folder = await cached(`${name.replace("/", "+")}@${version}`, async (unfinished) => {
    await writeFile(join(unfinished, "package.json"), '{ "private": true }');
    await npmInstall(unfinished, `${name}@${version}`);
  });
  return join(folder, "node_modules", name);
}

/** The Node versions that are tested: the oldest supported one, and the newest of each later line. */
export const nodeVersions = ["20.19.0", "22.23.3", "24.21.0", "26.10.0"] as const;

/** Return the path of a version of Node, after installing it into the cache. */
export async function nodeProgram(version: string): Promise<string> {
  const { platform, arch } = process;
  // This one package has another name, because its own was taken.
  const bin = platform === "darwin" && arch === "arm64" ? "node-bin" : "node";
  return join(await installTool(`${bin}-${platform}-${arch}`, version), "bin/node");
}

/** Everything that is downloaded for a test. git ignores the folder, and `npm ci` deletes it. */
export const cache = fileURLToPath(new URL("node_modules/.cache/tools/", root));

/** Return a folder of the cache, made once. The name must identify everything it is made from. */
export async function cached(
  name: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(cache, name);
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    // Rename a complete folder only, because an interrupted install must not look like one.
    const unfinished = await mkdtemp(`${folder}-`);
    try {
      await make(unfinished);
      if (!existsSync(folder)) await rename(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
  return folder;
}

async function npmInstall(folder: string, ...packages: string[]): Promise<void> {
  const flags = ["--prefix", folder, "--ignore-scripts", "--no-package-lock"];
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  await must("npm", ["install", ...flags, ...quiet, ...packages], { cwd: folder });
}
