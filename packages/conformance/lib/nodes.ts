import { join } from "node:path";
import { installTool } from "./install.ts";

/** The Node versions that are tested: the floor of the support promise, and the newest of each later line. */
export const nodeVersions = ["20.19.0", "22.23.3", "24.21.0", "26.10.0"] as const;

/** The path of a Node of that version, fetched when it is not in the cache. */
export async function nodeProgram(version: string): Promise<string> {
  const { platform, arch } = process;
  // The one package that is named otherwise: another had the name before.
  const bin = platform === "darwin" && arch === "arm64" ? "node-bin" : "node";
  return join(await installTool(`${bin}-${platform}-${arch}`, version), "bin/node");
}
