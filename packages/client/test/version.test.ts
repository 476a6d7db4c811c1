import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { clientOf, json, network, task } from "./support.js";

test("User-Agent names the version of the package", async () => {
  const { fetch, sent } = network(json({}));
  await clientOf(fetch).showTransferTask(task);
  expect(sent[0]?.headers.get("user-agent")).toBe(`dis-openapi-client/${manifest.version}`);
});
