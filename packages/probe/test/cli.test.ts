import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { startMockDis } from "@dis-openapi/mock";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { spec } from "../src/spec.js";
import { argsFor, blocks, planterOfFile, projectId, run } from "./support.js";

const planter = await planterOfFile();

const task = "newstream/newtask";

describe("the report", () => {
  test("matches the snapshot for responses that conform to the spec", async () => {
    const { code, stdout, stderr } = await run(
      argsFor(planter.endpoint, task, "meters/meters-to-hbase", "invoices/invoices-to-obs"),
    );
    const report = stdout.replace(/^- Spec: .*$/m, "- Spec: (version)");
    await expect(report).toMatchFileSnapshot("snapshots/report.md");
    expect(code).toBe(0);
    expect(stderr.match(/(?<=^dis-probe: ).*$/gm)).toEqual([
      "showTransferTask, task 1: 200",
      "showTransferTask, task 2: 200",
      "showTransferTask, task 3: 200",
      "listTransferTasks, task 1: 200",
      "listTransferTasks, task 2: 200",
      "listTransferTasks, task 3: 200",
      "showTransferTask, nonexistent task: 400",
    ]);
  });

  test("has the version of the spec, the time and the number of responses", async () => {
    const { stdout } = await run(argsFor(planter.endpoint, task, "newstream/gone"));
    expect(stdout).toMatch(/^- Spec: \d+\.\d+\.\d+$/m);
    expect(stdout).toContain("- Time: 2026-03-01T12:00:00.000Z\n");
    expect(stdout).toContain("- Responses: 4, successful: 2\n");
    expect(stdout).toContain("| 2 | showTransferTask | task 2 | 400 | DIS.4354 | DisError |");
  });

  test("shows values only with --with-values", async () => {
    planter.plant = ({ path, body }) => {
      if (path.endsWith("/newtask")) Object.assign(body, { note: "a | `b`", stream_id: 77 });
    };
    const args = argsFor(planter.endpoint, task);
    const without = (await run(args)).stdout;
    expect(without).toContain("`ShowTransferTaskResponse.note` is not in the spec");
    expect(without).not.toMatch(/77|a \|/);
    const { stdout } = await run([...args, "--with-values"]);
    expect(stdout).toContain('Values: ``"a \\u007c `b`"``.');
    expect(stdout).toContain("Values: `77`.");
    expect(stdout).toContain("**Do not post this report");
  });

  test("covers the other queries if one gets no response", async () => {
    planter.plant = (response) => {
      if (response.path.endsWith("/audit-to-obs")) response.breakOff = true;
    };
    const args = argsFor(planter.endpoint, "audit/audit-to-obs", task);
    const { code, stdout, stderr } = await run(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^dis-probe: showTransferTask, task 1: no complete response \([A-Z_]+\)$/m,
    );
    expect(stdout).toMatch(
      /^- Missing: showTransferTask, task 1: no complete response \([A-Z_]+\)$/m,
    );
    expect(stdout).toContain("| 1 | showTransferTask | task 2 | 200 |");
  });
});

