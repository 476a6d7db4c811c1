import { Ajv } from "ajv";
import { isNode } from "./nodes.js";

/**
 * @import { ErrorObject } from "ajv"
 * @import { Visitor } from "./redocly.d.ts"
 */

const text = { type: "string", minLength: 1 };
const code = { type: "string", pattern: "^([A-Z]+\\.)?\\d{4}$" };
const names = { type: "array", minItems: 1, uniqueItems: true, items: { type: "string" } };

const source = { anyOf: [text, { ...names, items: text }] };
const date = { type: "string", pattern: "^(\\d{4}(-\\d\\d){0,2}|unknown)$" };
const address = { type: "string", pattern: "^(https://\\S+|unknown)$" };

/** @param {string[]} keys */
const anyOf = (...keys) => ({ anyOf: keys.map((key) => ({ required: [key] })) });

/** The shape of an entry of each register, by the key of the register at the root. */
const REGISTERS = {
  "x-differences": {
    type: "object",
    required: ["id", "severity", "title", "decision"],
    properties: {
      id: text,
      severity: { enum: ["high", "medium", "low"] },
      title: text,
      decision: text,
      fields: names,
      evidence: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          required: ["source", "says"],
          additionalProperties: false,
          properties: { source, says: text, fields: names },
        },
      },
    },
    anyOf: [{ required: ["fields"] }, { required: ["evidence"] }],
  },
  "x-sources": {
    type: "object",
    required: ["id", "title", "publisher", "kind", "published", "read", "literal"],
    additionalProperties: false,
    properties: {
      id: { type: "string", pattern: "^[a-z0-9.-]+$" },
      title: text,
      publisher: text,
      kind: {
        enum: [
          "reference-page",
          "api-definition",
          "sdk",
          "documentation-source",
          "test-fixture",
          "captured-response",
          "other",
        ],
      },
      url: address,
      repository: address,
      path: text,
      commit: text,
      version: text,
      package: { type: "string", pattern: "^pkg:[a-z]+/\\S+@\\S+$" },
      published: date,
      read: date,
      literal: text,
    },
    oneOf: [{ required: ["url"] }, { required: ["repository"] }],
    dependencies: {
      repository: {
        required: ["path"],
        anyOf: [{ required: ["commit"] }, { required: ["version"] }],
      },
    },
  },
  "x-error-codes": {
    type: "object",
    required: ["code", "producer", "status", "meaning", "confidence", "source"],
    properties: {
      code,
      aliases: { type: "array", minItems: 1, items: code },
      producer: { enum: ["dis", "gateway", "iam"] },
      status: {
        type: "array",
        minItems: 1,
        uniqueItems: true,
        items: { type: "integer", minimum: 400, maximum: 599 },
      },
      meaning: text,
      advice: text,
      class: { enum: ["streamNotFound", "taskNotFound", "throttled", "badCredentials", "blocked"] },
      confidence: { enum: ["documented", "observed", "sdk"] },
      source,
    },
  },
  "x-open-questions": {
    type: "object",
    required: ["id", "asks", "lookFor"],
    additionalProperties: false,
    properties: {
      id: text,
      asks: text,
      differences: names,
      lookFor: {
        type: "array",
        minItems: 1,
        items: {
          type: "object",
          additionalProperties: false,
          properties: {
            present: names,
            form: names,
            digits: names,
            values: names,
            keys: names,
            when: {
              type: "object",
              required: ["field", "is"],
              additionalProperties: false,
              properties: { field: text, is: text },
            },
            answerTo: { enum: ["missingTask"] },
            body: text,
            host: { enum: ["unlisted"] },
            responseOf: text,
            domain: text,
            only: { type: "string" },
            besides: text,
          },
          oneOf: [
            "present",
            "form",
            "digits",
            "values",
            "keys",
            "answerTo",
            "body",
            "host",
            "responseOf",
          ].map((key) => ({
            required: [key],
          })),
          dependencies: {
            when: anyOf("present", "form", "digits", "values"),
            only: anyOf("form", "values"),
            besides: anyOf("values"),
          },
        },
      },
    },
  },
};

/**
 * The root refers to every register, and every entry has the shape that generators and the probe
 * read.
 * @returns {Visitor}
 */
export function registersWellFormed() {
  const ajv = new Ajv({ allErrors: true, verbose: true });
  return {
    Root: {
      enter(root, { location, report, resolve }) {
        for (const [key, schema] of Object.entries(REGISTERS)) {
          if (root[key] === undefined) {
            report({
              message: `The root has no ${key}: add it, with a reference to the register.`,
              location,
            });
            continue;
          }
          const register = resolve(root[key]);
          if (!Array.isArray(register.node)) continue;
          const validate = ajv.compile(schema);
          for (const [i, entry] of register.node.entries()) {
            if (validate(entry)) continue;
            const name = nameOf(entry) ?? `Entry ${i + 1} of ${key}`;
            for (const error of validate.errors ?? []) {
              const problem = problemOf(error);
              if (problem === undefined) continue;
              const path = error.instancePath.split("/").slice(1);
              const place = path.map((step) => `.${step}`).join("");
              report({
                message: `${name}${place} ${problem}.`,
                location: (register.location ?? location).child([i, ...path]),
              });
            }
          }
        }
      },
    },
  };
}

/** @param {unknown} entry */
function nameOf(entry) {
  if (!isNode(entry)) return undefined;
  const name = entry.id ?? entry.code;
  return typeof name === "string" ? name : undefined;
}

/**
 * What is wrong, in words that follow the name of the place, or nothing for an error that another
 * one summarises.
 * @param {ErrorObject} error
 */
function problemOf({ keyword, schemaPath, params, parentSchema, message }) {
  if (/\/(oneOf|anyOf)\/\d+\//.test(schemaPath)) return undefined;
  switch (keyword) {
    case "required":
      return `has no \`${params.missingProperty}\`: add it`;
    case "additionalProperties":
      return `has the unknown key \`${params.additionalProperty}\`: delete it`;
    case "enum":
      return `must be one of ${params.allowedValues.join(", ")}`;
    case "oneOf":
      return `must have ${requiredKeys(parentSchema?.oneOf, "exactly one of ")}`;
    case "anyOf":
      return requiredKeys(parentSchema?.anyOf, "") === ""
        ? "must be an id or a list of ids"
        : `must have ${requiredKeys(parentSchema?.anyOf, "one of ")}`;
    case "pattern":
      return parentSchema === date
        ? "must be a date such as 2024-10-21, 2024-10 or 2024, or unknown"
        : message;
    default:
      return message;
  }
}

/**
 * @param {{ required?: string[] }[]} branches
 * @param {string} choice words before several keys
 */
function requiredKeys(branches, choice) {
  const keys = branches.flatMap(({ required = [] }) => required);
  return (keys.length > 1 ? choice : "") + keys.join(", ");
}
