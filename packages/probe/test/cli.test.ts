import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { argsFor, planterOfFile, projectId, run } from "./support.js";

const planter = await planterOfFile();

const task = "newstream/newtask";

describe("the report", () => {
  it("is this, for answers that are as the spec has them", async () => {
    const { code, stdout, stderr } = await run(
      argsFor(planter.endpoint, task, "meters/meters-to-hbase", "invoices/invoices-to-obs"),
    );
    const report = stdout.replace(/^- Spec: .*$/m, "- Spec: (version)");
    await expect(report).toMatchFileSnapshot("snapshots/report.md");
    expect(code).toBe(0);
    expect(stderr).toBe(
      "dis-probe: task 1: 200\ndis-probe: task 2: 200\ndis-probe: task 3: 200\ndis-probe: the task that does not exist: 400\n",
    );
  });

  it("says which version of the spec it speaks of, when, and how many answers there were", async () => {
    const { stdout } = await run(argsFor(planter.endpoint, task, "newstream/gone"));
    expect(stdout).toMatch(/^- Spec: \d+\.\d+\.\d+$/m);
    expect(stdout).toContain("- Time: 2026-03-01T12:00:00.000Z\n");
    expect(stdout).toContain("- Answers: 3, of them a success: 1\n");
    expect(stdout).toContain("| 2 | task 2 | 400 | DIS.4354 | DisError |");
  });

  it("holds values only when they are wanted", async () => {
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

  it("covers what was answered when a call gets no answer", async () => {
    planter.plant = (answer) => {
      if (answer.path.endsWith("/audit-to-obs")) answer.breakOff = true;
    };
    const args = argsFor(planter.endpoint, "audit/audit-to-obs", task);
    const { code, stdout, stderr } = await run(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^dis-probe: task 1: no whole answer \([A-Z_]+\)$/m);
    expect(stdout).toMatch(/^- No answer for task 1: no whole answer \([A-Z_]+\)$/m);
    expect(stdout).toContain("| 1 | task 2 | 200 |");
  });
});

describe("what is asked", () => {
  it("is each task once, and one that does not exist in a stream that does", async () => {
    await run(argsFor(planter.endpoint, "gone/gone", "orders/orders-to-obs", task));
    const prefix = `/v2/${projectId}/streams`;
    expect(planter.paths).toEqual([
      `${prefix}/gone/transfer-tasks/gone`,
      `${prefix}/orders/transfer-tasks/orders-to-obs`,
      `${prefix}/newstream/transfer-tasks/newtask`,
      expect.stringMatching(/\/streams\/orders\/transfer-tasks\/probe-[0-9a-f]{32}$/),
    ]);
  });

  it("is no task that does not exist when no stream is known to", async () => {
    await run(argsFor(planter.endpoint, "gone/gone"));
    expect(planter.paths).toHaveLength(1);
  });

  it("is not asked again when the service fails", async () => {
    planter.plant = (answer) => {
      answer.status = 503;
    };
    const { code, stdout } = await run(argsFor(planter.endpoint, task));
    expect(code).toBe(0);
    expect(planter.paths).toHaveLength(1);
    expect(stdout).toContain("| 1 | task 1 | 503 |");
  });

  it.each([
    ["refused credentials", 401, { error_code: "APIGW.0301", error_msg: "a b" }],
    ["credentials that IAM refused", 401, { error: { code: 401, message: "a b" } }],
    ["refused credentials with another status", 441, { errorCode: "DIS.4114", message: "a b" }],
    ["a blocked address", 400, { errorCode: "DIS.4309", message: "a b" }],
  ])("ends with %s, since more of them would lock the key", async (_, status, body) => {
    planter.plant = (answer) => Object.assign(answer, { status, body });
    const { code, stdout } = await run(argsFor(planter.endpoint, task, task, task));
    expect(code).toBe(0);
    expect(planter.paths).toHaveLength(1);
    expect(stdout).toMatch(/^- The credentials or the address were refused\./m);
  });

  it("is signed, when there are keys", async () => {
    const env = {
      HUAWEICLOUD_SDK_AK: "EXAMPLEAK",
      HUAWEICLOUD_SDK_SK: "EXAMPLESK",
      HUAWEICLOUD_SDK_PROJECT_ID: projectId,
    };
    const { code, stdout } = await run(["--endpoint", planter.endpoint, "--task", task], env);
    expect(code).toBe(0);
    expect(stdout).toContain("| 1 | task 1 | 200 |");
  });
});

describe("a wrong command", () => {
  const secret = "EXAMPLE-SECRET";
  const args = () => argsFor(planter.endpoint, task);
  const token = { DIS_AUTH_TOKEN: secret };
  const wrong: Record<string, [args: () => string[], env: Record<string, string>, says: RegExp]> = {
    "an unknown option": [() => [...args(), "--nix"], token, /--nix/],
    "an unknown option with a value": [() => [...args(), `--sk=${secret}`], token, /--sk/],
    "an argument without an option": [() => [...args(), secret], token, /belongs to no option/],
    "an option without its value": [() => [...args(), "--region"], token, /--region/],
    "no region": [() => ["--project", projectId, "--task", task], token, /--region or --endpoint/],
    "a region and an endpoint": [() => [...args(), "--region", "cn-north-4"], token, /not both/],
    "a region that there is not": [
      () => ["--project", projectId, "--task", task, "--region", secret],
      token,
      /region must be one of cn-north-1/,
    ],
    "an endpoint that is no address": [
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
      /--project, or set HUAWEICLOUD_SDK_PROJECT_ID/,
    ],
    "a project that is none": [
      () => ["--endpoint", planter.endpoint, "--task", task, "--project", `${secret}/`],
      token,
      /projectId/,
    ],
    "no task": [() => argsFor(planter.endpoint), token, /--task <stream>\/<task>/],
    "a task without its stream": [() => argsFor(planter.endpoint, secret), token, /--task/],
    "a task with an empty name": [() => argsFor(planter.endpoint, `${secret}/`), token, /--task/],
    "a task with more than two names": [
      () => argsFor(planter.endpoint, `a/b/${secret}`),
      token,
      /--task/,
    ],
    "a stream that there cannot be": [
      () => argsFor(planter.endpoint, task, `${secret}!/b`),
      token,
      /--task: stream_name breaks the limit pattern/,
    ],
    "a task that there cannot be": [
      () => argsFor(planter.endpoint, `a/${"b".repeat(65)}`),
      token,
      /--task: task_name breaks the limit maxLength: 64/,
    ],
    "no credentials": [args, {}, /HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.*DIS_AUTH_TOKEN/],
    "half of the credentials": [args, { HUAWEICLOUD_SDK_AK: secret }, /HUAWEICLOUD_SDK_SK/],
    "a token that no header can carry": [args, { DIS_AUTH_TOKEN: `${secret}\n` }, /token/],
  };

  it.each(Object.entries(wrong))(
    "is refused with one line and code 2, before anything is sent: %s",
    async (_, [args, env, says]) => {
      const { code, stdout, stderr } = await run(args(), env);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^dis-probe: .*\n$/);
      expect(stderr).toMatch(says);
      expect(stderr).not.toContain(secret);
      expect(planter.paths).toEqual([]);
    },
  );

  it("lists its options with --help", async () => {
    const { code, stdout, stderr } = await run(["--help"], {});
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of ["region", "endpoint", "project", "task", "with-values", "help"]) {
      expect(stdout).toMatch(new RegExp(`^  --${name}\\b`, "m"));
    }
  });
});

describe("the program", () => {
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

  it("writes the report, and nothing else, on stdout", async () => {
    const { code, stdout, stderr } = await start(argsFor(planter.endpoint, task));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# Live answers of DIS/);
    expect(stderr).toMatch(/^(dis-probe: .*\n)+$/);
  });

  it("says that nobody answered, with code 1, and not where", async () => {
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
        "dis-probe: task 1: no whole answer (ECONNREFUSED)\ndis-probe: there is no report, since no call was answered: check --region or --endpoint, and the network on the way\n",
    });
  });
});
