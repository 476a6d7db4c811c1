import { componentName, isNode, nameOf } from "./nodes.js";

/**
 * @import { Context, Visitor } from "./redocly.d.ts"
 */

const FIELDS = ["present", "form", "digits", "values"];

/**
 * The fields, rows and schemas that the register of open questions (`x-open-questions` at the root)
 * names exist. The probe looks for them in live responses and would never find a misspelt one.
 * @returns {Visitor}
 */
export function openQuestionsAnswerable() {
  /** @type {Set<string>} */
  const fields = new Set();
  /** @type {Set<string>} */
  const schemas = new Set();
  /** @type {Set<unknown>} */
  const operations = new Set();
  /** Whether a reference leads nowhere, so that fields may be missing for that reason alone. */
  let incomplete = false;

  return {
    ref: {
      enter(_reference, _context, { node }) {
        if (node === undefined) incomplete = true;
      },
    },
    SchemaProperties: {
      enter(properties, { location }) {
        for (const key of Object.keys(properties)) fields.add(nameOf(location.child(key)));
      },
    },
    Operation: {
      enter({ operationId }) {
        operations.add(operationId);
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
        if (reference !== undefined && !incomplete) {
          checkRegister(reference, root, context);
        }
      },
    },
  };

  /**
   * @param {unknown} reference
   * @param {Record<string, unknown>} spec
   * @param {Context} context
   */
  function checkRegister(reference, spec, { resolve, report, location: root }) {
    const register = resolve(reference);
    const place = register.location ?? root;
    const rows = listOf(resolve(spec["x-differences"]).node).map((row) => String(row.id));
    const servers = listOf(spec.servers).map((server) => String(server.url));
    let last = 0;

    for (const [i, question] of listOf(register.node).entries()) {
      const { id } = question;
      const number = Number(/^Q([1-9]\d*)$/.exec(String(id))?.[1]);
      // Numbers may be missing: they are those of the list that the register was made from.
      if (!(number > last)) {
        report({
          message: `The open question ${id} follows Q${last}: number the questions in ascending order.`,
          location: place.child([i, "id"]),
        });
      } else last = number;

      for (const [j, row] of textsOf(question.differences).entries()) {
        if (rows.includes(row)) continue;
        report({
          message: `${id} names ${row}, which is not a row of the register of differences.`,
          location: place.child([i, "differences", j]),
        });
      }
      for (const [j, condition] of listOf(question.lookFor).entries()) {
        const at = place.child([i, "lookFor", j]);
        const names = FIELDS.flatMap((key) =>
          textsOf(condition[key]).map((name, k) => ({ name, location: at.child([key, k]) })),
        );
        const { when, body, responseOf, domain } = condition;
        const beside = isNode(when) ? String(when.field) : undefined;
        for (const { name, location } of [
          ...names,
          ...(beside === undefined
            ? []
            : [{ name: beside, location: at.child(["when", "field"]) }]),
        ]) {
          if (fields.has(name)) continue;
          report({
            message: `${id} names ${name}, which does not exist: name a \`Schema.property\`.`,
            location,
          });
        }
        for (const { name, location } of names) {
          if (beside === undefined || schemaOf(name) === schemaOf(beside)) continue;
          report({
            message: `${id} combines ${name} with a condition on ${beside}: both must belong to one schema.`,
            location,
          });
        }
        if (responseOf !== undefined && !operations.has(responseOf)) {
          report({
            message: `${id} names the operation ${responseOf}, which does not exist.`,
            location: at.child("responseOf"),
          });
        }
        const shapes = textsOf(condition.keys).map((name, k) => ({ name, key: ["keys", k] }));
        if (body !== undefined) shapes.push({ name: String(body), key: ["body"] });
        for (const { name, key } of shapes) {
          if (schemas.has(name)) continue;
          report({
            message: `${id} names the schema ${name}, which does not exist.`,
            location: at.child(key),
          });
        }
        if (domain !== undefined && !servers.some((url) => url.endsWith(`.${domain}`))) {
          report({
            message: `${id} names the domain ${domain}, which no server has.`,
            location: at.child("domain"),
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
