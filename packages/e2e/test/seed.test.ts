import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { expect, test } from "vitest";
import {
  at,
  bundle,
  capturedResponses,
  entries,
  get,
  isObject,
  type Json,
  type JsonObject,
  json,
  operations,
  resolve,
} from "./support/spec.js";

/**
 * A field of the reference page, copied by hand from its table, with the lists of values that the
 * page lost. Nothing here is derived from the spec.
 */
interface Field {
  type: string | readonly string[];
  format?: string;
  default?: string | number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  /** Known values, in any order; the list must be open. */
  values?: readonly string[];
  /** Name of the schema of the object or of the items. */
  schema?: string;
  /** Constraints that only the words of the page state. */
  says?: RegExp;
}

const text: Field = { type: "string" };
const long: Field = { type: "integer", format: "int64" };
const object = (schema: string): Field => ({ type: "object", schema });
const array = (schema: string): Field => ({ type: "array", schema });
const oneOf = (...values: string[]): Field => ({ type: "string", values });
const short: Field = { type: "string", minLength: 1, maxLength: 32 };

const jsonType = oneOf("Bigint", "Double", "Boolean", "Timestamp", "String", "Decimal");
const dateFormat = oneOf(
  "yyyy/MM/dd HH:mm:ss",
  "MM/dd/yyyy HH:mm:ss",
  "dd/MM/yyyy HH:mm:ss",
  "yyyy-MM-dd HH:mm:ss",
  "MM-dd-yyyy HH:mm:ss",
  "dd-MM-yyyy HH:mm:ss",
);
const onOff: Field = {
  ...oneOf("true", "on", "false", "off", "true/on", "false/off"),
  default: "false",
};
const stagingDirectory: Field = {
  type: "string",
  maxLength: 50,
  default: "",
  says: /letters.*digits.*underscores.*slash/is,
};
// A string on the page, a number in every captured response (D6).
const retryDuration: Field = {
  type: ["integer", "string"],
  minimum: 0,
  maximum: 7200,
  default: 1800,
  says: /seconds/,
};

const common: Record<string, Field> = {
  task_name: {
    type: "string",
    minLength: 1,
    maxLength: 64,
    says: /letters, digits, hyphens and underscores/,
  },
  agency_name: { type: "string", maxLength: 64 },
  deliver_time_interval: {
    type: "integer",
    minimum: 30,
    maximum: 900,
    default: 300,
    says: /seconds/,
  },
  consumer_strategy: { ...oneOf("LATEST", "TRIM_HORIZON"), default: "LATEST" },
};

