import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type MockDis, startMockDis } from "@dis-openapi/mock";
import { afterAll, beforeEach } from "vitest";
import { main } from "../src/main.js";

export const projectId = "0123456789abcdef0123456789abcdef";
export const now = new Date("2026-03-01T12:00:00Z");

/** A piece of JSON that tests change at will. */
export interface Json {
  // Tests plant values of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  [key: string]: any;
}

/** An answer of the mock, to be changed on its way. */
export interface Passing {
  readonly path: string;
  /** Headers of the request. */
  readonly sent: Readonly<Record<string, string>>;
  status: number;
  headers: Record<string, string>;
  /** The body; undefined when `text` was set in its place. */
  body: Json;
  /** Sent in the place of the body. */
  text?: string | Uint8Array;
  /** Whether the connection ends before the body does. */
  breakOff?: boolean;
}

/** What to do to each answer. */
export type Plant = (answer: Passing) => void;

/** The mock behind a proxy that changes its answers. */
class Planter {
  plant: Plant = () => {};
  /** Requests that came, by path. */
  readonly paths: string[] = [];

  private constructor(
    private readonly mock: MockDis,
    private readonly server: Server,
  ) {}

  static async start(): Promise<Planter> {
    const mock = await startMockDis();
    const server = createServer(async (request, response) => {
      const path = request.url ?? "";
      planter.paths.push(path);
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const { host, connection, ...sent } = headers;
      const real = await fetch(mock.endpoint + path, { headers: sent });
      const answer: Passing = {
        path,
        sent: headers,
        status: real.status,
        headers: {
          "Content-Type": "application/json",
          "X-Request-Id": real.headers.get("x-request-id") ?? "",
        },
        body: (await real.json()) as Json,
      };
      planter.plant(answer);
      response.writeHead(answer.status, answer.headers);
      if (answer.breakOff) {
        response.write("{");
        response.destroy();
        return;
      }
      response.end(answer.text ?? JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const planter = new Planter(mock, server);
    return planter;
  }

  get endpoint(): string {
    // It listens on a port.
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Plants nothing and has seen nothing. */
  reset(): void {
    this.plant = () => {};
    this.paths.length = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.mock.close();
  }
}

/** A planter for the tests of a file, as new for each of them. */
export async function planterOfFile(): Promise<Planter> {
  const planter = await Planter.start();
  beforeEach(() => planter.reset());
  afterAll(() => planter.close());
  return planter;
}

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program in this process. */
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

/** The arguments for tasks of the mock. */
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
