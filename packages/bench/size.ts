import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const programs = [
  ["token-and-keys", "@dis-openapi/client: token and keys", "neutral"],
  ["openapi-fetch", "openapi-fetch alone", "neutral"],
  ["huawei-core", "Huawei's Node core: signer and HTTP client", "node"],
] as const;

/** Size of a bundled and minified program, in kB of 1000 bytes. */
export async function run(): Promise<void> {
  const rows = [];
  for (const [file, name, platform] of programs) {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL(`programs/${file}.ts`, import.meta.url))],
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      nodePaths: [fileURLToPath(new URL("../conformance/sdks/node/node_modules", import.meta.url))],
      target: "es2022",
      platform,
      mainFields: ["module", "main"],
      logLevel: "error",
    });
    const code = outputFiles[0]?.contents ?? new Uint8Array();
    rows.push({
      program: name,
      "minified kB": (code.length / 1000).toFixed(2),
      "gzip kB": (gzipSync(code, { level: 9 }).length / 1000).toFixed(2),
    });
  }
  console.log("\nSize (goals with a token and keys: 18.5 kB minified, 7.8 kB gzip)");
  console.table(rows);
}
