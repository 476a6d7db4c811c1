import { createDisClient, DisResponseError, token } from "@dis-openapi/client";
import { startMockDis } from "@dis-openapi/mock";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { bundle, get, isObject, type JsonObject, operations, resolve } from "./support/spec.js";
import { valid } from "./support/valid.js";

const openapi = bundle("openapi");
const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
ajv.addSchema(openapi, "openapi", undefined, false);

/** Return the schema of the JSON body that an operation takes; undefined if it takes none. */
function bodySchema(operation: JsonObject): JsonObject | undefined {
  const { requestBody } = operation;
  const content = requestBody && get(resolve(openapi, requestBody), "content");
  const schema = get(get(content, "application/json"), "schema");
  return isObject(schema) ? schema : undefined;
}

const writing = operations(openapi).flatMap(({ id, source, parameters }) => {
  const schema = bodySchema(source);
  const params = Object.fromEntries(parameters.map(({ name, example }) => [String(name), example]));
  return schema ? [{ id, schema, params }] : [];
});

test.each(writing)("$id takes any body that its schema allows", async ({ id, schema, params }) => {
  const mock = await startMockDis();
  onTestFinished(() => mock.close());
  const dis = createDisClient({
    endpoint: mock.endpoint,
    auth: token("any"),
    retry: false,
  });
  // The client has a function of every operation's name; the type of any of them will do.
  const call = dis[id as "createTransferTask"];
  const isValid = ajv.compile({ $ref: `openapi${schema.$ref}` });
  const refusals = new Set<unknown>();
  await fc.assert(
    fc.asyncProperty(valid(openapi, schema), async (body) => {
      expect(isValid(body), JSON.stringify(isValid.errors)).toBe(true);
      // The body is of the schema's type, and the parameters are the spec's examples.
      const all = { ...params, body } as unknown as Parameters<typeof call>[0];
      try {
        expect(await call(all)).toBeUndefined();
      } catch (error) {
        if (!(error instanceof DisResponseError)) throw error;
        refusals.add(error.code);
      }
    }),
    { numRuns: 60, endOnFailure: true },
  );
  // A body may name a task that does not exist, or one too many, but it is never malformed.
  expect([...refusals]).not.toContain("DIS.4200");
});
