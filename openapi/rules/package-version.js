import { readFileSync } from "node:fs";

/**
 * @import { Visitor } from "./redocly.d.ts"
 */

/**
 * A decorator that sets `info.version` to the package's version, so that the number is kept once.
 * @returns {Visitor}
 */
export function packageVersion() {
  return {
    Info: {
      leave(info) {
        const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
        info.version = JSON.parse(manifest).version;
      },
    },
  };
}
