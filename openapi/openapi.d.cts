/**
 * The types of the bundled JSON. CommonJS, because TypeScript before 5.7 takes a JSON module for that
 * and would make the default import a namespace.
 */
declare namespace spec {
  /**
   * The shape of a bundled spec: the parts of OpenAPI 3.1 and the `x-` extensions that programs of
   * this project read. A bundle may use others. Every `$ref` points into the document itself.
   */
  export interface Spec {
    info: { title: string; version: string; description?: string };
    servers?: Server[];
    security?: Record<string, string[]>[];
    paths: Record<string, PathItem>;
    components?: Components;
    "x-differences"?: Difference[];
    "x-error-codes"?: ErrorCode[];
    "x-open-questions"?: OpenQuestion[];
    "x-resources"?: Record<string, Resource>;
    "x-sources"?: Source[];
  }

  export interface Reference {
    $ref: string;
  }

  export interface Server {
    url: string;
    variables?: Record<string, { default: string; enum?: string[] }>;
  }

  export type Method = "get" | "put" | "post" | "delete" | "patch" | "head";

  export type PathItem = { [method in Method]?: Operation } & {
    parameters?: (Parameter | Reference)[];
  };

  export interface Operation extends Annotated {
    operationId: string;
    tags?: string[];
    summary?: string;
    deprecated?: boolean;
    parameters?: (Parameter | Reference)[];
    requestBody?: Content | Reference;
    responses: Record<string, Response | Reference>;
    security?: Record<string, string[]>[];
    /** Names of the operation in other sources. */
    "x-aliases"?: string[];
    "x-codeSamples"?: { lang: string; label: string; source: string }[];
    /** The call may be sent twice although its method does not promise it. */
    "x-idempotent"?: true;
    "x-resource"?: ResourceAction;
    "x-waiters"?: Waiter[];
  }

  /** A wait that repeats the operation until a field, or a class of errors, ends it. */
  export interface Waiter {
    name: string;
    field: string;
    success: string[];
    failure: string[];
    /** Class of error codes that ends the wait with success. */
    successClass?: string;
  }

  export interface Components {
    schemas?: Record<string, Schema>;
    parameters?: Record<string, Parameter>;
    headers?: Record<string, Header>;
    responses?: Record<string, Response>;
    requestBodies?: Record<string, Content>;
    examples?: Record<string, Example>;
    securitySchemes?: Record<string, Annotated & { type: string; in?: string; name?: string }>;
  }

  /** How well a field is known. */
  export interface Annotated {
    description?: string;
    "x-evidence"?: Evidence[];
    "x-confidence"?: string;
    "x-sensitive"?: true;
  }

  /** What a source says about a field, or a reference to the evidence of a row: its `id` alone. */
  export interface Evidence {
    /** Row of the register of differences. */
    id?: string;
    /** Ids of sources: one, or a list. */
    source?: string | string[];
    says?: string;
  }

  /** A source, at a `url` or in a `repository`. What is not known is `unknown`. */
  export interface Source {
    id: string;
    title: string;
    publisher: string;
    kind: string;
    url?: string;
    repository?: string;
    path?: string;
    commit?: string;
    version?: string;
    /** Package URL (purl) with the version that was read. */
    package?: string;
    published: string;
    read: string;
    /** Which parts of it are literal in this contract. */
    literal: string;
  }

  export interface Schema extends Annotated {
    $ref?: string;
    title?: string;
    type?: string | string[];
    format?: string;
    deprecated?: boolean;
    enum?: unknown[];
    const?: unknown;
    default?: unknown;
    examples?: unknown[];
    minimum?: number;
    maximum?: number;
    minLength?: number;
    maxLength?: number;
    minItems?: number;
    maxItems?: number;
    pattern?: string;
    properties?: Record<string, Schema>;
    required?: string[];
    additionalProperties?: boolean | Schema;
    items?: Schema;
    anyOf?: Schema[];
    oneOf?: Schema[];
    allOf?: Schema[];
    discriminator?: { propertyName: string; mapping?: Record<string, string> };
    "x-alias-of"?: string;
    "x-destination-type"?: string;
    "x-enumDescriptions"?: Record<string, string>;
  }

  export interface Parameter extends Annotated {
    name: string;
    in: "path" | "query" | "header" | "cookie";
    required?: boolean;
    deprecated?: boolean;
    example?: unknown;
    style?: string;
    explode?: boolean;
    schema: Schema;
    "x-project"?: true;
  }

  /** What carries a body: a request body or a response. */
  export interface Content {
    description?: string;
    required?: boolean;
    content?: Record<string, { schema?: Schema; examples?: Record<string, Example | Reference> }>;
  }

  export interface Response extends Content {
    headers?: Record<string, Header | Reference>;
  }

  export interface Header extends Annotated {
    required?: boolean;
    example?: unknown;
    schema?: Schema;
  }

  export interface Example {
    summary?: string;
    value?: unknown;
  }

  /** A point on which the sources disagree. */
  export interface Difference {
    id: string;
    severity: string;
    title: string;
    fields?: string[];
    /** About the `fields` of the item, or about all fields of the row. */
    evidence?: { source: string | string[]; says: string; fields?: string[] }[];
    decision: string;
  }

  export interface ErrorCode {
    code: string;
    aliases?: string[];
    producer: string;
    status: number[];
    meaning: string;
    advice?: string;
    class?: string;
    confidence: string;
    source: string | string[];
  }

  export interface OpenQuestion {
    id: string;
    asks: string;
    differences?: string[];
    lookFor: Sought[];
  }

  /** What to look for in a live response: one of these, with the conditions below. */
  export interface Sought {
    present?: string[];
    form?: string[];
    digits?: string[];
    values?: string[];
    /** Of objects of these schemas. */
    keys?: string[];
    answerTo?: "missingTask";
    body?: string;
    host?: "unlisted";
    /** Of an operation that changes something, so that the probe does not call it. */
    responseOf?: string;
    /** Only where a field beside those above has this value. */
    when?: { field: string; is: string };
    /** Only in responses from a host below this domain. */
    domain?: string;
    /** The one value or form that answers the question. */
    only?: string;
    /** The value that does not answer the question. */
    besides?: string;
  }

  /** What operations create, list, show, change and delete, within a project. */
  export interface Resource {
    /** The resource that it belongs to. */
    parent?: string;
    /** Field and path parameter that identifies it within its parent. */
    key: string;
    /** Identifier that the service makes up: letters and digits. */
    id?: { field: string; length: number };
    /** Field with the time of creation, in epoch milliseconds. */
    created?: string;
    /** How many a parent may have. */
    limit?: number;
    /** Codes of errors. */
    errors: { missing: string; duplicate?: string; limit?: string };
    /** The field with its state, and the values after creation, start and stop. */
    state?: { field: string; initial: string; start: string; stop: string };
  }

  /**
   * What an operation does to a resource. Pointers are runtime expressions of OpenAPI, such as
   * `$request.path.task_name`, in which `*` is every item or property.
   */
  export interface ResourceAction {
    name: string;
    /** create, list, show, update, start, stop or delete; or a pointer to this word in the request. */
    action: string;
    /** Pointer to the identifier in the request. */
    key?: string;
    /** The field that `key` identifies; default: the key of the resource. */
    by?: string;
    /** Pointers to the list and to the number of all records in the response. */
    items?: string;
    total?: string;
    /** Pointers to the page size and to the key that precedes the page. */
    limit?: string;
    after?: string;
    /** Fields of the record, by the key of the request body, where the names differ. */
    fields?: Record<string, string>;
  }
}
declare const spec: spec.Spec;
export = spec;
