import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { lintEach, type Problem } from "../rules/lint.js";
import { cases as describedAndExemplified } from "./rules/described-and-exemplified.js";
import { cases as evidenceComplete } from "./rules/evidence-complete.js";
import { cases as expressible } from "./rules/expressible.js";
import { cases as fileNameEqualsComponentName } from "./rules/file-name-equals-component-name.js";
import type { Cases } from "./rules/fixture.js";
import { cases as jsonBodies } from "./rules/json-bodies.js";
import { cases as noRawHtml } from "./rules/no-raw-html.js";
import { cases as noUnresolvedRefs } from "./rules/no-unresolved-refs.js";
import { cases as noUnusedComponentFile } from "./rules/no-unused-component-file.js";
import { cases as openQuestionsAnswerable } from "./rules/open-questions-answerable.js";
import { cases as registersWellFormed } from "./rules/registers-well-formed.js";
import { cases as resourcesKnown } from "./rules/resources-known.js";
import { cases as responseHeaders } from "./rules/response-headers.js";
import { cases as responseNoRequired } from "./rules/response-no-required.js";
import { cases as responseOpenEnums } from "./rules/response-open-enums.js";
import { cases as responseOpenObjects } from "./rules/response-open-objects.js";
import { cases as rootHoldsOnlyRefs } from "./rules/root-holds-only-refs.js";
import { cases as sensitiveMarked } from "./rules/sensitive-marked.js";
import { cases as sentenceCase } from "./rules/sentence-case.js";
import { cases as sourcesKnown } from "./rules/sources-known.js";
import { cases as unauthorizedResponse } from "./rules/unauthorized-response.js";

/** The spec that each case changes in one place: one operation, and one component of each kind. */
const source = fileURLToPath(new URL("fixtures/task", import.meta.url));

const rules: Record<string, Cases> = {
  "described-and-exemplified": describedAndExemplified,
  "evidence-complete": evidenceComplete,
  expressible,
  "file-name-equals-component-name": fileNameEqualsComponentName,
  "json-bodies": jsonBodies,
  "no-raw-html": noRawHtml,
  "no-unresolved-refs": noUnresolvedRefs,
  "no-unused-component-file": noUnusedComponentFile,
  "open-questions-answerable": openQuestionsAnswerable,
  "registers-well-formed": registersWellFormed,
  "resources-known": resourcesKnown,
  "response-headers": responseHeaders,
  "response-no-required": responseNoRequired,
  "response-open-enums": responseOpenEnums,
  "response-open-objects": responseOpenObjects,
  "root-holds-only-refs": rootHoldsOnlyRefs,
  "sensitive-marked": sensitiveMarked,
  "sentence-case": sentenceCase,
  "sources-known": sourcesKnown,
  "unauthorized-response": unauthorizedResponse,
};
const all = Object.entries(rules).map(([rule, { refuses = {}, accepts = {} }]) => ({
  rule,
  refuses: Object.entries(refuses),
  accepts: Object.entries(accepts),
}));
const key = (rule: string, name: string): string => `${rule}: ${name}`;

// One run for all cases, because starting the command line takes most of the time.
const found: Record<string, Problem[]> = await lintEach(source, "openapi", {
  unchanged: {},
  ...Object.fromEntries(
    all.flatMap(({ rule, refuses, accepts }) => [
      ...refuses.map(([name, { edits }]) => [key(rule, name), edits]),
      ...accepts.map(([name, edits]) => [key(rule, name), edits]),
    ]),
  ),
});

test("lint accepts the unchanged fixture", () => {
  expect(found.unchanged).toEqual([]);
});

describe.each(all)("the rule $rule", ({ rule, refuses, accepts }) => {
  // Exactly the problems listed, so that no other rule can report in place of the tested one.
  test.each(refuses)("refuses %s", (name, { findings }) => {
    expect(found[key(rule, name)]).toEqual(
      findings.map(([id, at, message]) => ({ rule: id, at, message })),
    );
  });
  test.each(accepts)("accepts %s", (name) => {
    expect(found[key(rule, name)]).toEqual([]);
  });
});
