import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { cached } from "./install.ts";
import { must, run } from "./run.ts";

/**
 * Install the Python packages of a requirements file into the cache.
 *
 * @returns the variables with which Python finds these packages and none of the user's.
 * @throws Error when there is no Python, or with the output of pip.
 */
export async function pythonWith(requirements: URL): Promise<Record<string, string>> {
  const { code, stdout: version } = await run("python3", ["-VV"]);
  if (code !== 0) throw new Error("python3 is not installed");
  const wanted = await readFile(requirements, "utf8");
  const hash = createHash("sha256").update(version).update(wanted).digest("hex").slice(0, 12);
  const packages = await cached(`python-${hash}`, async (folder) => {
    const flags = ["--quiet", "--no-compile", "--disable-pip-version-check", "--no-input"];
    // A folder instead of a virtual environment: some systems lack the module for these.
    const target = ["--target", folder, "-r", fileURLToPath(requirements)];
    await must("python3", ["-m", "pip", "install", ...flags, ...target]);
  });
  return { PYTHONPATH: packages, PYTHONNOUSERSITE: "1" };
}
