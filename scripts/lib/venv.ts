import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { command, type Ended } from "./command.ts";
import { root } from "./spec.ts";

/**
 * Installs Python packages into an environment of their own, in a cache that git ignores, unless
 * they are there already.
 *
 * @returns the path of its Python.
 * @throws Error when there is no Python, or with what pip said.
 */
export async function pythonWith(requirements: URL): Promise<string> {
  const { code, stdout: version } = await command("python3", ["-VV"], {});
  if (code !== 0) throw new Error("there is no python3");
  const wanted = await readFile(requirements, "utf8");
  const key = createHash("sha256").update(version).update(wanted).digest("hex").slice(0, 16);
  const cache = fileURLToPath(new URL("node_modules/.cache/tools/", root));
  const folder = join(cache, `python-${key}`);
  const python = join("bin", "python");
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    // Renamed when it is whole: an install that was interrupted must not look like one.
    const unfinished = await mkdtemp(`${folder}-`);
    try {
      said(await command("python3", ["-m", "venv", unfinished], {}));
      const quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"];
      const pip = ["-m", "pip", "install", ...quiet, "-r", fileURLToPath(requirements)];
      said(await command(join(unfinished, python), pip, {}));
      if (!existsSync(folder)) await rename(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
  return join(folder, python);
}

function said({ code, stdout, stderr }: Ended): string {
  if (code !== 0) throw new Error((stderr || stdout).trim());
  return stdout;
}
