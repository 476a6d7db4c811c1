/** Make a JSDoc comment of the parts that are not empty. */
export function jsdoc(parts: (string | undefined)[], indent = "", between = "\n\n"): string {
  const text = joined(parts, between).trim().replaceAll("*/", "*\\/");
  if (text === "") return "";
  const lines = text.split("\n");
  if (lines.length === 1) return `${indent}/** ${text} */\n`;
  const body = lines.map((line) => `${indent} * ${line}`.trimEnd());
  return [`${indent}/**`, ...body, `${indent} */`, ""].join("\n");
}

/** Join the parts that are not empty. */
export function joined(parts: (string | undefined)[], between = "\n\n"): string {
  return parts.filter((part) => part !== undefined && part.trim() !== "").join(between);
}
