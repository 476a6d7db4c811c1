import type { Example } from "@dis-openapi/spec/openapi.json";
import fc, { type GeneratorValue } from "fast-check";
import { describe, expect, test } from "vitest";
import { isRecord } from "../src/json.js";
import { follow, reads, responseOf } from "../src/spec.js";
import { argsFor, type Json, planterOfFile, type Run, run } from "./support.js";

const planter = await planterOfFile();

const examples = reads.flatMap((operation) => {
  const { node, at } = responseOf(operation, 200);
  return Object.values(node.content?.["application/json"]?.examples ?? {}).map(
    // The examples of successes are objects.
    (example) => follow<Example>(example, at).node.value as Json,
  );
});

/** What is never shown, and what `--with-values` may show, numbers included. */
const secretMark = /SECRET\d+[ab]/g;
const anyMark = /(SECRET|DATA)\d+[ab]|777\d{7}/g;

const visible = fc.string({
  unit: fc.constantFrom(..."\"\\'$&`%+<>.*()[]{}|^/=:,;aZ0"),
  maxLength: 12,
});
const anything = fc.string({ unit: "grapheme", maxLength: 12 });
const word = fc.stringMatching(/^[A-Za-z0-9]{0,9}$/);

/** Makes the strings and numbers that a run plants. */
class Plantation {
  readonly secrets: string[] = [];
  #serial = 0;

  constructor(readonly g: GeneratorValue) {}

  text(kind: "SECRET" | "DATA", middle: fc.Arbitrary<string>): string {
    const serial = this.#serial++;
    const text = `${kind}${serial}a${this.g(() => middle)}${kind}${serial}b`;
    if (kind === "SECRET") this.secrets.push(text);
    return text;
  }

  /** Return a string that may quote a secret, like a careless server. */
  data(): string {
    const echo = this.g(() => fc.boolean())
      ? ` ${this.g(() => fc.constantFrom("", ...this.secrets))}`
      : "";
    return this.text("DATA", anything) + echo;
  }

  number(): number {
    return 7770000000 + this.g(() => fc.integer({ min: 0, max: 9999999 }));
  }

  /** Return a value of any shape. */
  value(depth: number): unknown {
    const kind = this.g(() => fc.constantFrom("text", "number", "null", "list", "object", "map"));
    if (kind === "number") return this.number();
    if (kind === "null") return null;
    if (kind === "text" || depth > 2) return this.data();
    if (kind === "list") return [this.value(depth + 1), this.value(depth + 1)];
    if (kind === "map") return { [this.data()]: this.value(depth + 1) };
    return { lag: this.value(depth + 1), db_password: this.text("SECRET", anything) };
  }

  /** Replace parts of a value, and add keys to its objects. */
  perturb(value: unknown, sensitive = false): unknown {
    if (sensitive) return this.text("SECRET", anything);
    const change = this.g(() => fc.constantFrom("keep", "same type", "same type", "other"));
    if (change === "other") return this.value(0);
    if (Array.isArray(value)) return value.map((item) => this.perturb(item));
    if (isRecord(value)) {
      const entries = Object.entries(value).map(([key, inner]) => [
        key,
        this.perturb(inner, key === "user_password"),
      ]);
      if (change === "same type") {
        entries.push(["added", this.value(0)], ["userPassword", this.perturb("", true)]);
        entries.push([this.data(), this.value(0)]);
      }
      return Object.fromEntries(entries);
    }
    if (change === "keep") return value;
    return typeof value === "number" ? this.number() : this.data();
  }
}

