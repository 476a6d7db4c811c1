import net from "node:net";

/** One request, and the means to misbehave on its socket. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Number of requests for this path so far, including this one. */
  readonly nth: number;
  /** Number of requests on this connection so far, including this one. */
  readonly nthOnConnection: number;
  readonly socket: net.Socket;
  /** Write raw bytes; the exchange stays unfinished. */
  write(bytes: string | Uint8Array): void;
  /** Keep the exchange open and write nothing more. */
  hold(): void;
  /** Write a complete response. Default headers: `Content-Length`, and JSON for a body without a type. */
  reply(
    status: number,
    body?: string | Uint8Array | object,
    headers?: Readonly<Record<string, string | undefined>>,
  ): void;
  /** Close in an orderly way (FIN) after a last write. */
  end(bytes?: string | Uint8Array): void;
  /** Close with a reset (RST). */
  reset(): void;
}

/** What the server does with a request. */
export type Handler = (exchange: Exchange) => void;

export function head(
  status: number,
  headers: Readonly<Record<string, string | undefined>>,
): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return `HTTP/1.1 ${status} ${status < 400 ? "Fine" : "Not fine"}\r\n${lines.join("")}\r\n`;
}

/** First byte of a client that speaks TLS. */
const tlsHandshake = 0x16;

/**
 * An HTTP server on bare sockets, whose handler decides every byte, so that it can break every rule
 * of HTTP. It records requests and counts what is still open.
 */
export class FaultServer {
  readonly requests: Exchange[] = [];
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  readonly #unfinished = new Map<net.Socket, "open" | "held">();
  readonly #counts = new Map<string, number>();

  private constructor(handle: Handler) {
    this.#server = net.createServer((socket) => this.#serve(socket, handle));
  }

  static async start(handle: Handler): Promise<FaultServer> {
    const server = new FaultServer(handle);
    await new Promise<void>((resolve, reject) => {
      server.#server.once("error", reject);
      // A backlog for a thousand calls at once: each one beyond it would wait for a second.
      server.#server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 }, resolve);
    });
    return server;
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The server is closed");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Number of open connections, including idle ones. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Number of exchanges on open connections without a complete response. */
  get unfinished(): number {
    return this.#unfinished.size;
  }

  /** Number of unfinished exchanges to which the server will not write again. */
  get held(): number {
    return [...this.#unfinished.values()].filter((state) => state === "held").length;
  }

  /** Whether a client has not yet read everything that was written to it. */
  get writing(): boolean {
    return [...this.#sockets].some((socket) => socket.writableLength > 0);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: net.Socket, handle: Handler): void {
    this.#sockets.add(socket);
    // Send small pieces at once, without waiting for the acknowledgement of the previous one.
    socket.setNoDelay(true);
    let received = Buffer.alloc(0);
    let nthOnConnection = 0;
    // A client that gives up resets the connection; the tests expect that.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#unfinished.delete(socket);
    });
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received[0] === tlsHandshake) {
        socket.end(head(400, { Connection: "close" }));
        return;
      }
      for (;;) {
        const end = received.indexOf("\r\n\r\n");
        if (end === -1) return;
        const [start = "", ...lines] = received.subarray(0, end).toString("latin1").split("\r\n");
        const headers = Object.fromEntries(
          lines.map((line) => {
            const colon = line.indexOf(":");
            return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
          }),
        );
        const length = Number(headers["content-length"] ?? 0);
        if (received.length < end + 4 + length) return;
        const body = received.subarray(end + 4, end + 4 + length).toString();
        received = received.subarray(end + 4 + length);
        const [method = "", path = ""] = start.split(" ");
        const nth = (this.#counts.get(path) ?? 0) + 1;
        this.#counts.set(path, nth);
        nthOnConnection++;
        this.#unfinished.set(socket, "open");
        const request = { method, path, headers, body, nth, nthOnConnection, socket };
        const exchange = this.#exchange(request);
        this.requests.push(exchange);
        handle(exchange);
      }
    });
  }

  #exchange(request: Omit<Exchange, "write" | "hold" | "reply" | "end" | "reset">): Exchange {
    const { socket } = request;
    const write = (bytes: string | Uint8Array) => {
      if (socket.writable) socket.write(bytes);
    };
    return {
      ...request,
      write,
      hold: () => {
        if (!socket.destroyed) this.#unfinished.set(socket, "held");
      },
      reply: (status, body = "", headers = {}) => {
        const bytes =
          typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
        const sized = status !== 204 && status !== 304;
        write(
          head(status, {
            ...(sized && { "Content-Length": String(Buffer.byteLength(bytes)) }),
            ...(bytes.length > 0 && { "Content-Type": "application/json" }),
            "X-Request-Id": `request-${request.nth}`,
            ...headers,
          }),
        );
        write(bytes);
        this.#unfinished.delete(socket);
      },
      end: (bytes = "") => {
        write(bytes);
        socket.end();
        this.#unfinished.delete(socket);
      },
      reset: () => {
        socket.resetAndDestroy();
      },
    };
  }
}
