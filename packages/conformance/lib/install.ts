import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../../../scripts/generate/lib/spec.ts";
import { command } from "../../../scripts/lib/command.ts";
import type { Packed } from "../../../scripts/lib/pack.ts";

/**
 * Install packages into a folder: those of this repository from their tarballs, the others from
 * the registry.
 *
 * @param manifest the other keys of the folder's package.json.
 * @param wanted ranges by the names of the packages.
 * @throws Error with npm's message.
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
  // What our packages need of each other is to come from the tarballs, too. npm wants a package
  // that is asked for directly to be overridden by a reference to that.
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
 * Installs an exact version of a program, outside the workspace, so that its lock does not grow by
 * runtimes and compilers.
 *
 * @returns the folder of the package.
 * @throws Error with what npm said.
 */
export async function installTool(name: string, version: string): Promise<string> {
  const folder = await cached(`${name.replace("/", "+")}@${version}`, async (unfinished) => {
    await writeFile(join(unfinished, "package.json"), '{ "private": true }');
    await npmInstall(unfinished, `${name}@${version}`);
  });
  return join(folder, "node_modules", name);
}

/** Where everything goes that is fetched for a test: git ignores it, and `npm ci` empties it. */
export const cache = fileURLToPath(new URL("node_modules/.cache/tools/", root));

/** A folder of the cache: what is made once for a name, which says all that it is made of. */
export async function cached(
  name: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(cache, name);
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    // Renamed when it is whole: an install that was interrupted must not look like one.
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
  const { code, stderr } = await command("npm", ["install", ...flags, ...quiet, ...packages], {
    cwd: folder,
  });
  if (code !== 0) throw new Error(`npm install in ${folder}: ${stderr.trim()}`);
}
