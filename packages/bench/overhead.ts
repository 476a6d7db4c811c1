import { accessKey, createDisClient, token } from "@dis-openapi/client";
import spec from "@dis-openapi/spec/openapi.json" with { type: "json" };
import type { paths } from "@dis-openapi/types";
import createClient from "openapi-fetch";
import { type Contender, print, takeTurns } from "./turns.ts";

const body = JSON.stringify(spec.components?.examples?.SeedResponse?.value);
const headers = { "Content-Type": "application/json", "X-Request-Id": "bench" };
const stub: typeof fetch = async () => new Response(body, { headers });

const endpoint = "https://dis.cn-north-4.myhuaweicloud.com";
const projectId = "0123456789abcdef0123456789abcdef";
const params = { stream_name: "newstream", task_name: "newtask" };
const path = "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}";

/** What the client adds to a call, when the network costs nothing. */
export async function run(): Promise<void> {
  const url = `${endpoint}/v2/${projectId}/streams/newstream/transfer-tasks/newtask`;
  const openapiFetch = createClient<paths>({ baseUrl: endpoint, fetch: stub });
  const withToken = createDisClient({ endpoint, projectId, auth: token("token"), fetch: stub });
  const withKeys = createDisClient({
    endpoint,
    projectId,
    auth: accessKey({ ak: "AKEXAMPLE", sk: "SKEXAMPLE" }),
    fetch: stub,
  });
  const contender = (name: string, call: () => Promise<unknown>): Contender => ({
    name,
    run: async (calls) => {
      for (let i = 0; i < calls; i++) await call();
    },
  });
  const contenders = [
    contender("bare fetch and JSON.parse", async () => {
      const response = await stub(url, { headers: { "X-Auth-Token": "token" } });
      return JSON.parse(await response.text());
    }),
    contender("openapi-fetch", () =>
      openapiFetch.GET(path, {
        params: { path: { ...params, project_id: projectId } },
        headers: { "X-Auth-Token": "token" },
      }),
    ),
    contender("@dis-openapi/client, token", () => withToken.showTransferTask(params)),
    contender("@dis-openapi/client, keys", () => withKeys.showTransferTask(params)),
  ];
  print(
    "Time of a call over a stubbed fetch (goals on Node 20: 2.2 with a token, 4.3 with keys; on Node 24: 2.6 with a token)",
    await takeTurns(contenders, { rounds: 31, calls: 2_000 }),
  );
}
