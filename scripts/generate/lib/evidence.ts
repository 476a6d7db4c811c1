import type { Annotated, Source, Spec } from "../../../openapi/openapi.d.cts";
import { headersOf, operationsOf } from "./spec.ts";

/** What sources say about some fields. */
export interface Statement {
  sources: Source[];
  says: string;
  /** Names of the fields that it concerns, as the register names them. */
  fields: string[];
}

/** The evidence of a spec, wherever it stands: on a field, or in the register of differences. */
export interface AllEvidence {
  /** What can carry evidence, by the name that the register uses for it. */
  fields: ReadonlyMap<string, Annotated>;
  /** Return the rows that concern a field, and what the sources say about it. */
  ofField(name: string): { rows: string[]; statements: Statement[] };
  /** Return the statements about a row of the register of differences. */
  ofRow(id: string): Statement[];
  /** Return the confidence of a field. */
  confidence(field: string): string;
}

export function evidenceOf(spec: Spec): AllEvidence {
  const fields = annotatedFields(spec);
  const rows = new Map((spec["x-differences"] ?? []).map((row) => [row.id, row]));

  /** Return what stands on a field itself, about a row or about none. */
  function own(name: string, row?: string): Statement[] {
    const field = fields.get(name);
    if (field === undefined)
      throw new Error(`${row} in openapi/differences.yaml lists ${name}, which does not exist.`);
    return (field["x-evidence"] ?? []).flatMap(({ id, source, says }) =>
      id === row && source !== undefined && says !== undefined
        ? [{ sources: sourcesNamed(spec, source), says, fields: [name] }]
        : [],
    );
  }

  function ofRow(id: string): Statement[] {
    const { fields: names = [], evidence = [] } = rows.get(id) ?? {};
    const shared = evidence.map(({ source, says, fields = names }) => ({
      sources: sourcesNamed(spec, source),
      says,
      fields,
    }));
    return [...shared, ...names.flatMap((name) => own(name, id))];
  }

  return {
    fields,
    ofRow,
    confidence: (name) => fields.get(name)?.["x-confidence"] ?? "unknown",
    ofField(name) {
      const ids = (fields.get(name)?.["x-evidence"] ?? []).flatMap(({ id }) => id ?? []);
      const concerned = [...new Set(ids)];
      const said = concerned.flatMap(ofRow).filter(({ fields }) => fields.includes(name));
      return { rows: concerned, statements: [...said, ...own(name)] };
    },
  };
}

/** Return the ids of the rows about which a captured response says something. */
export function observedRows(spec: Spec): string[] {
  const evidence = evidenceOf(spec);
  return (spec["x-differences"] ?? [])
    .map(({ id }) => id)
    .filter((id) =>
      evidence
        .ofRow(id)
        .some(({ sources }) => sources.some(({ kind }) => kind === "captured-response")),
    );
}

/** Return the address of a source, unless it is unknown. */
export function addressOf({ url, repository, path, commit }: Source): string | undefined {
  if (url !== undefined) return url === "unknown" ? undefined : url;
  const known = commit !== undefined && commit !== "unknown" && path !== "unknown";
  return known ? `${repository}/tree/${encodeURIComponent(commit)}/${path}` : repository;
}

export function sourcesNamed(spec: Spec, ids: string | string[]): Source[] {
  return [ids].flat().map((id) => sourceNamed(spec, id));
}

function sourceNamed(spec: Spec, id: string): Source {
  const found = (spec["x-sources"] ?? []).find((source) => source.id === id);
  if (found !== undefined) return found;
  throw new Error(`the source ${id} is not in openapi/sources.yaml`);
}

/** Map what can carry evidence by the name that the register uses for it. */
function annotatedFields(spec: Spec): Map<string, Annotated> {
  const fields = new Map<string, Annotated>();
  for (const [name, schema] of Object.entries(spec.components?.schemas ?? {})) {
    fields.set(`schemas.${name}`, schema);
    for (const [property, field] of Object.entries(schema.properties ?? {})) {
      fields.set(`${name}.${property}`, field);
    }
  }
  for (const { operation, parameters } of operationsOf(spec)) {
    fields.set(`operations.${operation.operationId}`, operation);
    for (const parameter of parameters) fields.set(`parameters.${parameter.name}`, parameter);
  }
  for (const [name, header] of headersOf(spec)) fields.set(`headers.${name}`, header);
  return fields;
}
