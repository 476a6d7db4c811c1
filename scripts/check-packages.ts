/** Gate on what is published: publint and "are the types wrong?" on each package as npm packs it. */
import { execFileSync } from "node:child_process";
import { parseOptions } from "./generate/lib/options.ts";
import { root } from "./generate/lib/spec.ts";
import { withPacked } from "./lib/pack.ts";

parseOptions("Checks the packed packages with publint and attw.", "tsx scripts/check-packages.ts");

/** There is nothing to import from these: the one is data, the other a program. */
const withoutTypes = ["@dis-openapi/spec", "@dis-openapi/probe"];

const npx = (...args: string[]) =>
  execFileSync("npx", ["--no-install", ...args], { cwd: root, stdio: "inherit" });

try {
  await withPacked(async ({ tarballs }) => {
    for (const [name, tarball] of Object.entries(tarballs)) {
      npx("publint", "--strict", tarball);
      if (!withoutTypes.includes(name)) npx("attw", "--profile", "esm-only", tarball);
    }
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
