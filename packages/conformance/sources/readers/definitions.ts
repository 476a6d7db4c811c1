import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Schema } from "../../../../openapi/openapi.d.cts";
import { type Api, type Schemas, statementsOf } from "../api.ts";

/** The parts of a Swagger 2.0 document that are compared. */
interface Swagger {
  readonly definitions?: Schemas | null;
  readonly paths: Readonly<Record<string, Readonly<Record<string, SwaggerOperation>>>>;
}

interface SwaggerOperation {
  readonly operationId: string;
  /** Only one in the body has a schema; the others are schemas themselves. */
  readonly parameters?: readonly (Schema & { in: string; name: string; schema?: Schema })[];
  readonly responses: Readonly<Record<string, { readonly schema?: Schema }>>;
}

/**
 * Read the API definitions, one Swagger 2.0 document for each operation.
 *
 * @param folder of the crate.
 */
export async function readDefinitions(folder: string): Promise<Api> {
  const files = (await readdir(join(folder, "src"))).filter((file) => file.endsWith(".json"));
  if (files.length === 0) throw new Error("src has no definition");
  const operations = await Promise.all(
    files.map(async (file) => {
      // Safe: what does not have the shape of Swagger makes the lines below throw.
      const swagger = JSON.parse(await readFile(join(folder, "src", file), "utf8")) as Swagger;
      return Object.entries(swagger.paths).flatMap(([path, item]) =>
        Object.entries(item).map(
          ([method, { operationId, parameters = [], responses }]) =>
            [
              operationId,
              statementsOf(
                {
                  method,
                  path,
                  parameters: parameters
                    .filter((parameter) => parameter.in !== "body")
                    .map((parameter) => ({ ...parameter, schema: parameter })),
                  request: parameters.find((parameter) => parameter.in === "body")?.schema,
                  response: Object.entries(responses).find(([status]) =>
                    status.startsWith("2"),
                  )?.[1].schema,
                },
                swagger.definitions ?? {},
              ),
            ] as const,
        ),
      );
    }),
  );
  return new Map(operations.flat());
}
