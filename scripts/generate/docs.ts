import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { finish } from "./docs/finish.ts";
import { pageSpec, redocOptions } from "./docs/page-spec.ts";
import { generator } from "./lib/output.ts";
import { readResults, resultsPath } from "./lib/results.ts";
import { readSpecs } from "./lib/spec.ts";
import { capture } from "./lib/tools.ts";

const path = "openapi/dist/index.html";

await generator(
  import.meta.url,
  `Make ${path}, the documentation as one HTML file that opens from disk and needs no network,
from openapi/generated/openapi.json, iam.json and ${resultsPath}.`,
  async () => {
    const specs = await readSpecs();
    const folder = await mkdtemp(join(tmpdir(), "dis-openapi-docs-"));
    try {
      const at = (name: string) => join(folder, name);
      // Not openapi/redocly.yaml, whose decorators were applied to the bundle already.
      await writeFile(at("redocly.yaml"), JSON.stringify({ telemetry: "off" }));
      await writeFile(at("openapi.json"), JSON.stringify(pageSpec(specs, await readResults())));
      await writeFile(at("options.json"), JSON.stringify(redocOptions(specs)));
      await capture(
        "redocly",
        [
          "build-docs",
          "openapi.json",
          "--config=redocly.yaml",
          "--openapi=options.json",
          `--template=${fileURLToPath(asset("template.hbs"))}`,
          `--title=${specs.openapi.info.title}`,
          "--inlineBundle",
          "--output=index.html",
        ],
        { cwd: folder },
      );
      const content = finish(await readFile(at("index.html"), "utf8"), {
        theme: await readFile(asset("theme.css"), "utf8"),
        favicon: await readFile(asset("favicon.svg"), "utf8"),
      });
      return [{ path, content }];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

function asset(name: string): URL {
  return new URL(`docs/${name}`, import.meta.url);
}
