import { expect, test } from "vitest";
import { type MockOptions, startMockDis } from "../src/index.js";
import { get, raw, start, taskPath } from "./helpers.js";

const secret = "EXAMPLE-SECRET";

test.each<[options: unknown, message: string]>([
  [null, "startMockDis takes one object of options, not null"],
  [4010, "startMockDis takes one object of options, not a number"],
  [{ prot: 4010 }, "startMockDis: unknown option `prot`; did you mean `port`?"],
  [
    { verbose: true },
    "startMockDis: unknown option `verbose`; the options are port, host, now, log, tokens, accessKeys, users, state, scripts",
  ],
  [{ port: 65536 }, "startMockDis: `port` must be an integer from 0 to 65535, not 65536"],
  [{ port: "4010" }, "startMockDis: `port` must be an integer from 0 to 65535, not a string"],
  [{ host: "" }, "startMockDis: `host` must be a non-empty string, not an empty string"],
  [{ now: 0 }, "startMockDis: `now` must be a function, not a number"],
  [{ tokens: secret }, "startMockDis: `tokens` must be a list, not a string"],
  [
    { accessKeys: [{ ak: "AK", secretKey: secret }] },
    "startMockDis: unknown key `accessKeys[0].secretKey`; the keys are ak, sk, securityToken",
  ],
  [
    { accessKeys: [{ ak: "AK", sk: 5678 }] },
    "startMockDis: `accessKeys[0].sk` must be a non-empty string, not a number",
  ],
  [
    { users: [{ name: "u", password: null }] },
    "startMockDis: `users[0].password` must be a non-empty string, not null",
  ],
  [
    { scripts: { newtask: "RUNNING" } },
    "startMockDis: `scripts.newtask` must be a list, not a string",
  ],
  [
    { scripts: { newtsk: ["RUNNING"] } },
    "startMockDis: unknown task `scripts.newtsk`; did you mean `newtask`? For a task that a request creates, pass `state` too",
  ],
  [
    { scripts: { newtask: ["RUNING"] } },
    'startMockDis: unknown state "RUNING" in `scripts.newtask`; did you mean `RUNNING`?',
  ],
])("refuses %j with a message that shows no secret", async (options, message) => {
  // The type forbids what a JavaScript caller can still pass.
  const promise = startMockDis(options as MockOptions);
  await expect(promise).rejects.toThrow(new TypeError(message));
  expect(message).not.toMatch(/SECRET|5678/);
});

test("treats an undefined option like a missing one", async () => {
  // As above: exactOptionalPropertyTypes forbids it.
  const mock = await start({ port: undefined, scripts: undefined } as unknown as MockOptions);
  expect((await get(mock, taskPath())).status).toBe(200);
});

test("logs one line for each request, without query or headers", async () => {
  const lines: string[] = [];
  const mock = await start({ log: (line) => lines.push(line) });
  await get(mock, `${taskPath()}?x=${secret}`, { "X-Auth-Token": secret });
  await raw(mock, { method: "POST", path: "/nix", body: secret });
  // The server writes a line when the response is complete, which may be after the client has it.
  await expect.poll(() => lines.length).toBe(2);
  expect(lines[0]).toMatch(new RegExp(`^GET ${taskPath()} 200 \\d+ ms$`));
  expect(lines[1]).toMatch(/^POST \/nix 404 \d+ ms$/);
});
