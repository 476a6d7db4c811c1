import { fail, parseOptions } from "./generate/lib/options.ts";
import { root } from "./generate/lib/spec.ts";
import { start } from "./generate/lib/tools.ts";
import { serveLivePage } from "./live-page.ts";

const { port } = parseOptions(
  `Watch the spec: lint it on each change, generate what depends on it, and reload open pages of the
docs. Errors are shown on the page, and the watch goes on.`,
  "npm run dev -- [--port <number>]    (default: 4400)",
  { port: { type: "string", default: "4400" } },
);
if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) fail("--port must be 0 to 65535");

const { url, server } = await serveLivePage(
  new URL("openapi/dist/index.html", root),
  Number(port),
).catch((error: Error) => fail(error.message));
console.log(`Docs: ${url} (Ctrl-C stops)`);

let running: ReturnType<typeof start> | undefined;
let isStale = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    // A group of its own, since turbo's launcher does not pass signals on to the program it starts.
    if (running?.pid !== undefined && running.exitCode === undefined)
      process.kill(-running.pid, signal);
    await server.close();
    process.exit(0);
  });
}
server.watcher.add(["openapi", "scripts/generate"].map((path) => new URL(path, root).pathname));
server.watcher.on("all", (_event, path) => {
  if (/\.\w{1,5}$/.test(path) && !/\/(generated|dist|test)\//.test(path)) build();
});
await build();

/** Run the pipeline, once more if a file changes meanwhile, and tell the open pages. */
async function build(): Promise<void> {
  isStale = true;
  if (running !== undefined) return;
  while (isStale) {
    isStale = false;
    running = start(
      "turbo",
      ["run", "generate", "docs", "--output-logs=errors-only", "--log-prefix=none"],
      {
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let output = "";
    for await (const line of running) {
      console.log(line);
      output += `${line}\n`;
    }
    const { exitCode } = await running;
    if (exitCode === 0) server.ws.send({ type: "full-reload" });
    else server.ws.send({ type: "error", err: { message: output, stack: "" } });
  }
  running = undefined;
}
