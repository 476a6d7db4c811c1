/**
 * What hostile answers cost, beside the same answers without the hostile part. Unlike the goals of the
 * other suites, these limits end the command with an error.
 */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { median } from "./turns.ts";

/** What a process of hostile-child.ts does. */
export interface Task {
  readonly endpoint: string;
  readonly token: string;
  readonly hook: boolean;
  /** Calls before those that are measured. */
  readonly warmUp: number;
  readonly calls: number;
}

export interface Measured {
  /** Milliseconds of processor time, which other programs on the machine do not change. */
  readonly ms: number;
  /** Growth of the largest resident size, in megabytes. */
  readonly peak: number;
  /** Growth of the heap after garbage collection, in megabytes. */
  readonly left: number;
}

type Side = Partial<Omit<Task, "endpoint">> & { readonly body: string; readonly status?: number };

/** Make the calls in a process of its own, with a server here, so that the memory is the client's. */
async function measure({ body, status = 200, ...task }: Side): Promise<Measured> {
  const bytes = Buffer.from(body);
  const server = createServer((_, response) => response.writeHead(status).end(bytes));
  await once(server.listen(0, "127.0.0.1"), "listening");
  // A server on TCP has an address of this type.
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const all: Task = { endpoint, token: randomToken(64), hook: false, warmUp: 0, calls: 1, ...task };
  const child = fork(
    fileURLToPath(new URL("hostile-child.ts", import.meta.url)),
    [JSON.stringify(all)],
    { execArgv: ["--import", "tsx", "--expose-gc"] },
  );
  try {
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`the process with the calls ended with ${code}`);
    });
    // That program sends one message.
    const [measured] = (await Promise.race([once(child, "message"), ended])) as [Measured];
    return measured;
  } finally {
    server.close();
  }
}

const randomToken = (length: number) => randomBytes(length).toString("base64").slice(0, length);

// The body may have 10 MiB; this leaves space for what is around the list.
const size = 10 * 1024 * 1024 - 200;
const list = (item: string) => `${item},`.repeat(size / (item.length + 1)).slice(0, -1);
let key = 1_000_000;

const shapes = {
  "small objects": `[${list('{"id":1,"name":"a"}')}]`,
  strings: `[${list('"a"')}]`,
  numbers: `[${list("7")}]`,
  "one wide object": `{${list('"1000000":0').replaceAll("1000000", () => `${key++}`)}}`,
  "one string": `"${"a".repeat(size)}"`,
  "nested lists": "[".repeat(size / 2) + "]".repeat(size / 2),
};

const text = randomToken(500_000);
const words = text.match(/.{10}/g) ?? [];
const bodies: Record<string, Side> = {
  "one string": { body: JSON.stringify({ text }), hook: true },
  strings: { body: JSON.stringify({ words }), hook: true },
  keys: { body: JSON.stringify(Object.fromEntries(words.map((word) => [word, 0]))), hook: true },
  "an error": { body: JSON.stringify({ message: text }), status: 400 },
};

interface Pair {
  readonly name: string;
  readonly plain: Side;
  readonly hostile: Side;
  /** The largest ratios of the hostile side to the plain one. */
  readonly limits: { readonly ms: number; readonly peak: number };
}

const pairs: readonly Pair[] = [
  // Nothing here is rounded: the number is exact, and the digits of the text are not a number.
  ...Object.entries(shapes).map(([name, shape]) => ({
    name: `16 digits beside 10 MiB of ${name}`,
    plain: { body: `{"shape":${shape},"number":123456789012345,"text":"at: 999999999999999"}` },
    hostile: { body: `{"shape":${shape},"number":1234567890123456,"text":"at: 9999999999999999"}` },
    limits: { ms: 2, peak: 1.5 },
  })),
  ...Object.entries(bodies).map(([name, side]) => ({
    name: `token of 8 kB beside 0.5 MB of ${name}`,
    plain: { ...side, calls: 10 },
    hostile: { ...side, calls: 10, token: randomToken(8_000) },
    limits: { ms: 2, peak: Number.POSITIVE_INFINITY },
  })),
];

async function compare({ name, plain, hostile, limits }: Pair) {
  const rounds: { readonly plain: Measured; readonly hostile: Measured }[] = [];
  for (let round = 0; round < 5; round++) {
    rounds.push({ plain: await measure(plain), hostile: await measure(hostile) });
  }
  const middle = (of: (round: (typeof rounds)[number]) => number) => median(rounds.map(of));
  const time = middle((round) => round.hostile.ms / round.plain.ms);
  const memory = middle((round) => round.hostile.peak / round.plain.peak);
  return {
    "hostile part": name,
    "CPU ms": middle((round) => round.hostile.ms).toFixed(0),
    without: middle((round) => round.plain.ms).toFixed(0),
    time: time.toFixed(2),
    "peak MB": middle((round) => round.hostile.peak).toFixed(0),
    "without ": middle((round) => round.plain.peak).toFixed(0),
    memory: memory.toFixed(2),
    passed: time <= limits.ms && memory <= limits.peak,
  };
}

export async function run(): Promise<void> {
  const rows = [];
  for (const pair of pairs) rows.push(await compare(pair));
  console.log(
    "\nHostile answers (gates: 2 times the time, and 1.5 times the memory beside 10 MiB)",
  );
  console.table(rows);

  const calls = 20_000;
  const { left } = await measure({
    body: JSON.stringify({ words: [text.slice(0, 100)] }),
    hook: true,
    warmUp: 2_000,
    calls,
  });
  console.log(`\nMemory left by ${calls} calls: ${left.toFixed(2)} MB (gate: 1)`);
  if (left > 1 || rows.some(({ passed }) => !passed)) process.exitCode = 1;
}
