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
  /** Filled from the client's `projectId` when the caller gives none. */
  readonly project?: true;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export interface OperationDescriptor {
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "PATCH" | "HEAD";
  /** Path template, with `{name}` for each path parameter. */
  readonly path: string;
  readonly parameters: readonly ParameterDescriptor[];
  /** True when the operation takes a JSON body, under the parameter `body`. */
  readonly body?: true;
}

/** Where the description of a destination stands in a task. */
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

export interface WaiterDescriptor {
  readonly field: string;
  readonly success: readonly string[];
  readonly failure: readonly string[];
}
