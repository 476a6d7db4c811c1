import { expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { version } from "../src/version.js";

it("the version in the User-Agent is that of the package", () => {
  expect(version).toBe(manifest.version);
});
