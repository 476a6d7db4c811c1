import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { Content, Parameter, Spec } from "../../../openapi/openapi.d.cts";
import { resolve } from "../../../scripts/generate/lib/spec.ts";
import type { ProxiedRequest } from "../lib/proxy.ts";
import { entryOf } from "./cases.ts";

/** List what the spec does not allow about a request; empty when it is valid. */
export type CheckRequest = (operationId: string, request: ProxiedRequest) => string[];

export function requestCheck(spec: Spec): CheckRequest {
  const open = (coerceTypes: boolean) =>
    formats
      .default(new Ajv2020({ strict: false, allErrors: true, coerceTypes }))
      .addSchema({ $id: "spec", ...spec });
  const [texts, bodies] = [open(true), open(false)];
  const errorsOf = (ajv: typeof bodies, schema: object, value: unknown, where: string) =>
    // The references of the spec are relative to it.
    ajv.validate(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"spec#/')), value)
      ? []
      : (ajv.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath} ${message}`);

  return (operationId, request) => {
    const { method, path, operation, parameters } = entryOf(spec, operationId);
    const [sentPath = "", search = ""] = request.target.split("?");
    const pattern = path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)");
    const found = new RegExp(`^${pattern}$`).exec(sentPath);
    if (!found || request.method !== method) return [`sent ${request.method} ${sentPath}`];
    const query = new URLSearchParams(search);
    const sentAs = ({ in: place, name }: Parameter) =>
      place === "path" ? decodeURIComponent(found.groups?.[name] ?? "") : query.get(name);
    const known = parameters.filter((each) => each.in === "path" || each.in === "query");
    const names = known.map(({ name }) => name);
    const { content, required = false } = resolve<Content>(
      spec,
      "requestBodies",
      operation.requestBody ?? {},
    );
    const type = /^[^ ;]*/.exec(request.headers["content-type"] ?? "")?.[0] ?? "";
    const text = request.body.toString();
    return [
      ...[...query.keys()].filter((name) => !names.includes(name)).map((name) => `query ${name}`),
      ...known.flatMap((each) => {
        const value = sentAs(each);
        if (value === null) return each.required ? [`no ${each.name}`] : [];
        return errorsOf(texts, each.schema, value, each.name);
      }),
      ...(text === "" && required ? ["no body"] : []),
      ...(text !== "" && !content?.[type] ? [`a body of the type ${type}`] : []),
      ...(text !== "" && content?.[type]?.schema
        ? errorsOf(bodies, content[type].schema, JSON.parse(text), "body")
        : []),
    ];
  };
}
