import { request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { onTestFinished } from "vitest";
import { type MockDis, type MockOptions, startMockDis } from "../src/index.js";
import type { Operation } from "../src/operations.js";

export const project = "0123456789abcdef0123456789abcdef";
export const tokenHeader = { "X-Auth-Token": "any-token" };

/** Start a mock for the running test and close it afterwards. */
export async function start(options: MockOptions = {}): Promise<MockDis> {
  const mock = await startMockDis(options);
  onTestFinished(() => mock.close());
  return mock;
}

export function taskPath(stream = "newstream", task = "newtask", projectId = project): string {
  return `/v2/${projectId}/streams/${stream}/transfer-tasks/${task}`;
}

interface Reply {
  status: number;
  headers: Headers;
  // Tests read bodies of every shape.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  body: any;
}

export async function get(
  { endpoint }: MockDis,
  path: string,
  headers: Record<string, string> = tokenHeader,
): Promise<Reply> {
  return reply(await fetch(endpoint + path, { headers }));
}

export async function post({ endpoint }: MockDis, path: string, body: unknown): Promise<Reply> {
  return reply(
    await fetch(endpoint + path, {
      method: "POST",
      headers: { "Content-Type": "application/json;charset=UTF-8" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );
}

/** Return a request of an operation, made of the spec's examples. */
export function exampleOf({ path, method, parameters, requestBody }: Operation) {
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) =>
    String(parameters.find(({ name }) => name === key)?.example),
  );
  // The library resolved the reference to the examples.
  const content = requestBody && "content" in requestBody ? requestBody.content : undefined;
  const [example] = Object.values(content?.["application/json"]?.examples ?? {});
  const body = example && "value" in example ? example.value : undefined;
  return { method: method.toUpperCase(), path: filled, body };
}

/** Send a request with a token; a string is sent as it is, anything else as JSON. */
export async function send(
  { endpoint }: MockDis,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = { "Content-Type": "application/json" };
  return reply(
    await fetch(endpoint + path, {
      method,
      headers: { ...tokenHeader, ...(text !== undefined && type), ...headers },
      ...(text !== undefined && { body: text }),
    }),
  );
}

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}

/** Send a path and headers exactly as given, which `fetch` would normalise. */
export function raw(
  { endpoint }: MockDis,
  options: { method?: string; path: string; headers?: OutgoingHttpHeaders; body?: string },
): Promise<{ status: number; body: string; note: unknown }> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { hostname, port, method: "GET", agent: false, ...options },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          body += chunk;
        });
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body,
            note: response.headers["x-mock-note"],
          }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(options.body);
  });
}
