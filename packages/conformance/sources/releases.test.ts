import { expect, test } from "vitest";
import { readSpec } from "../../../scripts/generate/lib/spec.ts";
import { compare } from "./compare.ts";
import { parsePurl, read } from "./releases.ts";
import { differences } from "./report.ts";
import { modelledIn } from "./spec.ts";

// These download releases, so `npm test` leaves them out.

test("two releases of the Python SDK differ field by field", async () => {
  const older = await read(parsePurl("pkg:pypi/huaweicloudsdkdis@3.1.175"));
  const newer = await read(parsePurl("pkg:pypi/huaweicloudsdkdis@3.1.190"));
  const changed = compare(older, newer);
  expect(changed.get("ShowPartitionMetrics")).toEqual([
    { of: "query end_time", was: "str", is: "int" },
  ]);
  // They differ only in operations that the spec does not have.
  expect(differences(changed, modelledIn(await readSpec("openapi")))).toMatchInlineSnapshot(`
    [
      "No difference in the operations of the spec.",
      "### Not in the spec",
      "- \`ListResourcesByTags\`: \`response.action\` is removed; \`response.limit\` is removed; \`response.offset\` is removed; \`response.tags\` is removed; \`response.tags_any\` is removed; \`response.not_tags\` is removed; \`response.not_tags_any\` is removed; \`response.matches\` is removed; \`response.resources\` is new; \`response.total_count\` is new
    - \`ShowPartitionMetrics\`: \`query end_time\` was \`str\`, is \`int\`
    - \`ShowConsumerState\`: \`response.app_id\` is removed; \`response.create_time\` is removed; \`response.commit_checkpoint_stream_names\` is removed; \`response.has_more\` is new; \`response.stream_name\` is new; \`response.partition_consuming_states\` is new",
    ]
  `);
});

test("the sources that are generated from one definition have the same fields and values", async () => {
  const releases = await Promise.all(
    [
      "pkg:pypi/huaweicloudsdkdis@3.1.219",
      "pkg:maven/com.huaweicloud.sdk/huaweicloud-sdk-dis@3.1.130",
      "pkg:golang/github.com/huaweicloud/huaweicloud-sdk-go-v3@v0.1.207",
      "pkg:cargo/huawei-cloud-api-definitions-DIS@0.1.20260313",
    ].map((purl) => read(parsePurl(purl))),
  );
  const [first, ...others] = releases.map((api) => ({
    fields: ["ShowTransferTask", "ListTransferTasks", "CreateObsTransferTask"].map((name) =>
      // The definitions alone have the header of the token and no empty response.
      [...(api.get(name)?.keys() ?? [])].filter((of) => !/^header |^response$/.test(of)).sort(),
    ),
    // Each has its own words for types.
    values: ["state", "destination_type", "partitions[].status"].map((field) =>
      api
        .get("ShowTransferTask")
        ?.get(`response.${field}`)
        ?.replace(/^[^:]+: /, ""),
    ),
  }));
  expect(first?.fields.map(({ length }) => length)).toEqual([116, 10, 17]);
  for (const other of others) expect(other).toEqual(first);
});
