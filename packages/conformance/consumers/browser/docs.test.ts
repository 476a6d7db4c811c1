import { existsSync, mkdirSync } from "node:fs";
import iam from "@dis-openapi/spec/iam.json" with { type: "json" };
import spec from "@dis-openapi/spec/openapi.json" with { type: "json" };
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Response } from "../../../../openapi/openapi.d.cts";
import { readResults } from "../../../../scripts/generate/lib/results.ts";
import { operationsOf, resolve } from "../../../../scripts/generate/lib/spec.ts";
import { accessibilityProblems, launch, type Visit, visit } from "./browser.ts";

const pageFile = new URL("../../../../openapi/dist/index.html", import.meta.url);

/** What the page must show, from the bundle that it was made from. */
const content = {
  differences: spec["x-differences"] ?? [],
  errorCodes: spec["x-error-codes"]?.map(({ code }) => code),
  openQuestions: spec["x-open-questions"]?.map(({ id }) => id),
  sources: spec["x-sources"]?.map(({ title }) => title),
  operations: [spec, iam].flatMap((bundle) =>
    operationsOf(bundle).map(({ path, operation }) => ({
      id: operation.operationId,
      path,
      samples: operation["x-codeSamples"] ?? [],
      statuses: Object.entries(operation.responses).flatMap(([status, node]) => {
        const { content = {} } = resolve<Response>(bundle, "responses", node);
        return status.startsWith("2") || !content["application/json"]?.examples ? [] : status;
      }),
    })),
  ),
};
const query = content.operations.find(({ id }) => id === "showTransferTask");
const withSamples = content.operations.filter(({ samples }) => samples.length > 0);

const pictures = new URL("../../dist/", import.meta.url).pathname;

