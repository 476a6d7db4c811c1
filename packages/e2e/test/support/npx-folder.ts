import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./samples.js";

/** A new folder of a project that has one of our packages as npm puts it there. */
export function npxFolder(name: string, program: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${program}-`));
  const modules = join(folder, "node_modules");
  const source = fileURLToPath(new URL(`packages/${name}`, root));
  mkdirSync(join(modules, "@dis-openapi"), { recursive: true });
  mkdirSync(join(modules, ".bin"));
  symlinkSync(source, join(modules, "@dis-openapi", name), "dir");
  // npm makes a link, and the file executable; that one here is not ours to change.
  const link = `#!/bin/sh\nexec node "${source}/dist/cli.js" "$@"\n`;
  writeFileSync(join(modules, ".bin", program), link, { mode: 0o755 });
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  return folder;
}
