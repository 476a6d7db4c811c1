import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { format } from "node:util";
import { type MockDis, startMockDis } from "@dis-openapi/mock";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { blocksIn, differenceOf, filesLike, root, wrongOutput } from "./samples.ts";

const examples = filesLike(/^examples\/.+\.ts$|^openapi\/code-samples\/.+\.ts$/);
const programs = filesLike(
  /^examples\/(docs|query-with-keys)\/.+\.ts$|^openapi\/code-samples\/.+\.ts$/,
);
const readers = filesLike(
  /^(?!packages\/[^/]+\/test\/|docs\/adr\/).+\.md$|^packages\/[^/]+\/src\/(?!generated\/).+\.ts$/,
);

/** A proxy that leads every connection to the mock. */
const proxy = createServer().on("connect", (_, socket) => {
  const target = connect(Number(new URL(mock.endpoint).port), "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    socket.pipe(target).pipe(socket);
  });
});
let proxied = 0;
proxy.on("connect", () => proxied++);
/** The mock of the sample that is running; each has its own, since it may change the state. */
let mock: MockDis;

beforeAll(async () => {
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  // A server that listens on a port has an address with a port.
  const { port } = proxy.address() as AddressInfo;
  const variables = {
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
    HUAWEICLOUD_SDK_AK: "ak-of-the-samples",
    HUAWEICLOUD_SDK_SK: "sk-of-the-samples",
    HUAWEICLOUD_SDK_PROJECT_ID: "0123456789abcdef0123456789abcdef",
    AK: "ak-of-the-samples",
    SK: "sk-of-the-samples",
    TOKEN: "token-of-the-samples",
    PASSWORD: "password-of-the-samples",
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);

  const real = fetch;
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) => {
    if (url.startsWith("http://169.254.169.254/")) {
      return Promise.resolve(
        Response.json({ credential: { access: "ak", secret: "sk", securitytoken: "token" } }),
      );
    }
    const local = url.replace(/^https:\/\/[^/]+\.myhuaweicloud\.com(?=\/)/, mock.endpoint);
    if (!local.startsWith("http://127.0.0.1:")) throw new Error(`a sample called ${url}`);
    return real(local, init);
  });
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  proxy.closeAllConnections();
  proxy.close();
});

describe("the samples", () => {
  test.each(programs.map((program) => [program.file, program] as const))(
    "%s prints what its //=> comments say",
    async (file, program) => {
      const printed: string[] = [];
      const note = (...values: unknown[]) => void printed.push(...format(...values).split("\n"));
      vi.spyOn(console, "log").mockImplementation(note);
      vi.spyOn(console, "error").mockImplementation(note);
      mock = await startMockDis();
      vi.stubEnv("DIS_ENDPOINT", mock.endpoint);
      // Several share a module that reads the variable.
      vi.resetModules();
      await import(/* @vite-ignore */ new URL(file, root).href).finally(() => mock.close());
      expect(wrongOutput(program, printed)).toBeUndefined();
    },
  );

  test("the sample with a proxy uses it", () => expect(proxied).toBeGreaterThan(0));

  test.each(
    readers.flatMap(blocksIn).map((block) => [`${block.file}:${block.line}`, block] as const),
  )("the code block at %s is a copy of an example", (_, block) => {
    expect(differenceOf(block, examples)).toBeUndefined();
  });
});

describe("the check of the samples", () => {
  const markdown = (...lines: string[]) => ({ file: "a.md", line: 1, text: lines.join("\n") });
  const example = {
    file: "b.ts",
    line: 1,
    text: 'import { a } from "a";\n\nif (a) {\n  a(1); //=> id …\n}\n',
  };

  test("accepts imports and consecutive lines of an example, in Markdown and in JSDoc", () => {
    const text =
      '/**\n * @example\n * ```ts\n * import { a } from "a";\n *\n * a(1); //=> id …\n * ```\n */';
    const found = blocksIn({ file: "a.ts", line: 1, text });
    expect(found.map(({ line }) => line)).toEqual([4]);
    expect(found.map((block) => differenceOf(block, [example]))).toEqual([undefined]);
  });

  test.each([
    ["another line", ["if (a) {", "  a(2);"], 'a.md:4: "a(2);" is not in b.ts:4'],
    [
      "another import",
      ['import { b } from "a";', "if (a) {"],
      'a.md:3: b.ts does not have "import { b } from "a";"',
    ],
    ["a line after the end", ["}", "", "b();"], 'a.md:4: "" is not in b.ts:end'],
  ])("names file and line of %s", (_, lines, problem) => {
    const [block] = blocksIn(markdown("text", "```ts", ...lines, "```"));
    expect(block && differenceOf(block, [example])).toBe(problem);
  });

  test("refuses a language that it does not know and an @example without a block", () => {
    expect(() => blocksIn(markdown("", "```js", "a();", "```"))).toThrow("a.md:2: unexpected");
    expect(() => blocksIn(markdown("/** @example a() */"))).toThrow("a.md:1: @example needs");
  });

  test.each([
    ["accepts a word that varies", ["id 7"], undefined],
    [
      "names the line whose output differs",
      ["id 7 8"],
      'b.ts:4: expected "id …", printed "id 7 8"',
    ],
    ["names the line that printed nothing", [], 'b.ts:4: expected "id …", printed nothing more'],
    ["refuses output without a comment", ["id 7", "8"], 'b.ts: printed "8" without a //=> comment'],
  ])("%s", (_, printed, problem) => expect(wrongOutput(example, printed)).toBe(problem));
});