describe("the documentation page, opened offline from disk", () => {
  let browser: Browser;
  const visits: Visit[] = [];

  beforeAll(async () => {
    if (!existsSync(pageFile)) {
      throw new Error(`${pageFile.pathname} is missing. Run "npm run docs -w @dis-openapi/spec".`);
    }
    mkdirSync(pictures, { recursive: true });
    browser = await launch();
  }, 60_000);

  afterEach(async () => {
    const all = visits.splice(0);
    await Promise.all(all.map(({ page }) => page.context().close()));
    expect(all.flatMap(({ noise }) => noise)).toEqual([]);
  });

  afterAll(() => browser?.close());

  async function open(
    section = "",
    options?: BrowserContextOptions & { complete?: boolean },
  ): Promise<Page> {
    const opened = await visit(browser, `${pageFile.href}${section}`, options);
    visits.push(opened);
    return opened.page;
  }

  async function openOperation(id: string, options?: Parameters<typeof open>[1]): Promise<Locator> {
    const page = await open(`#/other/${id.toLowerCase()}`, options);
    return page.locator(`[data-section-id="/other/${id.toLowerCase()}"]`);
  }

  test("shows its title and makes no request", async () => {
    const page = await open();
    await page.getByRole("heading", { level: 1, name: /unofficial/ }).waitFor();
    await page.screenshot({ path: `${pictures}docs.png` });
    expect(await page.title()).toMatch(/DIS/);
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
  }, 60_000);

  test("links only to its own sections and to https", async () => {
    const page = await open();
    await page.getByRole("heading", { level: 1 }).waitFor();
    const links = await page
      .locator("a[href]")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
    expect(links.filter((link) => !/^(#|https:\/\/)/.test(link))).toEqual([]);
  }, 60_000);

  test("says once on its first screen that it is unofficial, and links the bundles and the issues", async () => {
    const page = await open();
    for (const name of ["YAML", "JSON", "Repository", "Report a wrong fact"]) {
      const link = page.getByRole("link", { name, exact: true });
      await link.waitFor();
      expect((await link.boundingBox())?.y).toBeLessThan(900);
    }
    const text = await page.getByRole("main").innerText();
    expect(text.match(/unofficial/gi)).toHaveLength(1);
  }, 60_000);

  describe("its search", () => {
    const results = '[data-component-name="Search/SearchItem"]';

    async function search(words: string): Promise<Page> {
      const page = await open();
      await page.getByText("Search", { exact: false }).first().click();
      await page.locator('[data-component-name="Search/SearchInput"] input').fill(words);
      return page;
    }

    test("finds an operation by its id", async () => {
      const page = await search("showTransferTask");
      await page
        .locator(results)
        .filter({ hasText: query?.path ?? "" })
        .first()
        .click();
      await page.getByRole("heading", { name: "Query a dump task" }).waitFor();
      expect(page.url()).toContain("showtransfertask");
    }, 60_000);

    test("finds a row of the register, and keeps the cells of a table apart", async () => {
      const page = await search("documentation leaves out");
      await page.locator(results).filter({ hasText: "D1 Top-level fields" }).first().waitFor();
      const table = page.locator(results).filter({ hasText: "D1 high Top-level fields" });
      await table.waitFor();
    }, 60_000);

    test("finds a field deep in a schema", async () => {
      const page = await search("row_key");
      const operation = page.locator(results).filter({ hasText: query?.path ?? "" });
      await operation.getByText("row_key", { exact: true }).first().click();
      await field(page, "cloudtable_destination_descripton/cloudtable_schema/row_key").waitFor();
    }, 60_000);
  });

  describe("its schemas", () => {
    test("open down to a leaf with its known values and its evidence", async () => {
      const page = await open(operationSection);
      const table = "cloudtable_destination_descripton";
      await expand(page, table);
      await expand(page, `${table}/cloudtable_schema`);
      await expand(page, `${table}/cloudtable_schema/row_key`);
      const leaf = field(page, `${table}/cloudtable_schema/row_key[]/type`);
      await leaf.getByRole("cell", { name: "Bigint", exact: true }).waitFor();
      await leaf.getByText("Open list").waitFor();
      const evidence = leaf.locator("details").first();
      expect(await evidence.getByRole("link").count()).toBe(0);
      await evidence.getByText("Documented: D30", { exact: true }).click();
      await evidence.getByRole("link", { name: "D30", exact: true }).click();
      await page.getByRole("heading").filter({ hasText: /^D30 / }).waitFor();
      expect(page.url()).toMatch(/#\/differences\/d30$/);
    }, 60_000);

    test("show examples, defaults, both types of a value, and deprecation", async () => {
      const page = await open(operationSection);
      await expand(page, "obs_destination_description");
      const retry = field(page, "obs_destination_description/retry_duration");
      await retry.getByText("integer or string").waitFor();
      await retry.getByText("Default:").waitFor();
      await field(page, "stream_name").getByText('"newstream"').waitFor();
      await expand(page, "partitions");
      await field(page, "partitions[]/status").getByText("deprecated").waitFor();
    }, 60_000);
  });

  test.each(withSamples)(
    "shows the code sample of each language for $id",
    async ({ id, samples }) => {
      const section = await openOperation(id);
      let shown = samples[0]?.label ?? "";
      expect(samples).toHaveLength(5);
      for (const { label, source } of samples) {
        await section.getByRole("button", { name: shown, exact: true }).click();
        await section.page().getByRole("menuitem", { name: label, exact: true }).click();
        await section.getByRole("button", { name: label, exact: true }).waitFor();
        const lines = source.split("\n").filter((line) => line.trim() !== "");
        const code = section.locator("pre").filter({ hasText: lines[0] ?? label });
        await code.waitFor();
        const text = await code.innerText();
        expect(lines.filter((line) => !text.includes(line.trim()))).toEqual([]);
        expect(await code.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
        expect(await code.evaluate(coveredText)).toBe("");
        shown = label;
      }
    },
    60_000,
  );

  test("shows each example", async () => {
    const section = await openOperation("showTransferTask");
    await section.getByRole("button", { name: "Example", exact: true }).click();
    await section
      .page()
      .getByRole("menuitem", { name: /OpenTSDB/ })
      .click();
    await section.locator("pre").filter({ hasText: "opentsdb_schema" }).waitFor();
  }, 60_000);

  test.each(content.operations)(
    "shows each error of $id",
    async ({ id, statuses }) => {
      const section = await openOperation(id);
      expect(statuses.length).toBeGreaterThan(4);
      for (const status of statuses) {
        await section.getByRole("tab", { name: status }).click();
        await section
          .locator("pre")
          .filter({ hasText: /"error(_?[cC]ode)?"/ })
          .waitFor();
      }
    },
    60_000,
  );

  test("shows every difference in a table, filtered by severity with the keyboard", async () => {
    const page = await open("#/differences");
    const section = page.locator('[data-section-id="/differences"]');
    await section.getByRole("cell", { name: "D1", exact: true }).waitFor();
    await page.screenshot({ path: `${pictures}docs-differences.png` });
    const shown = () => section.locator("tbody td:first-child:visible").allInnerTexts();
    const ids = (...severities: string[]) =>
      content.differences.flatMap(({ id, severity }) => (severities.includes(severity) ? id : []));
    expect(await shown()).toEqual(ids("high", "medium", "low"));
    await page.getByRole("radio", { name: "all" }).press("ArrowRight");
    expect(await shown()).toEqual(ids("high"));
    await page.getByRole("radio", { name: "high" }).press("ArrowRight");
    expect(await shown()).toEqual(ids("medium"));
    await page.getByRole("radio", { name: "medium" }).press("ArrowRight");
    expect(await shown()).toEqual(ids("low"));
  }, 60_000);

  test("links each difference to what each source says", async () => {
    const page = await open("#/differences");
    const [first] = content.differences;
    await page.getByRole("cell").getByRole("link", { name: "D1", exact: true }).click();
    const row = page.locator('[data-section-id="/differences/d1"]');
    await row.getByText(`D1 ${first?.title}`, { exact: true }).waitFor();
    const links = row.getByRole("listitem").getByRole("link");
    expect(await links.first().getAttribute("href")).toMatch(/^https:/);
  }, 60_000);

  test("shows every error code, in tables without an empty column", async () => {
    const page = await open("#/error-codes");
    const section = page.locator('[data-section-id="/error-codes"]');
    await section.getByRole("cell", { name: "DIS.4301", exact: true }).waitFor();
    const codes = await section.locator("tbody td:first-child").allInnerTexts();
    expect(codes.map((cell) => cell.split("\n")[0])).toEqual(content.errorCodes);
    const empty = await section
      .locator("table")
      .evaluateAll((tables) =>
        tables.flatMap((table) =>
          [...table.querySelectorAll("th")]
            .filter((_, column) =>
              [...table.querySelectorAll("tbody tr")].every(
                (row) => row.children[column]?.textContent === "",
              ),
            )
            .map((cell) => cell.textContent),
        ),
      );
    expect(empty).toEqual([]);
  }, 60_000);

  test("shows every source", async () => {
    const page = await open("#/sources");
    const section = page.locator('[data-section-id="/sources"]');
    await section.getByRole("cell").first().waitFor();
    expect(await section.locator("tbody td:first-child").allInnerTexts()).toEqual(content.sources);
  }, 60_000);

  test("shows the results of the official SDKs for each example and field", async () => {
    const page = await open("#/conformance", { complete: true });
    const sections = page.locator('[data-section-id^="/conformance/"]');
    const fields = page.locator('[data-section-id="/conformance/fields"] tbody tr');
    await fields.last().waitFor();
    await page.screenshot({ path: `${pictures}docs-conformance.png` });
    const names = await sections.locator("tbody td:first-child").allInnerTexts();
    const { cases } = await readResults();
    expect(names).toEqual(
      expect.arrayContaining([...cases.map(({ name }) => name), "partitions[].partitionId"]),
    );
  }, 60_000);

  test("shows every open question", async () => {
    const page = await open("#/open-questions");
    const section = page.locator('[data-section-id="/open-questions"]');
    await section.getByRole("cell", { name: "Q1", exact: true }).waitFor();
    expect(await section.locator("tbody td:first-child").allInnerTexts()).toEqual(
      content.openQuestions,
    );
  }, 60_000);

  describe.each<{ name: string } & BrowserContextOptions>([
    { name: "wide", viewport: { width: 1400, height: 900 } },
    { name: "wide and dark", viewport: { width: 1400, height: 900 }, colorScheme: "dark" },
    { name: "narrow", viewport: { width: 390, height: 844 } },
  ])("its accessibility, $name,", ({ name, ...options }) => {
    test("passes for the complete page with every schema open", async () => {
      const page = await open(operationSection, { ...options, complete: true });
      await page.getByTestId("schema-expand-all-button").click();
      await field(
        page,
        "cloudtable_destination_descripton/opentsdb_schema[]/tags[]/type",
      ).waitFor();
      await page.locator('[data-section-id="/differences"] tbody tr').last().waitFor();
      await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      await page.screenshot({ path: `${pictures}docs-${name.replaceAll(" ", "-")}.png` });
      expect(await accessibilityProblems(page)).toEqual([]);
    }, 180_000);

    test("passes for what the sources say about each difference, and for error codes", async () => {
      const page = await open("#/differences/d1", { ...options, complete: true });
      const last = page.locator('[data-section-id^="/differences/"] h3').last();
      await last.filter({ hasText: `${content.differences.at(-1)?.id} ` }).waitFor();
      expect(await accessibilityProblems(page, '[data-section-id^="/differences"]')).toEqual([]);
      expect(await accessibilityProblems(page, '[data-section-id="/error-codes"]')).toEqual([]);
    }, 180_000);

    test("passes for the results of the official SDKs", async () => {
      const page = await open("#/conformance", { ...options, complete: true });
      const last = page.locator('[data-section-id="/conformance/fields"] tbody tr').last();
      await last.waitFor();
      const sections = '[data-section-id^="/conformance"]';
      expect(await accessibilityProblems(page, sections)).toEqual([]);
    }, 180_000);

    test("passes in menus, tabs and the search", async () => {
      const section = await openOperation("showTransferTask", options);
      const page = section.page();
      const samplePanel = '[data-testid="right-panel"]';
      const samples = query?.samples ?? [];
      for (const [index, { label }] of samples.entries()) {
        const shown = samples[Math.max(index - 1, 0)]?.label ?? label;
        await section.getByRole("button", { name: shown, exact: true }).click();
        await page.getByRole("menuitem", { name: label, exact: true }).click();
        expect(await accessibilityProblems(page, samplePanel), label).toEqual([]);
      }
      await section.getByRole("tab", { name: "401" }).click();
      for (const shape of ["IamError", "DisError", "GatewayError"]) {
        await section.getByRole("tab", { name: shape, exact: true }).click();
        expect(await accessibilityProblems(page, '[data-testid="middle-panel"]'), shape).toEqual(
          [],
        );
      }
      await section.getByText("View security details").click();
      await page.getByText("Header parameter name").first().waitFor();
      expect(await accessibilityProblems(page), "security").toEqual([]);
      await page.getByRole("button", { name: "Close", exact: true }).click();
      if (name === "narrow") {
        await page.getByRole("button", { name: "Open navigation menu" }).click();
        await page.getByRole("button", { name: "Close navigation menu" }).waitFor();
        expect(await accessibilityProblems(page), "menu").toEqual([]);
      } else {
        await page.keyboard.press("Control+k");
        await page.locator('[data-component-name="Search/SearchInput"] input').fill("row_key");
        await page.locator('[data-component-name="Search/SearchItem"]').first().waitFor();
        expect(await accessibilityProblems(page), "search").toEqual([]);
      }
    }, 180_000);
  });
});

const operationSection = "#/other/showtransfertask";

/** Return the text of a code block that its copy button covers. */
function coveredText(code: Element): string {
  const button = code.parentElement?.querySelector('[data-testid="copy-button"]');
  if (!button) throw new Error("The code block has no copy button.");
  const { top, right, bottom, left } = button.getBoundingClientRect();
  const covered: string[] = [];
  const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const range = document.createRange();
    range.selectNode(text);
    const boxes = [...range.getClientRects()].filter(
      (box) => box.left < right && box.right > left && box.top < bottom && box.bottom > top,
    );
    if (boxes.length > 0) covered.push(text.textContent ?? "");
  }
  return covered.join("").trim();
}

/** A field of the successful response. */
function field(page: Page, path: string) {
  return page.locator(`[id$="t=response&c=200&path=${path}"]`);
}

/** Open the fields of an object, or of the entries of a list. */
async function expand(page: Page, path: string): Promise<void> {
  await field(page, path).getByRole("button", { name: /Show/ }).first().click();
}
