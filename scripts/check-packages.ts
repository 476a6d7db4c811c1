/** Gate on what is published: publint and "are the types wrong?" on each package as npm packs it. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseOptions } from "./lib/options.ts";
import { packAll } from "./lib/pack.ts";

parseOptions("Checks the packed packages with publint and attw.", "tsx scripts/check-packages.ts");

const cwd = fileURLToPath(new URL("..", import.meta.url));
const npx = (...args: string[]) =>
  execFileSync("npx", ["--no-install", ...args], { cwd, stdio: "inherit" });

for (const { name, tarball } of packAll()) {
  npx("publint", "--strict", tarball);
  // The spec package has no JavaScript, so there are no types to resolve.
  if (name !== "@dis-openapi/spec")
    npx("attw", "--profile", "esm-only", "--format", "table-flipped", tarball);
}