describe("the probe", () => {
  test("queries each task and each stream once, and a nonexistent task in a stream that exists", async () => {
    const tasks = ["gone/gone", "orders/orders-to-obs", task, "orders/gone", task];
    await run(argsFor(planter.endpoint, ...tasks));
    const prefix = `/v2/${projectId}/streams`;
    expect(planter.paths).toEqual([
      `${prefix}/gone/transfer-tasks/gone`,
      `${prefix}/orders/transfer-tasks/orders-to-obs`,
      `${prefix}/newstream/transfer-tasks/newtask`,
      `${prefix}/orders/transfer-tasks/gone`,
      `${prefix}/gone/transfer-tasks`,
      `${prefix}/orders/transfer-tasks`,
      `${prefix}/newstream/transfer-tasks`,
      expect.stringMatching(/\/streams\/orders\/transfer-tasks\/probe-[0-9a-f]{32}$/),
    ]);
  });

  test("queries no nonexistent task if no stream is known to exist", async () => {
    await run(argsFor(planter.endpoint, "gone/gone"));
    expect(planter.paths.filter((path) => path.includes("/probe-"))).toEqual([]);
  });

  test("sends nothing but GET, whatever the responses are", async () => {
    for (const status of [200, 400, 401, 404, 405, 500]) {
      planter.plant = (response) => Object.assign(response, { status });
      await run(argsFor(planter.endpoint, task, "payments/payments-to-dws", "gone/gone"));
    }
    expect([...planter.methods]).toEqual(["GET"]);
  });

  test("calls every operation of the spec that only reads", async () => {
    await run(argsFor(planter.endpoint, task));
    const reading = Object.entries(spec.paths).flatMap(([path, { get }]) => (get ? path : []));
    for (const path of reading) {
      const form = new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
      expect(planter.paths).toContainEqual(expect.stringMatching(form));
    }
  });

  test("does not repeat a query when the service fails", async () => {
    planter.plant = (response) => {
      response.status = 503;
    };
    const { code, stdout } = await run(argsFor(planter.endpoint, task));
    expect(code).toBe(1);
    expect(planter.paths).toEqual([...new Set(planter.paths)]);
    expect(stdout).toContain("| 1 | showTransferTask | task 1 | 503 |");
    expect(stdout).toContain("- Missing: A nonexistent task was not queried, ");
  });

  test.each([
    ["refused credentials", 401, { error_code: "APIGW.0301", error_msg: "a b" }],
    ["credentials that IAM refused", 401, { error: { code: 401, message: "a b" } }],
    ["refused credentials with another status", 441, { errorCode: "DIS.4114", message: "a b" }],
    ["a blocked address", 400, { errorCode: "DIS.4309", message: "a b" }],
  ])("stops after %s, since more of them would lock the key", async (_, status, body) => {
    planter.plant = (response) => Object.assign(response, { status, body });
    const { code, stdout } = await run(argsFor(planter.endpoint, task, "audit/audit-to-obs"));
    expect(code).toBe(1);
    expect(planter.paths).toHaveLength(1);
    expect(stdout).toContain(`- Missing: showTransferTask, task 1: ${status}, refused\n`);
    expect(stdout).toMatch(/^- Missing: The credentials or the address were refused\./m);
  });

  test.each([
    ["a right is missing", 403, { error_code: "APIGW.0302", error_msg: "a b" }],
    ["the gateway throttles", 429, { error_code: "APIGW.0308", error_msg: "a b" }],
    ["the service throttles", 400, { errorCode: "DIS.4303", message: "a b" }],
  ])("exits with 1, but goes on, when %s", async (_, status, body) => {
    planter.plant = (response) => {
      if (!response.path.includes("/newtask")) return;
      Object.assign(response, { status, body });
    };
    const args = argsFor(planter.endpoint, task, "audit/audit-to-obs");
    const { code, stdout, stderr } = await run(args);
    expect(code).toBe(1);
    const gap = `showTransferTask, task 1: ${status}, refused\n`;
    expect(stdout.match(/^- Missing: .*\n/gm)).toEqual([`- Missing: ${gap}`]);
    expect(stderr).toContain(`dis-probe: ${gap}`);
    expect(stdout).toContain("| 2 | showTransferTask | task 2 | 200 |");
  });

  test("exits with 1 when no given task is found, so that none can be missing from its stream", async () => {
    const { code, stdout } = await run(argsFor(planter.endpoint, "gone/gone"));
    expect(code).toBe(1);
    expect(stdout).toContain(
      "- Missing: A nonexistent task was not queried, since no given task was found.\n",
    );
  });

  test("signs its queries if there are keys", async () => {
    const env = {
      HUAWEICLOUD_SDK_AK: "EXAMPLEAK",
      HUAWEICLOUD_SDK_SK: "EXAMPLESK",
      HUAWEICLOUD_SDK_PROJECT_ID: projectId,
    };
    const { code, stdout } = await run(["--endpoint", planter.endpoint, "--task", task], env);
    expect(code).toBe(0);
    expect(stdout).toContain("| 1 | showTransferTask | task 1 | 200 |");
  });
});

describe("a report that is not of the live service", () => {
  const stamp = /^# .*\n\n\*\*Not the live service: (.*)\. Nothing in this report is evidence/;

  /** Lead requests from one address to another during the test. */
  function lead(from: string, to: string): void {
    const real = fetch;
    vi.stubGlobal("fetch", (url: string, init?: RequestInit) => real(url.replace(from, to), init));
    onTestFinished(() => void vi.stubGlobal("fetch", real));
  }

  test("is stamped if the mock responds, whatever its address", async () => {
    const mock = await startMockDis();
    onTestFinished(() => mock.close());
    lead(planter.endpoint, mock.endpoint);
    const { code, stdout } = await run(argsFor(planter.endpoint, task));
    expect(code).toBe(0);
    expect(stamp.exec(stdout)?.[1]).toBe("the mock responded");
    // Lint refuses lines whose source is not in the register, so the report has none to paste.
    expect(blocks(stdout).map(({ file }) => file)).not.toContain("openapi/sources.yaml");
    expect(stdout).toContain("source: not-live-");
  });

  test.each(["127.8.9.10", "0.0.0.0", "localhost", "dis.localhost", "[::1]", "[::ffff:7f00:1]"])(
    "is stamped if the endpoint is %s, without the mark of the mock",
    async (host) => {
      const { port } = new URL(planter.local);
      const endpoint = `https://${host}:${port}`;
      lead(endpoint, planter.local);
      const { stdout } = await run(argsFor(endpoint, task));
      expect(stamp.exec(stdout)?.[1]).toBe("the endpoint is on this machine");
      expect(stdout).toContain("source: not-live-");
    },
  );

  test("is none if the address is one of the service, and no mock responds", async () => {
    const { stdout } = await run(argsFor(planter.endpoint, task));
    expect(stdout).not.toContain("Not the live service");
    expect(blocks(stdout).map(({ file }) => file)).toContain("openapi/sources.yaml");
    expect(stdout).toContain("source: live-cn-north-4-2026");
  });
});

