import { eachField, evidenceItems, isReference, sourcesOf } from "./evidence.js";
import { isNode } from "./nodes.js";

/**
 * @import { Location, Node, Visitor } from "./redocly.d.ts"
 */

/**
 * Every source that evidence or an error code names is in the register of sources (`x-sources` at the
 * root), every registered source is named, and nothing is said twice.
 *
 * An API without a register of differences uses only some of the sources that it shares.
 * @returns {Visitor}
 */
export function sourcesKnown() {
  /**
   * What names sources: items of evidence and error codes.
   * @type {{ of: string, item: Node, location: Location }[]}
   */
  const statements = [];
  /** Whether a reference leads nowhere, so that sources may seem unused for that reason alone. */
  let incomplete = false;

  return {
    ref: {
      enter(_reference, _context, { node }) {
        if (node === undefined) incomplete = true;
      },
    },
    ...eachField((name, node, location) => {
      for (const [i, item] of evidenceItems(node["x-evidence"])) {
        if (!isReference(item))
          statements.push({ of: name, item, location: location.child(["x-evidence", i]) });
      }
    }),
    Root: {
      leave(root, { resolve, report, location }) {
        const register = resolve(root["x-sources"]);
        if (!Array.isArray(register.node)) return;
        const place = register.location ?? location;

        const differences = resolve(root["x-differences"]);
        for (const [i, row] of evidenceItems(differences.node)) {
          for (const [j, item] of evidenceItems(row.evidence)) {
            const at = (differences.location ?? location).child([i, "evidence", j]);
            statements.push({ of: String(row.id), item: { id: row.id, ...item }, location: at });
          }
        }
        const codes = resolve(root["x-error-codes"]);
        for (const [i, item] of evidenceItems(codes.node)) {
          const at = (codes.location ?? location).child(i);
          statements.push({ of: String(item.code), item, location: at });
        }

        const known = register.node.map((entry) => (isNode(entry) ? entry.id : undefined));
        for (const [i, id] of known.entries()) {
          if (known.indexOf(id) === i) continue;
          report({
            message: `The register has two sources with the id ${id}: rename one.`,
            location: place.child([i, "id"]),
          });
        }

        /** @type {Map<string, string>} */
        const said = new Map();
        for (const { of, item, location } of statements) {
          for (const source of sourcesOf(item)) {
            if (known.includes(source)) continue;
            report({
              message: `${of} names the source ${source}, which is not in the register: add it there, or name another.`,
              location: location.child("source"),
            });
          }
          if (item.says === undefined) continue;
          const statement = JSON.stringify([item.id, sourcesOf(item), item.says]);
          const first = said.get(statement);
          if (first !== undefined) {
            report({
              message: `${of} repeats evidence of ${first} word for word: say it once, in the row of the register, and refer to it with the id alone.`,
              location,
            });
          }
          said.set(statement, first ?? of);
        }

        if (root["x-differences"] === undefined || incomplete) return;
        const used = new Set(statements.flatMap(({ item }) => sourcesOf(item)));
        for (const [i, id] of known.entries()) {
          if (used.has(id)) continue;
          report({
            message: `No evidence and no error code names the source ${id}: delete it.`,
            location: place.child([i, "id"]),
          });
        }
      },
    },
  };
}
