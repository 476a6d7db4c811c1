// The few parts of Redocly's plugin interface that the rules use. Redocly CLI 2.77 ships bundled
// into one program, and its core is not on npm at that version, so there are no types to import.

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
  /** The same place, reported on the key instead of on the value. */
  key(): Location;
}

/** A node as parsed from YAML: nothing about it is known until a rule has looked. */
export type Node = Record<string, unknown>;

export interface Resolved {
  node: unknown;
  /** Absent when the reference leads nowhere; `no-unresolved-refs` reports that. */
  location?: Location;
}

export interface Context {
  key: string | number;
  location: Location;
  type: { name: string };
  /** `from` is the file that `ref` is written in; by default, the file of `location`. */
  resolve(node: unknown, from?: string): Resolved;
  report(problem: { message: string; location: Pick<Location, "source" | "pointer"> }): void;
}

interface Hooks {
  enter?: (node: Node, context: Context) => void;
  leave?: (node: Node, context: Context) => void;
}

/** Only the node types that our rules look at: a wrong name would silently never be called. */
export interface Visitor {
  Root?: Hooks;
  Responses?: Hooks;
  Parameter?: Hooks;
  Header?: Hooks;
  NamedSchemas?: Hooks;
  Schema?: Hooks;
  SchemaProperties?: Hooks;
  ref?: { enter?: (node: Node, context: Context, resolved: Resolved) => void };
}
