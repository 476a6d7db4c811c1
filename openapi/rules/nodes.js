/**
 * @import { Location } from "./redocly.d.ts"
 */

/**
 * @param {unknown} value
 * @returns {value is import("./redocly.d.ts").Node}
 */
export function isNode(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
export function isText(value) {
  return typeof value === "string" && value.trim() !== "";
}

/**
 * Return the name of a component, which is the name of its file, as in the bundle.
 * @param {Location} location
 */
export function componentName(location) {
  return location.source.absoluteRef.replace(/^.*[/\\]/, "").replace(/\.[^.]+$/, "");
}

/**
 * Return the readable name of a place: `PartitionResult.discard` for the property `discard` in
 * `PartitionResult.yaml`. Inline schemas keep their keywords: `RowList.items.value`.
 * @param {Location} location
 */
export function nameOf(location) {
  const names = [componentName(location)];
  const keys = location.pointer.slice(2).split("/");
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] === "properties" && i + 1 < keys.length) i++;
    const key = keys[i];
    if (key) names.push(key.replaceAll("~1", "/").replaceAll("~0", "~"));
  }
  return names.join(".");
}
