/**
 * Gate on package-lock.json: it names no registry host, so that it installs
 * from whichever registry is configured, and nothing in it runs code at
 * install time but esbuild.
 */
import { readFileSync } from "node:fs";
import { parseOptions } from "./generate/lib/options.ts";

const mayRunAtInstall = new Set(["esbuild"]);

interface LockEntry {
  resolved?: string;
  link?: boolean;
  hasInstallScript?: boolean;
}

parseOptions(
  "Checks package-lock.json: it names no registry host, and nothing but esbuild runs at install time.",
  "tsx scripts/check-lock.ts",
);

const lockPath = new URL("../package-lock.json", import.meta.url);
// The lock file's format is npm's; only three keys of an entry are read here.
const lock = JSON.parse(readFileSync(lockPath, "utf8")) as { packages: Record<string, LockEntry> };

const problems: string[] = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  if (entry.resolved !== undefined && entry.link !== true) {
    problems.push(
      `${path}: "resolved" names a registry. Remove it; .npmrc (omit-lockfile-registry-resolved) keeps it out.`,
    );
  }
  if (entry.hasInstallScript === true && !mayRunAtInstall.has(name)) {
    problems.push(`${path}: has an install script. Choose a package without one.`);
  }
}

for (const problem of problems) console.error(`package-lock.json: ${problem}`);
if (problems.length > 0) process.exit(1);
console.log(`package-lock.json: ${Object.keys(lock.packages).length} entries, none names a host`);
