import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Schema } from "../../../../openapi/openapi.d.cts";
import { type Api, type Operation, statementsOf } from "../api.ts";
import { matches, only } from "./text.ts";

/**
 * Read the Python SDK v3. It has no constants for values: those that are found are the items of
 * a list in a parameter's description.
 *
 * @param folder with `huaweicloudsdkdis`.
 */
export async function readPython(folder: string): Promise<Api> {
  const v2 = join(folder, "huaweicloudsdkdis/v2");
  const classes = new Map<string, Record<string, Schema>>();
  for (const name of await readdir(join(v2, "model"))) {
    if (!name.endsWith(".py") || name === "__init__.py") continue;
    const text = await readFile(join(v2, "model", name), "utf8");
    classes.set(only(text, /^class (\w+)/m), propertiesOf(text));
  }
  const schemas = Object.fromEntries(
    [...classes].map(([name, properties]) => [name, { properties }]),
  );

  const client = await readFile(join(v2, "dis_client.py"), "utf8");
  const [, ...calls] = client.split(/^ {4}def _(?=\w+_http_info\()/m);
  if (calls.length === 0) throw new Error("dis_client.py has no operation that can be read");
  return new Map(
    calls.map((text) => {
      const response = only(text, /"response_type": "(\w+)"/);
      const name = response.replace(/Response$/, "");
      const request = classes.get(`${name}Request`);
      if (request === undefined) throw new Error(`${name}Request is used but not defined`);
      const places = [
        ...matches(text, /(query)_params\.append\(\('([^']+)', local_var_params\['(\w+)'\]/g),
        ...matches(text, /(header)_params\['([^']+)'\] = local_var_params\['(\w+)'\]/g),
      ];
      const operation: Operation = {
        method: only(text, /"method": "(\w+)"/),
        path: only(text, /"resource_path": "([^"]+)"/),
        parameters: places.map(([place = "", wire = "", attribute = ""]) => {
          // The properties have the names of the wire, in which the parameter may have a hyphen.
          const schema = request[wire] ?? request[attribute];
          if (schema === undefined) throw new Error(`${name}Request has no ${wire}`);
          return { in: place, name: wire, schema };
        }),
        request: request.body,
        response: { $ref: response },
      };
      return [name, statementsOf(operation, schemas)];
    }),
  );
}

/** Return the properties of a class by their names on the wire. */
function propertiesOf(text: string): Record<string, Schema> {
  const types = dictionary(only(text, /^ {4}openapi_types = \{([^}]*)\}/m));
  const names = dictionary(only(text, /^ {4}attribute_map = \{([^}]*)\}/m));
  return Object.fromEntries(
    [...names].map(([attribute, wire]) => {
      const type = types.get(attribute);
      if (type === undefined) throw new Error(`openapi_types has no ${attribute}`);
      const [, description = ""] =
        new RegExp(`^ +:param ${attribute}: (.*(?:\\n(?! +:).*)*)`, "m").exec(text) ?? [];
      const values = matches(description, /(?:^|\s)- ([\w/.]+) ?[：:]/g).flat();
      const schema = schemaOf(type);
      return [
        wire,
        values.length > 0 && schema.type === "str" ? { ...schema, enum: values } : schema,
      ];
    }),
  );
}

function dictionary(body: string): Map<string, string> {
  // Safe: the pattern has two groups.
  return new Map(matches(body, /'([^']+)': '([^']+)'/g) as [string, string][]);
}

function schemaOf(type: string): Schema {
  const [, items] = /^list\[(.+)\]$/.exec(type) ?? [];
  if (items !== undefined) return { type: "list", items: schemaOf(items) };
  // The generator names classes in camel case, and Python's own types in lower case.
  return /^[A-Z]\w*$/.test(type) ? { $ref: type } : { type };
}
