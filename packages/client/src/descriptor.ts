/**
 * The shape of the data that the generator writes. The generated files say
 * `satisfies` with these types, so that a skew between generator and runtime
 * is a compile error.
 */

/** One parameter of an operation, with the constraints that are checked before anything is sent. */
export interface ParameterDescriptor {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: true;
  /** Filled from the client's `projectId` when the caller passes none. */
  readonly project?: true;
  /** The type of the value, or of each value of a list. */
  readonly type: "string" | "integer" | "number" | "boolean";
  /** A list, as repeated keys, or with commas between its values. */
  readonly list?: "repeat" | "comma";
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: RegExp;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface OperationDescriptor {
  readonly operationId: string;
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "PATCH" | "HEAD";
  /** Path template, with `{name}` for each path parameter. */
  readonly path: string;
  readonly parameters: readonly ParameterDescriptor[];
  /** Whether the operation takes a JSON body, under the parameter `body`. */
  readonly body?: "required" | "optional";
  /** The 2xx statuses without content, whose bodies are ignored; true when no success has any. */
  readonly empty?: true | readonly number[];
  /** Whether the call may be sent twice. Default: as its method is defined (RFC 9110). */
  readonly idempotent?: true;
}

/** The fields of a task that may hold the description of a destination. */
export interface DestinationDescriptor {
  readonly field: string;
  readonly alias?: string;
}

/** One family of hosts: the templates of the service and of its IAM, and the regions they are for. */
export interface ServerDescriptor {
  readonly dis: string;
  readonly iam: string;
  readonly regions: readonly string[];
}

/** The states that end a wait: a field of an operation's result, and its values. */
export interface WaiterDescriptor {
  readonly operation: string;
  readonly field: string;
  readonly success: readonly string[];
  readonly failure: readonly string[];
  /** Class of error codes that ends the wait with success, and without a result. */
  readonly successClass?: string;
}

/** The meaning of a known error code, and how a client may react. */
export interface ErrorCodeDescriptor {
  readonly producer: string;
  /** The HTTP statuses it comes with. */
  readonly status: readonly number[];
  readonly meaning: string;
  readonly advice?: string;
  /** Key of `codeClasses`. */
  readonly class?: string;
  readonly confidence: string;
}