/** Run the command against responses with planted strings. */
async function runPlanted(g: GeneratorValue, options: string[]): Promise<Run & { sent: string[] }> {
  const planted = new Plantation(g);
  const stream = planted.text("DATA", word);
  const task = planted.text("DATA", word);
  const project = planted.text("DATA", word);
  const env: Record<string, string> = g(() => fc.boolean())
    ? { DIS_AUTH_TOKEN: planted.text("SECRET", visible) }
    : {
        HUAWEICLOUD_SDK_AK: planted.text("SECRET", word),
        HUAWEICLOUD_SDK_SK: planted.text("SECRET", visible),
        HUAWEICLOUD_SDK_SECURITY_TOKEN: planted.text("SECRET", visible),
      };
  const sent: string[] = [];
  planter.plant = (response) => {
    const { authorization } = response.sent;
    const [signature] = /[0-9a-f]{64}$/.exec(authorization ?? "") ?? [];
    if (signature) {
      sent.push(signature);
      planted.secrets.push(signature);
    }
    const kind = g(() =>
      fc.constantFrom("task", "task", "error", "shape", "not JSON", "broken off"),
    );
    // Printable ASCII, as a header must be.
    const header = `${planted.text("DATA", word)} ${authorization ?? response.sent["x-auth-token"]}`;
    response.headers["X-Request-Id"] = header;
    if (g(() => fc.boolean())) response.headers["Content-Type"] = planted.text("DATA", word);
    response.status = g(() =>
      fc.constantFrom(...(kind === "task" ? [200, 200, 203] : [400, 404, 418, 500, 302, 200])),
    );
    if (kind === "task") {
      const example = g(() => fc.constantFrom(...examples));
      response.body = planted.perturb(example) as Json;
    } else if (kind === "error") {
      const shape = g(() => fc.constantFrom("DIS", "gateway", "IAM"));
      if (shape === "DIS") {
        const added = planted.value(0);
        response.body = { errorCode: planted.data(), message: planted.data(), added };
      } else if (shape === "gateway") {
        const request_id = planted.data();
        response.body = { error_code: planted.data(), error_msg: planted.data(), request_id };
      } else {
        const error = { code: planted.number(), message: planted.data(), title: planted.data() };
        response.body = { error };
      }
    } else if (kind === "shape") response.body = { reason: planted.value(0) };
    else if (kind === "not JSON") response.text = `{"x": ${planted.data()}`;
    else response.breakOff = true;
  };
  const { endpoint } = planter;
  const args = ["--endpoint", endpoint, "--project", project];
  const tasks = ["--task", `${stream}/${task}`, "--task", `${stream}/${task}`];
  const result = await run([...args, ...tasks, ...options], env);
  expect(result.code).toBeLessThan(2);
  return { ...result, sent };
}

// Shrinking a failure takes longer than reading it.
const limits = { numRuns: 75, endOnFailure: true };

describe("a report on random responses", () => {
  test("shows no string, number, name or credential", async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const { stdout, stderr, sent } = await runPlanted(g, []);
        const printed = stdout + stderr;
        expect(printed.match(anyMark) ?? []).toEqual([]);
        for (const signature of sent) expect(printed).not.toContain(signature.slice(0, 16));
      }),
      limits,
    );
  });

  test("shows no credential and no sensitive field with --with-values, even if echoed", async () => {
    let values = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (g) => {
        const { stdout, stderr, sent } = await runPlanted(g, ["--with-values"]);
        const printed = stdout + stderr;
        expect(printed.match(secretMark) ?? []).toEqual([]);
        for (const signature of sent) expect(printed).not.toContain(signature.slice(0, 16));
        values += stdout.match(anyMark)?.length ?? 0;
      }),
      limits,
    );
    // Proof that the search finds planted values.
    expect(values).toBeGreaterThan(100);
  });
});

test("withholds the value of a field named like a secret, whatever its type", async () => {
  planter.plant = ({ path, body }) => {
    if (path.endsWith("/newtask")) body.added = { size: 12, db_password: [true, { x: 34 }] };
  };
  const { stdout } = await run([
    ...argsFor(planter.endpoint, "newstream/newtask"),
    "--with-values",
  ]);
  expect(stdout).toContain('Values: `{"size":12,"db_password":"[withheld]"}`.');
});

