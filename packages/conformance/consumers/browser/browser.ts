import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** The installed Chromium: nothing is downloaded. */
const executablePath = process.env.PATH?.split(delimiter)
  .map((folder) => join(folder, "chromium"))
  .find((file) => existsSync(file));

export async function launch(): Promise<Browser> {
  if (executablePath === undefined) {
    throw new Error('There is no "chromium" on the PATH. Install the Debian package "chromium".');
  }
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page and its unwanted effects. */
export interface Visit {
  page: Page;
  /** Requests, errors and warnings of the console, violations of the content security policy. */
  noise: string[];
}

/** Open a page offline. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions & { complete?: boolean } = {},
): Promise<Visit> {
  const { complete = false, ...contextOptions } = options;
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    ...contextOptions,
  });
  await context.setOffline(true);
  const page = await context.newPage();
  const noise: string[] = [];
  const [file] = url.split("#");
  page.on("request", (request) => {
    const [target] = request.url().split("#");
    if (target !== file && !request.url().startsWith("data:")) noise.push(`request: ${target}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) noise.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
  // The console does not show a violation that a script catches.
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  if (complete) await page.addInitScript(showAll);
  await page.goto(url);
  return { page, noise };
}

/** Redoc renders only what is in view. Report every element as in view. */
function showAll(): void {
  window.IntersectionObserver = class extends IntersectionObserver {
    readonly #callback: IntersectionObserverCallback;

    constructor(callback: IntersectionObserverCallback, init?: IntersectionObserverInit) {
      super(callback, init);
      this.#callback = callback;
    }

    override observe(target: Element): void {
      super.observe(target);
      const rect = target.getBoundingClientRect();
      const entry = {
        target,
        isIntersecting: true,
        intersectionRatio: 1,
        boundingClientRect: rect,
        intersectionRect: rect,
        rootBounds: null,
        time: 0,
      };
      queueMicrotask(() => this.#callback([entry], this));
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    const style = document.createElement("style");
    style.textContent = "* { content-visibility: visible !important; }";
    document.head.append(style);
  });
}

/**
 * Return the violations of axe's rules wcag2a and wcag2aa, one line for each element.
 *
 * @param within selector of the part to check. Default: the page.
 */
export async function accessibilityProblems(page: Page, within = "html"): Promise<string[]> {
  // Evaluated scripts bypass the policy of the page, which stays in force for the page itself.
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`
    axe
      .run(${JSON.stringify(within)}, {
        runOnly: { type: "tag", values: ["wcag2a", "wcag2aa"] },
        resultTypes: ["violations"],
      })
      .then(({ violations }) =>
        violations.flatMap(({ id, nodes }) =>
          nodes.map((node) => id + ": " + node.html + " " + node.failureSummary),
        ),
      )
  `);
}
