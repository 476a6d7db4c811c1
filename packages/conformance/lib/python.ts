import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { command } from "../../../scripts/lib/command.ts";
import { cached } from "./install.ts";

/**
 * Installs the Python packages of a list into the cache.
 *
 * @returns the environment in which Python finds them, and none of the user's own.
 * @throws Error when there is no Python, or with what pip said.
 */
export async function pythonWith(requirements: URL): Promise<Record<string, string>> {
  const { code, stdout: version } = await command("python3", ["-VV"], {});
  if (code !== 0) throw new Error("there is no python3 on this machine");
  const wanted = await readFile(requirements, "utf8");
  const hash = createHash("sha256").update(version).update(wanted).digest("hex").slice(0, 12);
  const packages = await cached(`python-${hash}`, async (folder) => {
    const flags = ["--quiet", "--no-compile", "--disable-pip-version-check", "--no-input"];
    // Not an environment, for which some systems lack a module.
    const target = ["--target", folder, "-r", fileURLToPath(requirements)];
    const install = ["-m", "pip", "install", ...flags, ...target];
    const { code, stdout, stderr } = await command("python3", install, {});
    if (code !== 0) throw new Error(`pip install: ${stdout}${stderr}`.trim());
  });
  return { PYTHONPATH: packages, PYTHONNOUSERSITE: "1" };
}