describe("a report", () => {
  /** Return the report on a task whose response is changed. */
  async function reportOn(change: (body: Json) => void, env?: Record<string, string>) {
    planter.plant = ({ path, body }) => {
      if (path.endsWith("/orders-to-obs")) change(body);
    };
    const { stdout } = await run(argsFor(planter.endpoint, "orders/orders-to-obs"), env);
    return stdout;
  }

  test.each<[what: string, word: string, change: (body: Json) => void]>([
    [
      "a key that is the name of the stream",
      "Orders",
      (body) => Object.assign(body, { Orders: 1 }),
    ],
    [
      "a key that contains the name of the stream",
      "orders_lag",
      (body) => Object.assign(body, { orders_lag: 1 }),
    ],
    [
      "a key that is a value elsewhere",
      "acme",
      (body) => Object.assign(body, { acme: 1, owner: "Acme" }),
    ],
    [
      "a state that is a value elsewhere",
      "ACME",
      (body) => Object.assign(body, { state: "ACME", owner: "acme" }),
    ],
    [
      "a key beside one that is not a word",
      "team",
      (body) => Object.assign(body, { labels: { team: 1, "cost-center": 2 } }),
    ],
    [
      "a key of a map of objects",
      "acme",
      (body) => Object.assign(body, { owners: { acme: {}, globex: {} } }),
    ],
    [
      "a key with a part of a name in the command",
      "orders_lag",
      (body) => Object.assign(body, { orders_lag: 1 }),
    ],
    [
      "a key in camelCase with a part of a name elsewhere",
      "acmeLag",
      (body) => Object.assign(body, { acmeLag: 1, owner: "ACME-invoices" }),
    ],
    [
      "a key that joins the parts of a name elsewhere",
      "acmeinvoices",
      (body) => Object.assign(body, { acmeinvoices: 1, owner: "acme-invoices" }),
    ],
    [
      "a key that is a part of a joined name elsewhere",
      "invoices_lag",
      (body) => Object.assign(body, { invoices_lag: 1, owner: "acmeinvoices" }),
    ],
    [
      "a key with a part of a name in camelCase",
      "globex_size",
      (body) => Object.assign(body, { globex_size: 1, owner: "theGlobexBucket" }),
    ],
    [
      "a key in camelCase with a part of a joined name",
      "hooliLag",
      (body) => Object.assign(body, { hooliLag: 1, owner: "hoolicorp" }),
    ],
    [
      "a joined key with a part of a name in camelCase",
      "hoolilag",
      (body) => Object.assign(body, { hoolilag: 1, owner: "hooliCorp" }),
    ],
    [
      "a key with the letters of a name that has digits",
      "initech_id",
      (body) => Object.assign(body, { initech_id: 1, owner: "initech2024" }),
    ],
    [
      "a key that divides a name with digits elsewhere",
      "ab1_cd2",
      (body) => Object.assign(body, { ab1_cd2: 1, owner: "ab1cd2" }),
    ],
    [
      "a key with a part of a name in a longer text",
      "globex_lag",
      (body) => Object.assign(body, { globex_lag: 1, note: "Dumps of globex-eu are late." }),
    ],
    [
      "a key with a part of a key that is data",
      "initechLag",
      (body) => Object.assign(body, { initechLag: 1, "initech-7": 2 }),
    ],
    [
      "a key with a part of a key inside an undocumented object",
      "initechLag",
      (body) => Object.assign(body, { initechLag: 1, labels: { "initech-7": 2 } }),
    ],
    [
      "a state with a part of a name elsewhere",
      "GLOBEX_LATE",
      (body) => Object.assign(body, { state: "GLOBEX_LATE", owner: "globex-eu" }),
    ],
    [
      "a key with a part of a state that is not a word",
      "globex_lag",
      (body) => Object.assign(body, { state: "globex-7", globex_lag: 1 }),
    ],
    [
      "a key with a part of a bucket's name",
      "hooli",
      (body) => {
        Object.assign(body, { hooli: 1 });
        body.obs_destination_description.obs_bucket_path = "hooli-backup";
      },
    ],
    [
      "a key with a part of a password",
      "hunterLag",
      (body) => Object.assign(body, { hunterLag: 1, db_password: "Hunter-2" }),
    ],
    ["a long key", "a".repeat(41), (body) => Object.assign(body, { ["a".repeat(41)]: 1 })],
    ["a key with a long number", "shard_0007", (body) => Object.assign(body, { shard_0007: 1 })],
    ["a long state", "A".repeat(33), (body) => Object.assign(body, { state: "A".repeat(33) })],
    ["a state with a digit", "ACME7", (body) => Object.assign(body, { state: "ACME7" })],
  ])("does not show %s", async (_, word, change) => {
    expect(await reportOn(change)).not.toContain(word);
  });

  test("shows a key that shares with a name only words of the spec, or fewer than four letters", async () => {
    const report = await reportOn((body) => {
      Object.assign(body, { partition_lag: 1, lag_ms: 2, owner: "partition-lag-7" });
    });
    expect(report).toContain("`ShowTransferTaskResponse.partition_lag` is not in the spec");
    expect(report).toContain("`ShowTransferTaskResponse.lag_ms` is not in the spec");
  });

  test("does not show a key with a name in the command, even if that is a word of the spec", async () => {
    planter.plant = ({ path, body }) => {
      if (path.endsWith("/orders-to-obs")) Object.assign(body, { partition_lag: 1, stream_lag: 2 });
    };
    const tasks = ["orders/orders-to-obs", "orders/partition"];
    const { stdout } = await run(argsFor(planter.endpoint, ...tasks));
    expect(stdout).not.toContain("partition_lag");
    expect(stdout).toContain("stream_lag");
  });

  test("does not show a key that is a credential", async () => {
    const env = { DIS_AUTH_TOKEN: "openSesame" };
    expect(await reportOn((body) => Object.assign(body, { openSesame: 1 }), env)).not.toContain(
      "Sesame",
    );
    const other = { DIS_AUTH_TOKEN: "EXAMPLE" };
    expect(await reportOn((body) => Object.assign(body, { openSesame: 1 }), other)).toContain(
      "openSesame",
    );
  });
});
