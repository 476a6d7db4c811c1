import { expect, test } from "vitest";
import { withoutDeprecation } from "../generate/lib/tools.ts";

const box = (line: string) => `
    ╔═════╗
    ║     ║
    ║  ${line}  ║
    ║     ║
    ╚═════╝

`;

test("removes Redocly's box about Node.js 20 and keeps any other", () => {
  const notice = box("Deprecation warning: Node.js 20 support is ending");
  expect(withoutDeprecation(`before${notice}after`)).toBe("beforeafter");
  expect(withoutDeprecation(box("Something else"))).toBe(box("Something else"));
});
