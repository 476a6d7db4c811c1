import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Edits, lintEach } from "../rules/lint.js";

const contributing = readFileSync(new URL("../../CONTRIBUTING.md", import.meta.url), "utf8");
const source = fileURLToPath(new URL("..", import.meta.url));

test("lint judges the field of CONTRIBUTING.md's walkthrough as the walkthrough says", {
  timeout: 60_000,
}, async () => {
  const blocks = contributing.matchAll(/^ +```yaml\n([\s\S]*?)^ +```$/gm);
  // The list item indents the blocks by three.
  const [property = "", registered = ""] = [...blocks].map(([, block = ""]) =>
    block.replace(/^ {3}/gm, ""),
  );
  const field = property.replace(/^/gm, "  ").trimEnd().concat("\n");
  const [, name = ""] = /(\w+):/.exec(field) ?? [];
  const schema = "components/schemas/PartitionResult.yaml";
  const added: Edits = { [schema]: ["properties:\n", `properties:\n${field}`] };
  const row = "    - PartitionResult.partitionId\n";
  const listed: Edits = {
    ...added,
    "differences.yaml": [row, `    - PartitionResult.${name}\n${row}`],
    "sources.yaml": ["- id: reference-copy\n", `${registered}- id: reference-copy\n`],
  };

  const problems = await lintEach(source, "openapi", { added, listed });
  expect(problems.added.map(({ rule }) => rule)).toEqual([
    "house/evidence-complete",
    "house/sources-known",
  ]);
  expect(problems.listed).toEqual([]);
});
