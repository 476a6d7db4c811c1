// The parts of Redocly's plugin interface that the rules use. Redocly CLI 2.77 is bundled into one
// program, and its core is not on npm at that version, so no types can be imported.

export interface Source {
  /** Absolute path of the file. */
  absoluteRef: string;
  constructor: new (absoluteRef: string, body: string) => Source;
}

export interface Location {
  source: Source;
  /** JSON pointer inside the file, `#/` for its root. */
  pointer: string;
  /** File and pointer in one string. */
  absolutePointer: string;
  child(path: string | number | (string | number)[]): Location;
  /** The same place, reported on the key instead of the value. */
  key(): Location;
}

/** A node as parsed from YAML. Its shape is unknown until a rule has checked it. */
export type Node = Record<string, unknown>;

export interface Resolved {
  node: unknown;
  /** Absent if the file does not exist; `house/no-unresolved-refs` reports that. */
  location?: Location;
  /** Why the reference leads nowhere. A syntax error names the file and the place in it. */
  error?: { message: string; source?: Source; line?: number; col?: number };
}

export type Place =
  | Pick<Location, "source" | "pointer">
  | { source: Source; pointer: undefined; start: { line: number; col: number } };

export interface Context {
  key: string | number;
  location: Location;
  type: { name: string };
  /** `from` is the file that contains the reference. The default is the file of `location`. */
  resolve(node: unknown, from?: string): Resolved;
  report(problem: { message: string; location: Place }): void;
}

interface Hooks {
  enter?: (node: Node, context: Context) => void;
  leave?: (node: Node, context: Context) => void;
}

/** Only the node types that the rules use: a hook with a misspelt name would never be called. */
export interface Visitor {
  any?: Hooks;
  Info?: Hooks;
  Root?: Hooks;
  Operation?: Hooks;
  Example?: Hooks;
  Tag?: Hooks;
  Responses?: Hooks;
  Parameter?: Hooks;
  Header?: Hooks;
  NamedSchemas?: Hooks;
  Schema?: Hooks;
  SchemaProperties?: Hooks;
  ref?: { enter?: (node: Node, context: Context, resolved: Resolved) => void };
}

/** A node of one of two compared documents. The node of a reference has its target in `resolved`. */
export interface TreeNode {
  type: { name: string };
  key: string | number;
  value: unknown;
  resolved?: TreeNode;
  parent: TreeNode | null;
  children: TreeNode[];
}

/** The same node in both documents. One side is missing when it was added or removed. */
export interface NodePair {
  base?: TreeNode;
  revision?: TreeNode;
  parent: NodePair | null;
}

/**
 * A change that `redocly diff` found. `property` is a scalar or a list of scalars of the node, or
 * `key` when the node was renamed; on each side, `value` is that of the property, or of the node.
 */
export type Change = { node: NodePair } & (
  | { kind: "added"; revision: { value: unknown } }
  | { kind: "removed"; base: { value: unknown } }
  | { kind: "modified"; property: string; base: { value: unknown }; revision: { value: unknown } }
);

export interface ChangeContext {
  report(verdict: { message: string }): void;
  /** Where the node is used: in requests, in responses, in both, or nowhere. */
  getDirections(): ("request" | "response")[];
}

type Judge = (change: Change, context: ChangeContext) => void;

/**
 * A rule of `redocly diff`: a function per node type, called with every change of such a node. An
 * inner name is called for nodes inside the outer one. Its impact is set in redocly.yaml, and
 * replaces Redocly's own (minor when something is added, otherwise patch).
 */
export interface ChangeVisitor {
  [type: string]: Judge | ChangeVisitor;
}
