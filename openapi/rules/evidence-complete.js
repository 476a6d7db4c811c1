import {
  eachField,
  evidenceIds,
  evidenceItems,
  evidenceProblems,
  isReference,
} from "./evidence.js";
import { isNode, nameOf } from "./nodes.js";

/**
 * @import { Context, Location, Node, Visitor } from "./redocly.d.ts"
 */

/**
 * The register of differences (`x-differences` at the root) and the evidence on the fields agree:
 * every field that a row lists has evidence for it or refers to the evidence of the row, and all
 * evidence refers to a row that lists the field.
 *
 * An API without a register may share components with one that has it, so for such an API only the
 * shape of the evidence is checked.
 * @returns {Visitor}
 */
export function evidenceComplete() {
  /**
   * Fields by the name that the register uses.
   * @type {Map<string, { node: Node, location: Location }>}
   */
  const fields = new Map();
  /**
   * Every place with evidence, to report misplaced evidence.
   * @type {Location[]}
   */
  const evidence = [];
  /** Whether a reference leads nowhere, so that fields may be missing for that reason alone. */
  let incomplete = false;

  const visitor = eachField((name, node, location) => fields.set(name, { node, location }));
  return {
    ref: {
      enter(_reference, _context, { node }) {
        if (node === undefined) incomplete = true;
      },
    },
    ...visitor,
    Schema: {
      enter(node, context) {
        visitor.Schema?.enter?.(node, context);
        if ("x-evidence" in node || "x-confidence" in node) evidence.push(context.location);
      },
    },
    Root: {
      leave(root, context) {
        checkShapes(context);
        if (root["x-differences"] !== undefined && !incomplete) {
          checkRegister(root["x-differences"], context);
        }
      },
    },
  };

  /** @param {Context} context */
  function checkShapes({ report }) {
    for (const [name, { node, location }] of fields) {
      for (const { path, problem } of evidenceProblems(node)) {
        report({ message: `${name} ${problem}.`, location: location.child(path) });
      }
    }
    const places = new Set([...fields.values()].map(({ location }) => location.absolutePointer));
    for (const location of evidence) {
      if (places.has(location.absolutePointer)) continue;
      report({
        message: `${nameOf(location)} has evidence in a place that the register cannot name: move it to a property, a schema file, a parameter or a header.`,
        location: location.key(),
      });
    }
  }

  /**
   * @param {unknown} reference
   * @param {Context} context
   */
  function checkRegister(reference, { resolve, report, location: root }) {
    const register = resolve(reference);
    const place = register.location ?? root;
    const rows = Array.isArray(register.node)
      ? register.node.map((row) => (isNode(row) ? row : {}))
      : [];
    /** @type {Map<unknown, unknown[]>} */
    const listed = new Map();
    /**
     * Names of the fields that the evidence of a row concerns.
     * @type {Map<unknown, unknown[]>}
     */
    const concerned = new Map();

    for (const [i, row] of rows.entries()) {
      if (row.id !== `D${i + 1}`) {
        report({
          message: `Row ${i + 1} of the register has the id ${row.id}: number the rows D1, D2 and so on.`,
          location: place.child([i, "id"]),
        });
      }
      const names = Array.isArray(row.fields) ? row.fields : [];
      listed.set(row.id, [...(listed.get(row.id) ?? []), ...names]);
      for (const [j, item] of evidenceItems(row.evidence)) {
        const about = Array.isArray(item.fields) ? item.fields : names;
        concerned.set(row.id, [...(concerned.get(row.id) ?? []), ...about]);
        for (const name of about.filter((name) => !names.includes(name))) {
          report({
            message: `${row.id} has evidence about ${name}, which it does not list: add ${name} to the row's fields.`,
            location: place.child([i, "evidence", j, "fields"]),
          });
        }
      }

      for (const [j, name] of names.entries()) {
        const field = fields.get(name);
        if (field === undefined) {
          report({
            message: `${row.id} lists ${name}, which does not exist: name a \`Schema.property\`, \`schemas.Name\`, \`parameters.name\`, \`headers.Name\` or \`operations.operationId\`.`,
            location: place.child([i, "fields", j]),
          });
        } else if (!evidenceIds(field.node).includes(row.id)) {
          report({
            message: `${name} has no x-evidence for ${row.id}, which lists it: add the evidence.`,
            location: field.location.key(),
          });
        }
      }
    }

    for (const [name, { node, location }] of fields) {
      for (const [i, item] of evidenceItems(node["x-evidence"])) {
        if (!isReference(item) || concerned.get(item.id)?.includes(name)) continue;
        if (!listed.has(item.id)) continue;
        report({
          message: `${name} refers to the evidence of ${item.id}, which has none about it: add \`source\` and \`says\` here, or the evidence to the row.`,
          location: location.child(["x-evidence", i]),
        });
      }
      for (const id of evidenceIds(node)) {
        if (listed.get(id)?.includes(name)) continue;
        report({
          message: listed.has(id)
            ? `${name} has evidence for ${id}, which does not list it: add ${name} to the row's fields.`
            : `${name} has evidence for ${id}, which is not a row of the register.`,
          location: location.child("x-evidence"),
        });
      }
    }
  }
}
