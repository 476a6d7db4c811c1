import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const published = ["openapi", "packages/types", "packages/client", "packages/mock"];

/** Packs every published package as npm would, into a new temporary folder. Needs a build before. */
export function packAll(): { name: string; tarball: string }[] {
  const folder = mkdtempSync(join(tmpdir(), "dis-openapi-pack-"));
  const output = execFileSync(
    "npm",
    ["pack", "--json", "--pack-destination", folder, ...published.flatMap((path) => ["-w", path])],
    { cwd: fileURLToPath(new URL("../..", import.meta.url)), encoding: "utf8" },
  );
  // The format of `npm pack --json`, of which two keys are read.
  const packs = JSON.parse(output) as { name: string; filename: string }[];
  return packs.map(({ name, filename }) => ({ name, tarball: join(folder, filename) }));
}
