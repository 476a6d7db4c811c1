import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { x } from "tinyexec";
import { root } from "../../../scripts/generate/lib/spec.ts";
import { published } from "../../../scripts/published.ts";

/** The published packages, packed, and an empty folder beside them. */
export interface Packed {
  readonly folder: string;
  /** Path of the tarball by the name of the package. */
  readonly tarballs: Readonly<Record<string, string>>;
}

/**
 * Pack every published package as npm would (built before), for the time of a function.
 *
 * @throws Error with what npm said.
 */
export async function withPacked<T>(use: (packed: Packed) => Promise<T>): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), "dis-openapi-pack-"));
  try {
    const workspaces = published.flatMap((path) => ["-w", path]);
    const { exitCode, stdout, stderr } = await x(
      "npm",
      ["pack", "--json", "--pack-destination", parent, ...workspaces],
      { nodeOptions: { cwd: fileURLToPath(root) } },
    );
    if (exitCode !== 0) throw new Error(`npm pack: ${stderr.trim()}`);
    // The format of `npm pack --json`, of which two keys are read.
    const packs = JSON.parse(stdout) as { name: string; filename: string }[];
    const folder = join(parent, "projects");
    await mkdir(folder);
    return await use({
      folder,
      tarballs: Object.fromEntries(
        packs.map(({ name, filename }) => [name, join(parent, filename)]),
      ),
    });
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
