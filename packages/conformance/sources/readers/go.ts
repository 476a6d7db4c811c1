import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Schema } from "../../../../openapi/openapi.d.cts";
import { type Api, statementsOf } from "../api.ts";
import { matches, only } from "./text.ts";

/**
 * Read the Go SDK v3.
 *
 * @param folder of the module.
 */
export async function readGo(folder: string): Promise<Api> {
  const v2 = join(folder, "services/dis/v2");
  const names = (await readdir(join(v2, "model"))).filter((name) => name.endsWith(".go"));
  const models = await Promise.all(names.map((name) => readFile(join(v2, "model", name), "utf8")));
  const schemas: Record<string, Schema> = {};
  for (const text of models) {
    for (const [name = "", body = ""] of matches(text, /^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
      if (/^\tvalue \w+$/m.test(body)) {
        const values = matches(
          text,
          new RegExp(`: ${name}\\{\\s*value: ("(?:[^"\\\\]|\\\\.)*"|-?\\d+),`, "g"),
        );
        if (values.length === 0) throw new Error(`${name} has no values that can be read`);
        const type = only(body, /^\tvalue (\w+)$/m);
        // Go's literals of these types are JSON but for `\x` and `\a`, which would throw.
        schemas[name] = { type, enum: values.flat().map((value) => JSON.parse(value) as unknown) };
      } else if (!name.endsWith("Enum")) {
        schemas[name] = { properties: propertiesOf(name, body) };
      }
    }
  }

  const meta = await readFile(join(v2, "dis_meta.go"), "utf8");
  const [, ...definitions] = meta.split(/^func GenReqDefFor(?=\w+\()/m);
  if (definitions.length === 0) throw new Error("dis_meta.go has no operation that can be read");
  return new Map(
    definitions.map((text) => {
      const name = only(text, /^(\w+)/);
      const request = schemas[`${name}Request`]?.properties;
      if (request === undefined) throw new Error(`${name}Request is used but not defined`);
      const parameters = matches(
        text,
        /WithRequestField\(def\.NewFieldDef\(\)\.\s*WithName\("\w+"\)\.\s*WithJsonTag\("([^"]+)"\)\.\s*WithLocationType\(def\.(\w+)\)/g,
      ).map(([wire = "", place = ""]) => {
        const schema = request[wire];
        if (schema === undefined) throw new Error(`${name}Request has no ${wire}`);
        return { in: place.toLowerCase(), name: wire, schema };
      });
      const operation = {
        method: only(text, /WithMethod\(http\.Method(\w+)\)/),
        path: only(text, /WithPath\("([^"]+)"\)/),
        parameters,
        request: request.body,
        response: { $ref: only(text, /WithResponse\(new\(model\.(\w+)\)\)/) },
      };
      return [name, statementsOf(operation, schemas)];
    }),
  );
}

function propertiesOf(struct: string, body: string): Record<string, Schema> {
  const tagged = body.split("\n").filter((line) => line.includes("`json:"));
  return Object.fromEntries(
    tagged.flatMap((line) => {
      const [[type, wire] = []] = matches(line, /^\t\w+ +(\S+) +`json:"([^",]+)[^`]*`$/g);
      if (type === undefined || wire === undefined) {
        throw new Error(`${struct} has a field that cannot be read: ${line.trim()}`);
      }
      return wire === "-" ? [] : [[wire, schemaOf(type.replace(/^\*/, ""))]];
    }),
  );
}

function schemaOf(type: string): Schema {
  if (type.startsWith("[]")) return { type: "slice", items: schemaOf(type.slice(2)) };
  // Types of the package begin with a capital; those of others have the name of theirs before it.
  return /^[A-Z]\w*$/.test(type) ? { $ref: type } : { type };
}
