import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { pageHtml } from "./support/docs-page.js";

describe("the file of the documentation page", () => {
  let html: string;
  let scripts: { attributes: string; text: string }[];
  let markup: string;

  beforeAll(() => {
    html = pageHtml();
    const script = /<script([^>]*)>(.*?)<\/script>/gs;
    scripts = [...html.matchAll(script)].map(([, attributes = "", text = ""]) => ({
      attributes,
      text,
    }));
    markup = html.replace(script, "");
  });

  it("loads nothing from elsewhere", () => {
    const loads = [
      ...markup.matchAll(/<(?:img|iframe|link|source|audio|video|embed|object)\b[^>]*>/g),
      ...markup.matchAll(/@import[^;]*|url\((?!\s*["']?(?:data:|#))[^)]*\)/g),
    ].map(([load]) => load);
    expect(loads).toEqual([expect.stringMatching(/^<link rel="icon" href="data:image\/svg/)]);
    expect(scripts.filter(({ attributes }) => attributes.includes("src"))).toEqual([]);
  });

  it("allows its own scripts by their hash, and no other", () => {
    const [, policy = ""] =
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    const directives = new Map(
      policy.split("; ").map((part) => {
        const [name = "", ...values] = part.split(" ");
        return [name, values];
      }),
    );
    const hashes = scripts.map(
      ({ text }) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
    );
    expect(Object.fromEntries(directives)).toEqual({
      "default-src": ["'none'"],
      "script-src": hashes,
      "style-src": ["'unsafe-inline'"],
      "img-src": ["data:"],
      "font-src": ["data:"],
      "base-uri": ["'none'"],
      "form-action": ["'none'"],
    });
  });

  it("holds no trace of the machine that made it", () => {
    expect(html).not.toContain(process.cwd());
    expect(html).not.toMatch(/\/tmp\/|file:\/\/\//);
  });
});
