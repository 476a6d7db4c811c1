import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { root } from "./generate/lib/spec.ts";

const waiting = "<!DOCTYPE html><title>Docs</title><p>The page is being built.</p>";
const stateScript = "/keep-state.js";

/**
 * Serve one HTML file to this machine only, with Vite's client to reload it or to show an error on
 * it. The file may be written later.
 *
 * @param port 0 takes a free one.
 * @throws Error when the port is in use.
 */
export async function serveLivePage(file: URL, port: number) {
  const server = await createServer({
    configFile: false,
    root: fileURLToPath(new URL(".", file)),
    cacheDir: fileURLToPath(new URL("node_modules/.vite/docs", root)),
    appType: "custom",
    logLevel: "error",
    optimizeDeps: { noDiscovery: true },
    server: {
      host: "127.0.0.1",
      port,
      strictPort: true,
      // The caller says when to reload.
      watch: { ignored: [fileURLToPath(file)] },
    },
    plugins: [
      {
        name: "docs-page",
        configureServer({ middlewares }) {
          middlewares.use(async (request, response, next) => {
            const [type, text] =
              request.url === "/"
                ? ["text/html; charset=utf-8", live(await read(file).catch(() => waiting))]
                : request.url === stateScript
                  ? ["text/javascript", await read(new URL("keep-state.js", import.meta.url))]
                  : [];
            if (type === undefined) return next();
            response.writeHead(200, { "content-type": type, "cache-control": "no-store" });
            response.end(text);
          });
        },
      },
    ],
  });
  await server.listen().catch(async (error: unknown) => {
    await server.close();
    throw new Error(`Port ${port} is in use. Choose another with --port.`, { cause: error });
  });
  const address = server.httpServer?.address();
  const open = typeof address === "object" && address !== null ? address.port : port;
  return { url: `http://127.0.0.1:${open}/`, server };
}

/**
 * Add Vite's client and the script below to the page, and let its policy load scripts of this server
 * and connect to it. The scripts go to the very end, since Redoc's own script holds a "</body>".
 */
function live(html: string): string {
  const policed = html.replace("script-src ", "connect-src 'self' ws:; script-src 'self' ");
  return `${policed}<script src="${stateScript}"></script><script type="module" src="/@vite/client"></script>`;
}

function read(file: URL): Promise<string> {
  return readFile(file, "utf8");
}
