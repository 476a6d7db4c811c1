import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Schema } from "../../../../openapi/openapi.d.cts";
import { type Api, statementsOf } from "../api.ts";
import { matches, only } from "./text.ts";

/**
 * Read the sources of the Java SDK v3.
 *
 * @param folder with `com`.
 */
export async function readJava(folder: string): Promise<Api> {
  const v2 = join(folder, "com/huaweicloud/sdk/dis/v2");
  const schemas: Record<string, Schema> = {};
  for (const file of await readdir(join(v2, "model"))) {
    const name = file.replace(/\.java$/, "");
    const text = await readFile(join(v2, "model", file), "utf8");
    for (const [type = "", body = ""] of matches(
      text,
      /^ {4}public static final class (\w+) \{\n([\s\S]*?)^ {4}\}/gm,
    )) {
      const constant = new RegExp(
        `${type} \\w+ = new ${type}\\(("(?:[^"\\\\]|\\\\.)*"|-?\\d+)L?\\);`,
        "g",
      );
      const values = matches(body, constant).flat();
      if (values.length === 0) throw new Error(`${name}.${type} has no values that can be read`);
      // Java's literals of these types are JSON but for octal escapes, which would throw.
      const literals = values.map((value) => JSON.parse(value) as unknown);
      schemas[`${name}.${type}`] = {
        type: only(body, /^ {8}private (\w+) value;/m),
        enum: literals,
      };
    }
    schemas[name] = { properties: propertiesOf(name, text) };
  }

  const meta = await readFile(join(v2, "DisMeta.java"), "utf8");
  const [, ...definitions] = meta.split(/^ {4}private static HttpRequestDef<(?=[^(]*genFor\w+\()/m);
  if (definitions.length === 0) throw new Error("DisMeta.java has no operation that can be read");
  return new Map(
    definitions.map((text) => {
      const name = only(text, /\.withName\("(\w+)"\)/);
      const sent = matches(
        text,
        /\.<([\w.<>, ]+)>withRequestField\(\s*"([^"]+)",\s*LocationType\.(\w+)/g,
      ).map(([type = "", wire = "", place = ""]) => ({
        in: place.toLowerCase(),
        name: wire,
        schema: schemaOf(`${name}Request`, type),
      }));
      const operation = {
        method: only(text, /HttpMethod\.(\w+)/),
        path: only(text, /\.withUri\("([^"]+)"\)/),
        parameters: sent.filter((field) => field.in !== "body"),
        request: sent.find((field) => field.in === "body")?.schema,
        response: { $ref: only(text, /HttpMethod\.\w+,\s*\w+\.class,\s*(\w+)\.class/) },
      };
      return [name, statementsOf(operation, schemas)];
    }),
  );
}

function propertiesOf(name: string, text: string): Record<string, Schema> {
  const fields = matches(
    text,
    /@JsonProperty\(value = "([^"]+)"\)\s+private ([\w.<>, ]+) \w+(?: = null)?;/g,
  );
  if (fields.length !== matches(text, /(@JsonProperty\()/g).length) {
    throw new Error(`${name} has a field that cannot be read`);
  }
  return Object.fromEntries(fields.map(([wire = "", type = ""]) => [wire, schemaOf(name, type)]));
}

/** The types of Java that the SDK uses, as far as they stand alone. */
const own =
  /^(String|Integer|Long|Boolean|Float|Double|Object|BigDecimal|OffsetDateTime|LocalDate)$/;

function schemaOf(within: string, type: string): Schema {
  const [, items] = /^List<(.+)>$/.exec(type) ?? [];
  if (items !== undefined) return { type: "List", items: schemaOf(within, items) };
  if (own.test(type) || type.startsWith("Map<")) return { type };
  return { $ref: type.endsWith("Enum") && !type.includes(".") ? `${within}.${type}` : type };
}
