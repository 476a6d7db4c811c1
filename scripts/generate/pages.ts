import { readResults, resultsPath } from "../lib/conformance-results.ts";
import { conformanceIntroduction, conformanceText } from "./lib/conformance-text.ts";
import { generator, marker, type Output } from "./lib/output.ts";
import { readSpec } from "./lib/spec.ts";
import {
  differencesIntroduction,
  differencesTable,
  errorCodesIntroduction,
  errorCodesTable,
  openQuestionsIntroduction,
  openQuestionsTable,
} from "./lib/tables.ts";

await generator(
  "scripts/generate/pages.ts",
  `Writes docs/differences.md, docs/error-codes.md and docs/open-questions.md from the bundled spec,
and docs/conformance.md from ${resultsPath}.`,
  async () => {
    const spec = await readSpec("openapi");
    return [
      page(
        "docs/differences.md",
        "openapi/differences.yaml and openapi/components",
        "Where the documentation and the service differ",
        differencesIntroduction,
        differencesTable(spec),
      ),
      page(
        "docs/error-codes.md",
        "openapi/error-codes.yaml",
        "Error codes",
        errorCodesIntroduction,
        errorCodesTable(spec),
      ),
      page(
        "docs/open-questions.md",
        "openapi/open-questions.yaml",
        "Open questions",
        openQuestionsIntroduction,
        openQuestionsTable(spec),
      ),
      page(
        "docs/conformance.md",
        resultsPath,
        "The official SDKs against the mock",
        conformanceIntroduction,
        conformanceText(await readResults(), "##"),
      ),
    ];
  },
);

function page(path: string, source: string, title: string, text: string, table: string): Output {
  return {
    path,
    content: `<!-- ${marker("scripts/generate/pages.ts", source)} -->\n\n# ${title}\n\n${text}\n\n${table}\n`,
  };
}
