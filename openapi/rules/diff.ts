import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const redocly = createRequire(import.meta.url).resolve("@redocly/cli/bin/cli.js");

/** The highest first. */
export const grades = ["major", "minor", "patch", "none"] as const;
export type Grade = (typeof grades)[number];

/** A change as `redocly diff` reports it. One side is missing when something was added or removed. */
export interface Change {
  /** Where the changed part is used. */
  path: string;
  kind: "added" | "removed" | "modified";
  property?: string;
  impact: Grade;
  verdicts: { ruleId: string; impact: Grade; message: string }[];
  base?: Place;
  revision?: Place;
}

interface Place {
  pointer: string;
  line: number;
  value: unknown;
}

/** Compare two bundles by the rules of redocly.yaml. */
export async function changesBetween(base: string, revision: string): Promise<Change[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [redocly, "diff", base, revision, "--format=json", "--fail-on=none"],
    {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
      maxBuffer: 2 ** 28,
    },
  );
  // The shape is Redocly's report version 1.
  const { changes } = JSON.parse(stdout) as { changes: Change[] };
  return changes;
}

export function highest(all: readonly Grade[]): Grade {
  return grades.find((grade) => all.includes(grade)) ?? "none";
}
