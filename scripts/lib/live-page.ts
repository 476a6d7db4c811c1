import { createHash } from "node:crypto";
import { watch } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { basename, dirname } from "node:path";

export interface LivePage {
  url: string;
  close(): Promise<void>;
}

const channel = "/reload";
const script = `new EventSource("${channel}").onmessage = () => location.reload();`;
const hash = createHash("sha256").update(script).digest("base64");
const waiting = "<!DOCTYPE html><title>Docs</title><p>The page is being made.</p>";

/**
 * Serves one HTML file to this machine only, and has the open pages load it again when its text
 * has changed. The file may be made later.
 *
 * @param port 0 takes a free one.
 * @throws Error when the port is taken.
 */
export async function serveLivePage(file: string, port: number): Promise<LivePage> {
  const pages = new Set<ServerResponse>();
  const read = () => readFile(file, "utf8").catch(() => waiting);

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === channel) {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.flushHeaders();
      pages.add(response);
      response.on("close", () => pages.delete(response));
    } else if (pathname === "/") {
      const html = live(await read());
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
      });
      response.end(html);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(taken ? new Error(`Port ${port} is taken. Choose another with --port.`) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });

  // The folder is watched, since the file is replaced by another of its name.
  await mkdir(dirname(file), { recursive: true });
  let shown = await read();
  const watcher = watch(dirname(file), async (_event, name) => {
    if (name !== basename(file)) return;
    const html = await read();
    if (html === shown) return;
    shown = html;
    for (const page of pages) page.write("data: changed\n\n");
  });

  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${taken}/`,
    async close() {
      watcher.close();
      for (const page of pages) page.end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The page with a script that listens, and a policy that lets it: this script, this server. */
function live(html: string): string {
  const policed = html.replace("script-src ", `connect-src 'self'; script-src 'sha256-${hash}' `);
  // At the very end, since Redoc's script holds a "</body>" of its own.
  return `${policed}<script>${script}</script>`;
}
