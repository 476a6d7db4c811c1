import type { Edits } from "../../rules/lint.js";

export const task = "components/schemas/Task.yaml";
export const taskState = "components/schemas/TaskState.yaml";
export const taskError = "components/schemas/TaskError.yaml";
export const path = "paths/v1_tasks_{task_name}.yaml";
export const parameter = "components/parameters/TaskName.yaml";
export const header = "components/headers/XRequestId.yaml";
export const example = "components/examples/TaskRunning.yaml";

export type Finding = [rule: string, at: string, message: string];

/** Edited copies of the fixture that lint must refuse, with the findings, and must accept. */
export interface Cases {
  refuses?: Record<string, { edits: Edits; findings: Finding[] }>;
  accepts?: Record<string, Edits>;
}

/** A property that satisfies every rule except, perhaps, the one that its keywords break. */
export const property = (name: string, keywords: string): string =>
  `properties:\n  ${name}:\n${keywords.replaceAll(/^/gm, "    ")}\n    description: Added.\n    examples:\n      - x\n`;
