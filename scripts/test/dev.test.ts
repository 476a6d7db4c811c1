import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { x } from "tinyexec";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../generate/lib/spec.ts";
import { serveLivePage } from "../live-page.ts";

const folder = mkdtempSync(join(tmpdir(), "dis-openapi-live-"));
const file = join(folder, "index.html");
let page: Awaited<ReturnType<typeof serveLivePage>>;
beforeAll(async () => {
  page = await serveLivePage(pathToFileURL(file), 0);
});
afterAll(async () => {
  await page.server.close();
  rmSync(folder, { recursive: true });
});

const text = async (path = "") => (await fetch(new URL(path, page.url))).text();

test("the dev server says that a missing page is being built", async () => {
  expect(await text()).toContain("The page is being built.");
});

test("the dev server adds its scripts to the page and lets the policy load them", async () => {
  const own = "<script>const empty = '<body></body>';</script>";
  writeFileSync(
    file,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-x'">${own}`,
  );
  const html = await text();
  expect(html).toContain(
    "default-src 'none'; connect-src 'self' ws:; script-src 'self' 'sha256-x'",
  );
  expect(html).toContain(own);
  const scripts = [...html.matchAll(/src="([^"]+)"/g)].map(([, path = ""]) => path);
  expect(scripts).toHaveLength(2);
  for (const path of scripts) expect((await fetch(new URL(path, page.url))).status).toBe(200);
});

test("the dev server names a port that is in use", async () => {
  const { port } = new URL(page.url);
  await expect(serveLivePage(pathToFileURL(file), Number(port))).rejects.toThrow(
    `Port ${port} is in use. Choose another with --port.`,
  );
});

/** Children inherit the environment, so a variable finds all of them. Only Linux shows it. */
function processesWith(variable: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(variable);
    } catch {
      return false;
    }
  });
}

test.skipIf(process.platform !== "linux")(
  `SIGTERM ends the dev server and all its processes${process.platform === "linux" ? "" : " (skipped: needs /proc)"}`,
  { timeout: 60_000 },
  async () => {
    const id = `DIS_OPENAPI_DEV_TEST=${process.pid}`;
    const dev = x(process.execPath, ["--import", "tsx", "scripts/dev.ts", "--port", "0"], {
      nodeOptions: {
        cwd: fileURLToPath(root),
        env: { ...process.env, DIS_OPENAPI_DEV_TEST: `${process.pid}` },
      },
    });
    for await (const line of dev) {
      // A line of turbo, which therefore runs, and so do its children.
      if (line.includes("Packages in scope")) dev.kill("SIGTERM");
    }
    await dev;
    await expect.poll(() => processesWith(id), { timeout: 10_000 }).toEqual([]);
  },
);
