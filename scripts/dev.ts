import { fileURLToPath } from "node:url";
import { fail, parseOptions } from "./generate/lib/options.ts";
import { root } from "./generate/lib/spec.ts";
import { start } from "./generate/lib/tools.ts";
import { serveLivePage } from "./lib/live-page.ts";

const { port } = parseOptions(
  `Watches the spec: a file that is saved is linted, what depends on it is generated anew, and an open
page of the docs is loaded again. An error is shown, and the watch goes on.`,
  "npm run dev -- [--port <number>]    (default: 4400)",
  { port: { type: "string", default: "4400" } },
);
if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) fail(`--port ${port} is no port`);

try {
  const file = fileURLToPath(new URL("openapi/dist/index.html", root));
  const page = await serveLivePage(file, Number(port));
  console.log(`Docs: ${page.url} (Ctrl-C stops)`);

  // In a group of its own: the program that turbo's launcher starts does not hear of a signal to
  // the launcher, but a signal to the group reaches all.
  const { process: turbo } = start(
    "turbo",
    ["watch", "generate", "docs", "--output-logs=new-only"],
    {
      detached: true,
    },
  );
  const stop = (signal: NodeJS.Signals) => {
    if (turbo?.pid !== undefined) process.kill(-turbo.pid, signal);
  };
  process.once("SIGINT", () => stop("SIGINT"));
  process.once("SIGTERM", () => stop("SIGTERM"));
  turbo?.on("close", async (code: number | null) => {
    process.exitCode = code ?? 0;
    await page.close();
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
