import { existsSync, readFileSync } from "node:fs";
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { root } from "../generate/lib/spec.ts";

export interface Place {
  /** Relative to the root of the repository. */
  file: string;
  /** Absent when the file does not exist any more. */
  line?: number;
}

/**
 * Return the place in the YAML of a folder that a pointer into a bundle stands for. Where the last keys are gone,
 * it is the place of what held them.
 */
export function sourceOf(folder: URL, spec: string, pointer: string): Place {
  const keys = pointer
    .split("/")
    .slice(1)
    .filter((key) => key !== "")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const [section, kind, name, ...rest] = keys;
  // The file of a component has its name. Lint checks that.
  return section === "components" && name !== undefined
    ? find(new URL(`components/${kind}/${name}.yaml`, folder), rest)
    : find(new URL(`${spec}.yaml`, folder), keys);
}

function find(url: URL, keys: string[]): Place {
  const file = decodeURIComponent(url.href.slice(root.href.length));
  if (!existsSync(url)) return { file };
  const counter = new LineCounter();
  const document = parseDocument(readFileSync(url, "utf8"), { lineCounter: counter });
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const [i, key] of keys.entries()) {
    const ref = isMap(node) ? node.get("$ref") : undefined;
    if (typeof ref === "string") {
      const target = new URL(ref, url);
      return find(target, target.pathname.endsWith(".yaml") ? keys.slice(i) : []);
    }
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
      if (!isScalar(pair?.key)) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq<Node>(node)) {
      const item = node.items[Number(key)];
      if (item === undefined) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  return { file, line: counter.linePos(offset).line };
}