const page: Record<string, Record<string, Field>> = {
  ShowTransferTaskResponse: {
    stream_name: text,
    task_name: text,
    state: oneOf("ERROR", "STARTING", "PAUSED", "RUNNING", "DELETE", "ABNORMAL"),
    destination_type: oneOf("OBS", "MRS", "DLI", "CLOUDTABLE", "DWS"),
    create_time: { ...long, says: /milliseconds/ },
    last_transfer_timestamp: { ...long, says: /milliseconds/ },
    partitions: array("PartitionResult"),
    obs_destination_description: object("OBSDestinationDescriptorRequest"),
    dws_destination_descripton: object("DWSDestinationDescriptorRequest"),
    mrs_destination_description: object("MRSDestinationDescriptorRequest"),
    dli_destination_description: object("DliDestinationDescriptorRequest"),
    cloudtable_destination_descripton: object("CloudtableDestinationDescriptorRequest"),
    // In the page's example, not in its table (D1).
    stream_id: text,
    task_id: text,
  },
  PartitionResult: {
    status: oneOf("CREATING", "ACTIVE", "DELETED", "EXPIRED"),
    partition_id: text,
    hash_range: text,
    sequence_number_range: text,
    parent_partitions: text,
    // In the page's example, not in its table (D2).
    partitionId: text,
    state: oneOf("RUNNING", "ABNORMAL"),
    discard: { ...long, says: /records/ },
    last_transfer_timestamp: { ...long, says: /milliseconds/ },
    last_transfer_offset: long,
  },
  OBSDestinationDescriptorRequest: {
    ...common,
    file_prefix: stagingDirectory,
    partition_format: {
      ...oneOf("", "yyyy", "yyyy/MM", "yyyy/MM/dd", "yyyy/MM/dd/HH", "yyyy/MM/dd/HH/mm"),
      default: "",
    },
    obs_bucket_path: text,
    destination_file_type: {
      ...oneOf("text", "parquet", "carbon"),
      default: "text",
      says: /JSON/,
    },
    processing_schema: object("ProcessingSchema"),
    record_delimiter: { ...oneOf(",", ";", "|", "\n"), default: "\n" },
    // In the page's example, not in its table (D6).
    retry_duration: { ...retryDuration, default: 0 },
  },
  ProcessingSchema: {
    timestamp_name: text,
    timestamp_type: oneOf("String", "Timestamp"),
    timestamp_format: { ...dateFormat, says: /String/ },
  },
  DWSDestinationDescriptorRequest: {
    ...common,
    dws_cluster_name: text,
    dws_cluster_id: text,
    dws_database_name: text,
    dws_schema: text,
    dws_table_name: text,
    dws_delimiter: oneOf(",", ";", "|"),
    user_name: text,
    user_password: text,
    kms_user_key_name: text,
    kms_user_key_id: text,
    obs_bucket_path: text,
    file_prefix: stagingDirectory,
    retry_duration: retryDuration,
    dws_table_columns: { type: "string", default: "" },
    options: object("Options"),
  },
  Options: {
    fill_missing_fields: onOff,
    ignore_extra_data: onOff,
    compatible_illegal_chars: onOff,
    reject_limit: { type: "string", default: "0", says: /unlimited/ },
    error_table_name: text,
  },
  MRSDestinationDescriptorRequest: {
    ...common,
    mrs_cluster_name: { type: "string", says: /Kerberos/ },
    mrs_cluster_id: text,
    mrs_hdfs_path: text,
    file_prefix: stagingDirectory,
    hdfs_prefix_folder: { type: "string", maxLength: 50, default: "", says: /slash/ },
    obs_bucket_path: text,
    retry_duration: retryDuration,
  },
  DliDestinationDescriptorRequest: {
    ...common,
    dli_database_name: text,
    dli_table_name: text,
    obs_bucket_path: text,
    file_prefix: stagingDirectory,
    retry_duration: retryDuration,
  },
  CloudtableDestinationDescriptorRequest: {
    ...common,
    cloudtable_cluster_name: text,
    cloudtable_cluster_id: text,
    cloudtable_table_name: { type: "string", says: /HBase/ },
    cloudtable_schema: { ...object("CloudtableSchema"), says: /opentsdb_schema/ },
    opentsdb_schema: { ...array("OpenTSDBSchema"), says: /cloudtable_schema/ },
    cloudtable_row_key_delimiter: {
      ...oneOf(",", ".", "|", ";", "\\", "-", "_", "~"),
      default: ".",
    },
    obs_backup_bucket_path: text,
    backup_file_prefix: { ...stagingDirectory, says: /letters.*digits.*underscores/is },
    retry_duration: retryDuration,
  },
  CloudtableSchema: {
    row_key: { ...array("RowKey"), minItems: 1, maxItems: 64 },
    columns: { ...array("Column"), minItems: 1, maxItems: 4096 },
  },
  RowKey: { value: text, type: jsonType },
  Column: {
    column_family_name: text,
    column_name: { ...short, says: /letters, digits and underscores/ },
    value: text,
    type: jsonType,
  },
  OpenTSDBSchema: {
    metric: array("OpenTSDBMetric"),
    timestamp: object("OpenTSDBTimestamp"),
    value: object("OpenTSDBValue"),
    tags: array("OpenTSDBTags"),
  },
  OpenTSDBMetric: {
    type: oneOf("Constant", "String"),
    value: { ...short, says: /letters, digits and periods/ },
  },
  OpenTSDBTimestamp: {
    type: oneOf("Timestamp", "String"),
    value: { ...short, says: /letters, digits and underscores/ },
    format: { ...dateFormat, says: /String/ },
  },
  OpenTSDBValue: {
    type: jsonType,
    value: { ...short, says: /letters, digits and underscores/ },
  },
  OpenTSDBTags: {
    name: { ...short, says: /letters, digits and underscores/ },
    type: jsonType,
    value: { ...short, says: /letters, digits and underscores/ },
  },
};

