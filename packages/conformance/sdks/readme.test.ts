import { readFileSync } from "node:fs";
import {
  createDisClient,
  destinationOf,
  isTaskNotFound,
  partitionsOf,
  token,
} from "@dis-openapi/client";
import { type MockDis, startMockDis } from "@dis-openapi/mock";
import spec from "@dis-openapi/spec/openapi.json" with { type: "json" };
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { observedRows } from "../../../scripts/generate/lib/evidence.ts";
import { type Result, readResults } from "../../../scripts/generate/lib/results.ts";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const measured = await readResults();

let mock: MockDis;
beforeAll(async () => {
  mock = await startMockDis();
});
afterAll(() => mock.close());

test("the README states how many differences the spec lists, and how many cite a captured response", () => {
  expect(readme).toContain(`[${spec["x-differences"]?.length} points](docs/differences.md)`);
  expect(readme).toContain(`For ${observedRows(spec).length} of the points, a captured response`);
});

describe("the README's table of what the client fixes", () => {
  const rows = [...readme.matchAll(/^\|(?!-)(.*)\|$/gm)].map(([, row = ""]) =>
    row.split("|").map((cell) => cell.trim()),
  );

  test("shows what the client returns", async () => {
    const dis = createDisClient({ endpoint: mock.endpoint, projectId: "0", auth: token("any") });
    const task = await dis.showTransferTask({ stream_name: "newstream", task_name: "newtask" });
    const destination = destinationOf(task);
    const [{ id, state, last_transfer_offset } = {}] = partitionsOf(task);
    const warehouse = destinationOf(
      await dis.showTransferTask(
        { stream_name: "newstream", task_name: "newtask" },
        { headers: { Prefer: "example=DwsRunning" } },
      ),
    );
    const error: unknown = await dis
      .showTransferTask({ stream_name: "newstream", task_name: "nobody-made-it" })
      .catch((thrown) => thrown);
    const shown = (value: unknown) => `\`${JSON.stringify(value)}\``;

    expect(Object.fromEntries(rows.map((cells) => [cells[0], cells.at(-1)]))).toMatchObject({
      "`partitions`": `\`partitionsOf(task)\`: \`[{ id: "${id}", state: "${state}", last_transfer_offset: ${last_transfer_offset}, … }]\``,
      "`task_id`, `stream_id`": `${shown(task.task_id)}, ${shown(task.stream_id)}`,
      "`retry_duration` for OBS":
        destination?.type === "OBS" && shown(destination.description.retry_duration),
      "`retry_duration` for DWS, as a number":
        warehouse?.type === "DWS" && shown(warehouse.description.retry_duration),
      "code of a DIS error":
        isTaskNotFound(error) && `${shown(error.code)}, with \`isTaskNotFound(error)\``,
    });
  });

  test.each([
    [1, "Java", "java"],
    [2, "Python", "python"],
    [3, "Go", "go"],
  ] as const)("shows in column %i the measurement of the %s SDK", (column, title, reader) => {
    const result = (name: string): Result | undefined =>
      measured.cases.find((each) => each.name === name)?.results[reader];
    const wire = (name: string) => measured.cases.find((each) => each.name === name)?.wire;
    const lost = (name: string, isOne: (path: string) => boolean) => {
      const found = result(name);
      const dropped = found && "read" in found ? (found.read.dropped ?? []) : [];
      const paths = Object.keys(wire(name)?.fields ?? {}).filter(isOne);
      return paths.length > 0 && paths.every((path) => dropped.includes(path));
    };
    const warehouse = result("DwsRunning");
    const field = "dws_destination_descripton.retry_duration";
    const asText = warehouse && "read" in warehouse && warehouse.read.changed?.[field] === "string";
    const missing = result("DisTaskNotFound");
    const code = missing && "error" in missing ? missing.error.code : "";

    expect(
      Object.fromEntries(
        rows.filter(({ length }) => length === 5).map((row) => [row[0], row[column]]),
      ),
    ).toEqual({
      "": `${title} ${measured.packages[reader]?.split(" ").at(-1)}`,
      "`partitions`": lost("SeedResponse", (path) => path.startsWith("partitions[].")) && "`[{}]`",
      "`task_id`, `stream_id`":
        lost("SeedResponse", (path) => /^(task|stream)_id$/.test(path)) && "dropped",
      "`retry_duration` for OBS":
        lost("SeedResponse", (path) => path === "obs_destination_description.retry_duration") &&
        "dropped",
      "`retry_duration` for DWS, as a number":
        warehouse && "error" in warehouse ? "response refused" : asText && "string",
      "code of a DIS error":
        code === undefined
          ? "missing"
          : code === `${wire("DisTaskNotFound")?.status}` && "HTTP status",
    });
  });
});
