import type { Components, Operation, Schema, Server, Spec } from "../../../openapi/openapi.d.cts";
import { conformance } from "../lib/conformance.ts";
import { evidenceOf } from "../lib/evidence.ts";
import type { Results } from "../lib/results.ts";
import { operationsOf, type Specs } from "../lib/spec.ts";
import {
  differences,
  errorCodes,
  type Layout,
  openQuestions,
  type Section,
  sources,
  statementLine,
} from "../lib/tables.ts";
import { withoutMarkup } from "./markup.ts";

interface Tag {
  name: string;
  "x-displayName"?: string;
  "x-traitTag"?: true;
  description?: string;
}

/** What Redoc reads beyond the bundle's own schema. */
interface PageSchema extends Schema {
  example?: unknown;
  "x-badges"?: { name: string }[];
}

interface PageOperation extends Operation {
  servers?: Server[];
  "x-badges"?: { name: string }[];
}

const repository = "https://github.com/dis-openapi/dis-openapi";

const links = [
  `[YAML](${repository}/blob/main/openapi/generated/openapi.yaml)`,
  `[JSON](${repository}/blob/main/openapi/generated/openapi.json)`,
  `[Repository](${repository})`,
  `[Report a wrong fact](${repository}/issues/new/choose)`,
].join(" · ");

/**
 * Return the spec for the page: both bundles in one, changed where Redoc would hide or garble
 * something, with the evidence of each field folded after its meaning.
 */
export function pageSpec(bundles: Specs, results: Results): Spec & { tags: Tag[] } {
  const openapi = withoutMarkup(bundles.openapi);
  const spec = joined({ openapi, iam: withoutMarkup(bundles.iam) });
  spec.info.description = [links, spec.info.description].filter(Boolean).join("\n\n");
  for (const { operation } of operationsOf(spec)) showOperation(operation);
  foldEvidence(spec);
  for (const schema of Object.values(spec.components?.schemas ?? {})) {
    showOpenEnum(schema);
    for (const field of [schema, ...Object.values(schema.properties ?? {})]) showExample(field);
  }
  return {
    ...spec,
    tags: [
      // Redoc's name for operations without a tag, which it would put last.
      { name: "" },
      tag("differences", withFilter(differences(openapi, layout))),
      // Redoc would hide what is under a heading until the section is opened in the sidebar.
      tag(
        "error-codes",
        errorCodes(openapi, (title) => `**${title}**`),
      ),
      tag("sources", sources(openapi)),
      tag("open-questions", openQuestions(openapi)),
      tag("conformance", conformance(results, "###")),
    ],
  };
}

/**
 * Join both bundles, which it changes. The operations of IAM keep their servers and their security.
 *
 * @throws Error when two components of the same name differ.
 */
function joined({ openapi, iam }: Specs): Spec {
  for (const { operation } of operationsOf(iam)) {
    const page: PageOperation = operation;
    if (iam.servers !== undefined) page.servers = iam.servers;
    page.security ??= iam.security ?? [];
    page["x-badges"] = [{ name: "IAM" }];
  }
  const components: Record<string, Record<string, unknown>> = { ...openapi.components };
  for (const [kind, added] of Object.entries<Record<string, unknown>>({ ...iam.components })) {
    for (const [name, component] of Object.entries(added)) {
      const present = components[kind]?.[name] ?? component;
      if (JSON.stringify(present) !== JSON.stringify(component))
        throw new Error(`The specs have two different components/${kind}/${name}: rename one.`);
    }
    components[kind] = { ...added, ...components[kind] };
  }
  return {
    ...openapi,
    paths: { ...openapi.paths, ...iam.paths },
    // Safe: both parts are components.
    components: components as Components,
  };
}

/** Put the evidence of each disputed field after its meaning, folded under a shorter line. */
function foldEvidence(spec: Spec): void {
  const evidence = evidenceOf(spec);
  for (const [name, field] of evidence.fields) {
    const confidence = confidences[field["x-confidence"] ?? ""];
    if (confidence === undefined) continue;
    const { rows, statements } = evidence.ofField(name);
    const line = [confidence, rows.join(", ")].filter(Boolean).join(": ");
    const see = rows.map((id) => `[${id}](${layout.addressOf(id)})`).join(", ");
    const text = [statements.map(statementLine).join("\n"), see && `See ${see}.`];
    const note = `<details><summary>${line}</summary>\n\n${text.filter(Boolean).join("\n\n")}\n\n</details>`;
    field.description = [field.description, note].filter(Boolean).join("\n\n");
  }
}

const confidences: Record<string, string> = {
  documented: "Documented",
  observed: "Observed",
  sdk: "SDKs only",
  inferred: "Inferred",
};

const layout: Layout = {
  heading: ({ id, title }) => `### ${id} ${title} {% #${id.toLowerCase()} %}`,
  addressOf: (id) => `#/differences/${id.toLowerCase()}`,
};

/** Mark the severities in the table, and add a choice before it. It works by theme.css. */
function withFilter({ title, text }: Section): Section {
  const choices = ["all", "high", "medium", "low"].map((choice) => {
    const checked = choice === "all" ? " checked" : "";
    return `<label><input type="radio" name="severity" value="${choice}"${checked}> ${choice}</label>`;
  });
  const filter = `<fieldset class="severities"><legend>Severity</legend>${choices.join("")}</fieldset>`;
  const marked = text.replace(
    /^(\| \[D\d+\]\S* \| )(\w+)/gm,
    '$1<span class="severity $2">$2</span>',
  );
  return { title, text: marked.replace("\n\n|", `\n\n${filter}\n\n|`) };
}

function tag(name: string, { title, text }: Section): Tag {
  return { name, "x-displayName": title, "x-traitTag": true, description: text };
}

/** Return Redoc's options for this spec. */
export function redocOptions({ openapi }: Specs): object {
  const samples = operationsOf(openapi).flatMap(({ operation }) =>
    (operation["x-codeSamples"] ?? []).map(({ label }) => label),
  );
  return {
    jsonSamplesExpandLevel: "all",
    // Redoc hides samples in languages that are not listed, and shows the first one.
    codeSamples: { languages: [...new Set(samples)].map((label) => ({ lang: label })) },
  };
}

/**
 * Remove the tags, since Redoc folds every tag that has operations, and add the operation id, which
 * Redoc neither shows nor finds.
 */
function showOperation(operation: Operation): void {
  delete operation.tags;
  const name = `Operation id: \`${operation.operationId}\``;
  operation.description = [operation.description, name].filter(Boolean).join("\n\n");
}

/**
 * Replace the `anyOf` of an open enumeration, of which Redoc shows one branch at a time, both named
 * "string", with one list of the known values, marked as open.
 */
function showOpenEnum(schema: PageSchema): void {
  const [known, other, ...more] = schema.anyOf ?? [];
  const values = known?.["x-enumDescriptions"];
  if (values === undefined || other?.type !== "string" || more.length > 0) return;
  delete schema.anyOf;
  schema.type = "string";
  schema["x-badges"] = [{ name: "open list" }];
  schema["x-enumDescriptions"] = Object.fromEntries(
    Object.entries(values).map(([value, text]) => [visible(value), text]),
  );
}

/** Set `example`, since Redoc does not read JSON Schema's `examples`. */
function showExample(field: PageSchema): void {
  const [example] = field.examples ?? [];
  if (example !== undefined && typeof example !== "object") field.example = example;
}

/** Quote white space, which would be an empty cell. */
function visible(value: string): string {
  return value.trim() === value && value !== "" ? value : JSON.stringify(value);
}