const openapi = bundle("openapi");
const documents = { openapi, iam: bundle("iam") };
const schemaPrefix = "#/components/schemas/";

/** Return a property of the spec in the shape of the table. */
function described(property: JsonObject): Json {
  const schema = resolve(openapi, property);
  const items = get(schema.items, "$ref");
  const ref = items ?? (schema.type === "object" ? property.$ref : undefined);
  const branches = Array.isArray(schema.anyOf) ? schema.anyOf : [];
  const listed = branches.map((branch) => get(branch, "enum")).find((list) => list !== undefined);
  const open = branches.some(
    (branch) => get(branch, "type") === "string" && get(branch, "enum") === undefined,
  );
  const result: Record<string, Json | undefined> = {
    type: schema.type ?? (branches.every((b) => get(b, "type") === "string") ? "string" : null),
    values: open && Array.isArray(listed) ? [...listed].sort() : undefined,
    schema: typeof ref === "string" ? ref.replace(schemaPrefix, "") : undefined,
    format: schema.format,
    default: schema.default,
    minimum: schema.minimum,
    maximum: schema.maximum,
    minLength: schema.minLength,
    maxLength: schema.maxLength,
    minItems: schema.minItems,
    maxItems: schema.maxItems,
  };
  return Object.fromEntries(
    Object.entries(result).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

const rows = Object.entries(page).flatMap(([schema, fields]) =>
  Object.entries(fields).map(([field, expected]) => [`${schema}.${field}`, expected] as const),
);

test.each(rows)("the spec describes %s as the reference page does", (name, expected) => {
  const property = at(openapi, schemaPrefix + name.replace(".", "/properties/"));
  if (!isObject(property)) throw new Error(`${name} is not in the bundled spec`);
  const { says, values, ...rest } = expected;
  expect(described(property)).toMatchObject(
    values === undefined ? rest : { ...rest, values: [...values].sort() },
  );
  // The description of a property replaces that of its reference; the page shows both.
  const target = typeof property.$ref === "string" ? at(openapi, property.$ref) : undefined;
  expect(`${property.description} ${get(target, "description")}`).toMatch(says ?? /\S/);
});

const operation = operations(openapi).find(({ id }) => id === "showTransferTask");
if (operation === undefined) throw new Error("showTransferTask is not in the bundled spec");

test("showTransferTask has the address of the reference page", () => {
  expect(operation).toMatchObject({
    method: "get",
    path: "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}",
  });
});

test("showTransferTask takes the path parameters of the reference page, and no header", () => {
  const parameter = (name: string) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string", minLength: 1, maxLength: 64 },
  });
  const names = ["project_id", "stream_name", "task_name"];
  const byName = new Map(operation.parameters.map((each) => [each.name, each]));
  expect([...byName.keys()].sort()).toEqual(names);
  expect(names.map((name) => byName.get(name))).toMatchObject(names.map(parameter));
});

test("the spec accepts a token in X-Auth-Token or a signature in Authorization", () => {
  const header = (name: string) => ({ type: "apiKey", in: "header", name });
  expect(get(openapi.components, "securitySchemes")).toMatchObject({
    token: header("X-Auth-Token"),
    aksk: header("Authorization"),
  });
  expect(openapi.security).toEqual([{ token: [] }, { aksk: [] }]);
});

test("showTransferTask responds with a ShowTransferTaskResponse", () => {
  const { schema } = json(openapi, operation, "200");
  expect(schema).toEqual({ $ref: `${schemaPrefix}ShowTransferTaskResponse` });
});

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
for (const [name, document] of Object.entries(documents)) {
  ajv.addSchema(document, name, undefined, false);
}

