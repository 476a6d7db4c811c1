import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { type Edits, lintEach } from "../../../openapi/rules/lint.js";
import { isRecord } from "../src/json.js";
import { argsFor, blocks, type Plant, planterOfFile, run } from "./support.js";

const spec = fileURLToPath(new URL("../../../openapi", import.meta.url));

/** Merge a block like a maintainer: add keys to the existing ones, and items to the end of a list. */
function merge(old: unknown, added: unknown): unknown {
  if (Array.isArray(old) && Array.isArray(added)) return [...old, ...added];
  if (!isRecord(old) || !isRecord(added)) return added;
  const keys = [...new Set([...Object.keys(old), ...Object.keys(added)])];
  return Object.fromEntries(
    keys.map((key) => [key, key in added ? merge(old[key], added[key]) : old[key]]),
  );
}

/** Merge at a path of keys. */
function mergeAt(
  old: unknown,
  [key, ...rest]: string[],
  added: unknown,
  replace: boolean,
): unknown {
  if (key === undefined) return replace ? added : merge(old, added);
  if (Array.isArray(old)) {
    return old.map((item, index) =>
      String(index) === key ? mergeAt(item, rest, added, replace) : item,
    );
  }
  if (!isRecord(old) || !(key in old)) throw new Error(`no ${key} to put lines into`);
  return { ...old, [key]: mergeAt(old[key], rest, added, replace) };
}

/** Return the files of the spec that change when every block of a report is pasted. */
function paste(report: string): Edits {
  const files = new Map<string, unknown>();
  for (const { file, pointer, note, lines } of blocks(report)) {
    const path = join(spec, "..", file);
    const old =
      files.get(file) ?? (existsSync(path) ? parse(readFileSync(path, "utf8")) : undefined);
    const keys = pointer
      .split("/")
      .slice(1)
      .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
    files.set(file, mergeAt(old, keys, parse(lines), note === "replaces the value there"));
  }
  return Object.fromEntries(
    [...files].map(([file, content]) => [file.replace(/^openapi\//, ""), stringify(content)]),
  );
}

const inDestination = (response: { path: string; body: Record<string, unknown> }) =>
  response.path.endsWith("/newtask");

/** Kinds of findings; those of one kind do not conflict. */
const kinds: Record<string, { plant: Plant; files: string[] }> = {
  "new keys": {
    plant: (response) => {
      if (!inDestination(response)) return;
      const { body } = response;
      Object.assign(body, {
        text: "a b",
        whole: 1,
        half: 0.5,
        yes: true,
        nothing: null,
        mixed: [1, "a", null],
        empty: [],
        nested: { deep: { deeper: [{ deepest: {} }] } },
        dws_password: "a b",
        "shardId-0": 1,
      });
      body.obs_destination_description.lag = 1;
      body.partitions[0].lag = [[1]];
    },
    files: [
      "components/schemas/ShowTransferTaskResponse.yaml",
      "components/schemas/PartitionResult.yaml",
      "differences.yaml",
    ],
  },
  "other values": {
    plant: (response) => {
      if (!inDestination(response)) return;
      const { body } = response;
      body.state = "FROZEN";
      body.partitions[0].state = "Paused";
      body.partitions[0].last_transfer_offset = 2 ** 60;
      body.stream_id = 7;
      body.task_name = "t".repeat(65);
      body.obs_destination_description.processing_schema = {};
      body.obs_destination_description.record_delimiter = "";
      body.dws_destination_description = null;
      body.exception_strategy = "stop";
      body.partitions[0].hash_range = "[0 : 1]";
      body.partitions.push("a b");
    },
    files: [
      "components/schemas/TransferTaskState.yaml",
      "components/schemas/PartitionProgressState.yaml",
      "components/schemas/RecordDelimiter.yaml",
    ],
  },
  "errors of another shape": {
    plant: (response) => {
      if (!response.path.includes("/probe-")) return;
      response.body = { reason: "a b", details: { retry: false } };
      delete response.headers["X-Request-Id"];
    },
    files: [
      "components/schemas/UnnamedError.yaml",
      "components/responses/BadRequest.yaml",
      "components/headers/XRequestId.yaml",
    ],
  },
  "errors of another shape under a status with one shape": {
    plant: (response) => {
      if (!response.path.includes("/probe-")) return;
      response.status = 429;
      response.body = { reason: "a b" };
    },
    files: ["components/schemas/UnnamedError.yaml", "components/responses/TooManyRequests.yaml"],
  },
  "codes and statuses": {
    plant: (response) => {
      if (response.path.includes("/probe-")) {
        response.status = 418;
        response.body = { errorCode: "DIS.4399", message: "a b", host: "a b" };
        response.headers["Content-Type"] = "text/html";
      }
      if (response.path.endsWith("/audit-to-obs")) {
        response.status = 404;
        response.body = { errorCode: "DIS.4301", message: "a b" };
      }
      if (response.path.endsWith("/payments-to-dws")) response.text = "<html>";
    },
    files: ["error-codes.yaml", "differences.yaml", "components/schemas/DisError.yaml"],
  },
};

const planter = await planterOfFile();

test("the lines of a report satisfy the lint rules once they are pasted into the spec", async () => {
  const cases: Record<string, Edits> = {};
  for (const [kind, { plant, files }] of Object.entries(kinds)) {
    planter.plant = plant;
    const { stdout } = await run(
      argsFor(
        planter.endpoint,
        "newstream/newtask",
        "payments/payments-to-dws",
        "audit/audit-to-obs",
      ),
    );
    const edits = paste(stdout);
    expect([kind, Object.keys(edits)]).toEqual([kind, expect.arrayContaining(files)]);
    cases[kind] = edits;
  }
  const problems = await lintEach(spec, "openapi", cases);
  expect(problems).toEqual(Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []])));
});
