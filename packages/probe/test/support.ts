import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type MockDis, startMockDis } from "@dis-openapi/mock";
import { afterAll, beforeEach, vi } from "vitest";
import { main } from "../src/main.js";

export const projectId = "0123456789abcdef0123456789abcdef";
export const now = new Date("2026-03-01T12:00:00Z");

/** A piece of JSON that tests change at will. */
export interface Json {
  // Tests plant values of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  [key: string]: any;
}

/** A response of the mock, to be changed on its way. */
export interface Passing {
  readonly path: string;
  /** Headers of the request. */
  readonly sent: Readonly<Record<string, string>>;
  status: number;
  headers: Record<string, string>;
  /** The body, unless `text` is set. */
  body: Json;
  /** Sent instead of the body. */
  text?: string | Uint8Array;
  /** Whether the connection ends before the body does. */
  breakOff?: boolean;
}

/** Changes each response. */
export type Plant = (response: Passing) => void;

/** The mock behind a proxy that changes its responses and removes the mark of the mock. */
class Planter {
  plant: Plant = () => {};
  /** Paths of the received requests. */
  readonly paths: string[] = [];
  /** Methods of the received requests. */
  readonly methods = new Set<string>();

  private constructor(
    private readonly mock: MockDis,
    private readonly server: Server,
  ) {}

  static async start(): Promise<Planter> {
    const mock = await startMockDis();
    const server = createServer(async (request, response) => {
      const path = request.url ?? "";
      const method = request.method ?? "";
      planter.paths.push(path);
      planter.methods.add(method);
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const { host, connection, ...sent } = headers;
      const real = await fetch(mock.endpoint + path, { method, headers: sent });
      const passing: Passing = {
        path,
        sent: headers,
        status: real.status,
        headers: {
          "Content-Type": "application/json",
          "X-Request-Id": real.headers.get("x-request-id") ?? "",
        },
        body: (await real.json()) as Json,
      };
      planter.plant(passing);
      response.writeHead(passing.status, passing.headers);
      if (passing.breakOff) {
        response.write("{");
        response.destroy();
        return;
      }
      response.end(passing.text ?? JSON.stringify(passing.body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const planter = new Planter(mock, server);
    return planter;
  }

  /** Address of the service, from which `fetch` is led here: a report then is one of the live service. */
  readonly endpoint = "https://dis.cn-north-4.myhuaweicloud.com";

  /** Own address. */
  get local(): string {
    // It listens on a port.
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Forget the change and the requests. */
  reset(): void {
    this.plant = () => {};
    this.paths.length = 0;
    this.methods.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.mock.close();
  }
}

/** Start a planter for the tests of a file, reset before each of them. */
export async function planterOfFile(): Promise<Planter> {
  const planter = await Planter.start();
  const real = fetch;
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) =>
    real(url.replace(planter.endpoint, planter.local), init),
  );
  beforeEach(() => planter.reset());
  afterAll(() => {
    vi.unstubAllGlobals();
    return planter.close();
  });
  return planter;
}

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Run the command in this process. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = { DIS_AUTH_TOKEN: "EXAMPLE-TOKEN-THAT-OPENS-NOTHING" },
): Promise<Run> {
  const output = { stdout: "", stderr: "" };
  const code = await main({
    args,
    env,
    now,
    stdout: (text) => {
      output.stdout += text;
    },
    stderr: (text) => {
      output.stderr += text;
    },
  });
  return { code, ...output };
}

/** Return the arguments for tasks of the mock. */
export function argsFor(endpoint: string, ...tasks: string[]): string[] {
  return [
    ...["--endpoint", endpoint, "--project", projectId],
    ...tasks.flatMap((task) => ["--task", task]),
  ];
}

/** A block of YAML in a report: where its lines go, and the lines. */
export interface Block {
  readonly file: string;
  readonly pointer: string;
  readonly note: string | undefined;
  readonly lines: string;
}

export function blocks(report: string): Block[] {
  const fence = /^```yaml\n# ([^#\n]+)#([^ \n]*)(?: \(([^)\n]+)\))?\n([\s\S]*?)^```$/gm;
  return [...report.matchAll(fence)].map(([, file = "", pointer = "", note, lines = ""]) => ({
    file,
    pointer,
    note,
    lines,
  }));
}