/** Validate a value with the schema at a pointer into a document, and return every error. */
function errors(document: keyof typeof documents, pointer: string, value: Json): string[] {
  const validate = ajv.getSchema(`${document}${pointer}`);
  if (validate === undefined) throw new Error(`No schema at ${document}${pointer}`);
  validate(value);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

const response = `${schemaPrefix}ShowTransferTaskResponse`;

test.each(capturedResponses())("the schema accepts the response %s", (_, captured) => {
  expect(errors("openapi", response, captured)).toEqual([]);
});

test.each<[string, JsonObject, string]>([
  ["a name that is a number", { stream_name: 1 }, "/stream_name"],
  ["a time that is a string", { create_time: "1606554932552" }, "/create_time"],
  ["partitions that are an object", { partitions: {} }, "/partitions"],
  ["a destination that is a list", { obs_destination_description: [] }, "/obs_destination"],
  ["an interval below 30", { obs_destination_description: { deliver_time_interval: 29 } }, "/d"],
  [
    "a retry duration over 7200",
    { dws_destination_descripton: { retry_duration: 7201 } },
    "/retry",
  ],
  ["a retry duration in words", { dws_destination_description: { retry_duration: "long" } }, "/r"],
  ["a state that is a number", { state: 1 }, "/state"],
])("the schema refuses %s", (_, value, where) => {
  expect(errors("openapi", response, value).join("\n")).toContain(where);
});

interface Example {
  document: keyof typeof documents;
  where: string;
  schema: string;
  value: Json;
}

/** Find the examples of media types, parameters and headers, and those of every schema. */
function* findExamples(
  document: keyof typeof documents,
  value: Json,
  pointer: string,
): Iterable<Example> {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* findExamples(document, item, `${pointer}/${i}`);
  }
  if (!isObject(value)) return;
  if (isObject(value.schema)) {
    const schema = `${pointer}/schema`;
    if (value.example !== undefined) {
      yield { document, where: `${pointer}/example`, schema, value: value.example };
    }
    for (const [key, entry] of entries(value.examples)) {
      const example = resolve(documents[document], entry).value;
      if (example !== undefined) {
        yield { document, where: `${pointer}/examples/${key}`, schema, value: example };
      }
    }
  } else if (Array.isArray(value.examples)) {
    for (const [i, example] of value.examples.entries()) {
      yield { document, where: `${pointer}/examples/${i}`, schema: pointer, value: example };
    }
  }
  for (const [key, entry] of Object.entries(value)) {
    // An example is data: a key "schema" in it has no meaning.
    if (key === "examples" || key === "example") continue;
    const escaped = key.replaceAll("~", "~0").replaceAll("/", "~1");
    yield* findExamples(document, entry, `${pointer}/${escaped}`);
  }
}

const names = ["openapi", "iam"] as const;
const found = names.flatMap((name) => [...findExamples(name, documents[name], "#")]);

test("both documents have examples, in media types, parameters, headers and schemas", () => {
  for (const part of ["/responses/", "/parameters/", "/headers/", "/schemas/"]) {
    expect(found.filter((example) => example.where.includes(part))).not.toEqual([]);
  }
  expect(new Set(found.map((example) => example.document)).size).toBe(2);
});

test.each(found.map((example) => [`${example.document}${example.where}`, example] as const))(
  "the example %s is valid",
  (_, { document, schema, value }) => {
    expect(errors(document, schema, value)).toEqual([]);
  },
);

/** Return a name without what the generator of types changes: X-Request-Id becomes XRequestId. */
const plain = (name = "") => name.replace(/[^A-Za-z0-9]/g, "").toLowerCase();

test.each(names)("the comments of the types for %s show examples of the spec", (name) => {
  const known = found.flatMap(({ document, where, value }) => {
    const [, field] = /\/([^/]+)(?:\/schema)?\/examples?(?:\/[^/]+)?$/.exec(where) ?? [];
    if (document !== name) return [];
    // A parameter appears under its component's name and under its own.
    const owner = get(at(bundle(name), where.replace(/\/example$/, "")), "name");
    return [field, typeof owner === "string" ? owner : field].flatMap((label) =>
      [JSON.stringify(value), String(value)].map((text) => `${plain(label)}: ${text}`),
    );
  });
  const path = new URL(`../../types/src/generated/${name}.ts`, import.meta.url);
  const comments = readFileSync(path, "utf8").split("/**").slice(1);
  const shown = comments.flatMap((comment) => {
    const [, field] = /\*\/\s+(?:export type )?([\w"-]+)/.exec(comment) ?? [];
    return [...comment.matchAll(/@example (.*?)(?: \*\/)?$/gm)].map(
      ([, text]) => `${plain(field)}: ${text}`,
    );
  });
  expect(shown.length).toBeGreaterThan(50);
  expect(shown.filter((example) => !known.includes(example))).toEqual([]);
});
