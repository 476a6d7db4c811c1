import type { Spec } from "../../openapi/openapi.d.cts";
import { conformance } from "./lib/conformance.ts";
import { generator, marker, type Output } from "./lib/output.ts";
import { readResults, resultsPath } from "./lib/results.ts";
import { readSpec } from "./lib/spec.ts";
import {
  differences,
  errorCodes,
  openQuestions,
  plain,
  type Section,
  sources,
} from "./lib/tables.ts";

/** Make the pages of docs/ that hold tables. */
export async function pages(spec: Spec): Promise<Output[]> {
  return [
    page(
      "differences",
      "openapi/differences.yaml and openapi/components",
      differences(spec, plain),
    ),
    page(
      "error-codes",
      "openapi/error-codes.yaml",
      errorCodes(spec, (title) => `## ${title}`),
    ),
    page("open-questions", "openapi/open-questions.yaml", openQuestions(spec)),
    page("sources", "openapi/sources.yaml", sources(spec)),
    page("conformance", resultsPath, conformance(await readResults(), "##")),
  ];
}

function page(name: string, source: string, { title, text }: Section): Output {
  const line = marker("scripts/generate/pages.ts", source);
  return { path: `docs/${name}.md`, content: `<!-- ${line} -->\n\n# ${title}\n\n${text}\n` };
}

await generator(
  import.meta.url,
  `Write docs/differences.md, docs/error-codes.md, docs/open-questions.md and docs/sources.md from the
bundled spec, and docs/conformance.md from ${resultsPath}.`,
  async () => pages(await readSpec("openapi")),
);