describe("the command line", () => {
  const secret = "EXAMPLE-SECRET";
  const args = () => argsFor(planter.endpoint, task);
  const token = { DIS_AUTH_TOKEN: secret };
  const wrong: Record<string, [args: () => string[], env: Record<string, string>, says: RegExp]> = {
    "a misspelt option": [
      () => [...args(), "--regoin"],
      token,
      /unknown option `--regoin`; did you mean `--region`\?/,
    ],
    "a value for a flag": [
      () => [...args(), `--with-values=${secret}`],
      token,
      /`--with-values` takes no value/,
    ],
    "an unknown option with a value": [
      () => [...args(), `--sk=${secret}`],
      token,
      /unknown option `--sk` \(see --help\)/,
    ],
    "an argument without an option": [() => [...args(), secret], token, /unexpected argument/],
    "an option without its value": [
      () => [...args(), "--region"],
      token,
      /`--region` needs a value/,
    ],
    "no region": [
      () => ["--project", projectId, "--task", task],
      token,
      /`--region` or `--endpoint` is missing/,
    ],
    "a region and an endpoint": [
      () => [...args(), "--region", "cn-north-4"],
      token,
      /`--region` and `--endpoint` exclude each other/,
    ],
    "an unknown region": [
      () => ["--project", projectId, "--task", task, "--region", secret],
      token,
      /region must be one of cn-north-1/,
    ],
    "an endpoint that is not a URL": [
      () => ["--project", projectId, "--task", task, "--endpoint", secret],
      token,
      /--endpoint/,
    ],
    "an endpoint without encryption": [
      () => ["--project", projectId, "--task", task, "--endpoint", `http://${secret}.test`],
      token,
      /endpoint/,
    ],
    "no project": [
      () => ["--endpoint", planter.endpoint, "--task", task],
      token,
      /`--project` is missing; or set HUAWEICLOUD_SDK_PROJECT_ID/,
    ],
    "an invalid project": [
      () => ["--endpoint", planter.endpoint, "--task", task, "--project", `${secret}/`],
      token,
      /projectId/,
    ],
    "no task": [() => argsFor(planter.endpoint), token, /`--task <stream>\/<task>` is missing/],
    "a task without its stream": [() => argsFor(planter.endpoint, secret), token, /--task/],
    "a task with an empty name": [() => argsFor(planter.endpoint, `${secret}/`), token, /--task/],
    "a task with more than two names": [
      () => argsFor(planter.endpoint, `a/b/${secret}`),
      token,
      /--task/,
    ],
    "an invalid stream name": [
      () => argsFor(planter.endpoint, task, `${secret}!/b`),
      token,
      /`--task`: stream_name must satisfy pattern/,
    ],
    "a task name that is too long": [
      () => argsFor(planter.endpoint, `a/${"b".repeat(65)}`),
      token,
      /`--task`: task_name must satisfy maxLength: 64/,
    ],
    "no credentials": [args, {}, /HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.*DIS_AUTH_TOKEN/],
    "an access key without its secret": [
      args,
      { HUAWEICLOUD_SDK_AK: secret },
      /HUAWEICLOUD_SDK_SK/,
    ],
    "a token that a header cannot carry": [args, { DIS_AUTH_TOKEN: `${secret}\n` }, /token/],
  };

  test.each(Object.entries(wrong))(
    "refuses %s with one line and code 2, before anything is sent",
    async (_, [args, env, says]) => {
      const { code, stdout, stderr } = await run(args(), env);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^dis-probe: .*\n$/);
      expect(stderr).toMatch(says);
      expect(stderr).not.toContain(secret);
      expect(planter.paths).toEqual([]);
    },
  );

  test("lists its options with --help", async () => {
    const { code, stdout, stderr } = await run(["--help"], {});
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of ["region", "endpoint", "project", "task", "with-values", "help"]) {
      expect(stdout).toMatch(new RegExp(`^  --${name}\\b`, "m"));
    }
  });
});

describe("dis-probe", () => {
  const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

  async function start(args: readonly string[]) {
    const child = spawn(process.execPath, ["--import", "tsx", cli, ...args], {
      env: { DIS_AUTH_TOKEN: "EXAMPLE-TOKEN" },
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
      });
    }
    const [code] = await once(child, "close");
    return { code, ...output };
  }

  test("writes only the report to stdout", async () => {
    const { code, stdout, stderr } = await start(argsFor(planter.local, task));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# Responses of DIS/);
    expect(stderr).toMatch(/^(dis-probe: .*\n)+$/);
  });

  test("exits with 1 if no query gets a response, and does not show the address", async () => {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    // It listens on a port, which nobody has once it is closed.
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, "close");
    expect(await start(argsFor(`http://127.0.0.1:${port}`, task))).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "dis-probe: showTransferTask, task 1: no complete response (ECONNREFUSED)\ndis-probe: listTransferTasks, task 1: no complete response (ECONNREFUSED)\ndis-probe: A nonexistent task was not queried, since no given task was found.\ndis-probe: no report, since no query got a response: check --region or --endpoint, and the network\n",
    });
  });
});
