import { componentName, isNode, nameOf } from "./nodes.js";

/**
 * @import { Context, Visitor } from "./redocly.d.ts"
 */

const FIELDS = ["present", "form", "digits", "values"];

/**
 * A program looks in a live answer for what the register of open questions (`x-open-questions` at
 * the root) names, and would never find what is misspelt. The shape of an entry is an assertion in
 * redocly.yaml.
 * @returns {Visitor}
 */
export function openQuestionsAnswerable() {
  /** @type {Set<string>} */
  const fields = new Set();
  /** @type {Set<string>} */
  const schemas = new Set();

  return {
    SchemaProperties: {
      enter(properties, { location }) {
        for (const key of Object.keys(properties)) fields.add(nameOf(location.child(key)));
      },
    },
    Schema: {
      enter(_, { location }) {
        if (location.pointer === "#/") schemas.add(componentName(location));
      },
    },
    Root: {
      leave(root, context) {
        const reference = root["x-open-questions"];
        if (reference !== undefined) checkRegister(reference, root["x-differences"], context);
      },
    },
  };

  /**
   * @param {unknown} reference
   * @param {unknown} differences
   * @param {Context} context
   */
  function checkRegister(reference, differences, { resolve, report, location: root }) {
    const register = resolve(reference);
    const place = register.location ?? root;
    const rows = idsOf(resolve(differences).node);
    let last = 0;

    for (const [i, question] of listOf(register.node).entries()) {
      const { id } = question;
      const number = Number(/^Q([1-9]\d*)$/.exec(String(id))?.[1]);
      // Numbers may be left out: they are those of the list that the register was made from.
      if (!(number > last)) {
        report({
          message: `The open question ${id} stands after Q${last}: the ids are Q1, Q2 and so on, in order, each once.`,
          location: place.child([i, "id"]),
        });
      } else last = number;

      for (const [j, row] of textsOf(question.differences).entries()) {
        if (rows.includes(row)) continue;
        report({
          message: `${id} names ${row}, which is no row of the register of differences.`,
          location: place.child([i, "differences", j]),
        });
      }
      for (const [j, condition] of listOf(question.settledBy).entries()) {
        const at = place.child([i, "settledBy", j]);
        const names = FIELDS.flatMap((key) =>
          textsOf(condition[key]).map((name, k) => ({ name, location: at.child([key, k]) })),
        );
        const { when, body } = condition;
        const beside = isNode(when) ? String(when.field) : undefined;
        for (const { name, location } of [
          ...names,
          ...(beside === undefined
            ? []
            : [{ name: beside, location: at.child(["when", "field"]) }]),
        ]) {
          if (fields.has(name)) continue;
          report({
            message: `${id} looks for ${name}, which this API does not have: name a \`Schema.property\`.`,
            location,
          });
        }
        for (const { name, location } of names) {
          if (beside === undefined || schemaOf(name) === schemaOf(beside)) continue;
          report({
            message: `${id} looks for ${name} where ${beside} has a value: both must be of one schema.`,
            location,
          });
        }
        if (body !== undefined && !schemas.has(String(body))) {
          report({
            message: `${id} looks for a body of the shape ${body}, which is no schema of this API.`,
            location: at.child("body"),
          });
        }
      }
    }
  }
}

/** @param {string} field */
function schemaOf(field) {
  return field.replace(/\.[^.]*$/, "");
}

/** @param {unknown} list */
function listOf(list) {
  return Array.isArray(list) ? list.map((entry) => (isNode(entry) ? entry : {})) : [];
}

/** @param {unknown} list */
function textsOf(list) {
  return Array.isArray(list) ? list.map(String) : [];
}

/** @param {unknown} rows */
function idsOf(rows) {
  return listOf(rows).map((row) => String(row.id));
}
