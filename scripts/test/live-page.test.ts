import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LivePage, serveLivePage } from "../lib/live-page.ts";

let folder: string;
let file: string;
let page: LivePage;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "dis-openapi-live-"));
  file = join(folder, "dist/index.html");
  page = await serveLivePage(file, 0);
});
afterEach(async () => {
  await page.close();
  rmSync(folder, { recursive: true });
});

const html = (text: string) =>
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-x'"><body>${text}</body>`;

/** As the generator does it: beside its place, then moved there. */
function replace(text: string): void {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

const open = (path: string) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    get(new URL(path, page.url), resolve).on("error", reject);
  });
const next = (stream: IncomingMessage) =>
  new Promise<string>((resolve) => stream.once("data", (chunk) => resolve(String(chunk))));

test("a page that is not made yet loads itself when it is", async () => {
  expect(await (await fetch(page.url)).text()).toContain("The page is being made.");
  const channel = await open("/reload");
  const told = next(channel);
  replace(html("first"));
  expect(await told).toBe("data: changed\n\n");
  expect(await (await fetch(page.url)).text()).toContain("<body>first</body><script>");
});

test("the policy of the page lets in one script and this server, and keeps the rest", async () => {
  replace(html("first"));
  const text = await (await fetch(page.url)).text();
  expect(text).toMatch(
    /content="default-src 'none'; connect-src 'self'; script-src 'sha256-[^']+' 'sha256-x'"/,
  );
});

test("a script of the page keeps its text, and so its hash", async () => {
  const own = "<script>const empty = '<body></body>';</script>";
  replace(html(own));
  expect(await (await fetch(page.url)).text()).toContain(own);
});

test("open pages hear of a change of the text, and not of a file that was only written again", async () => {
  const channel = await open("/reload");
  const told: string[] = [];
  channel.on("data", (chunk) => told.push(String(chunk)));
  for (const text of ["first", "second"]) {
    const one = next(channel);
    replace(html(text));
    await one;
    replace(html(text));
  }
  expect(told).toEqual(["data: changed\n\n", "data: changed\n\n"]);
});

test("a port that is taken is said plainly", async () => {
  const { port } = new URL(page.url);
  await expect(serveLivePage(file, Number(port))).rejects.toThrow(
    `Port ${port} is taken. Choose another with --port.`,
  );
});
