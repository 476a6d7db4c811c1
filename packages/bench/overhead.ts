import { accessKey, createDisClient, token } from "@dis-openapi/client";
import { authorization, canonicalRequest, importKey } from "@dis-openapi/client/sign";
import spec from "@dis-openapi/spec/openapi.json" with { type: "json" };
import type { paths } from "@dis-openapi/types";
import createClient from "openapi-fetch";
import { type Contender, print, takeTurns } from "./turns.ts";

const body = JSON.stringify(spec.components?.examples?.SeedResponse?.value);
const headers = { "Content-Type": "application/json", "X-Request-Id": "bench" };
const stub = async () => new Response(body, { headers });

const endpoint = "https://dis.cn-north-4.myhuaweicloud.com";
const projectId = "0123456789abcdef0123456789abcdef";
const params = { stream_name: "newstream", task_name: "newtask" };
const path = "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}";

async function repeat(calls: number, call: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < calls; i++) await call();
}

/** What the client adds to a call, when the network costs nothing. */
async function calls(): Promise<void> {
  const url = `${endpoint}/v2/${projectId}/streams/newstream/transfer-tasks/newtask`;
  const openapiFetch = createClient<paths>({ baseUrl: endpoint, fetch: stub });
  const withToken = createDisClient({ endpoint, projectId, auth: token("token"), fetch: stub });
  const withKeys = createDisClient({
    endpoint,
    projectId,
    auth: accessKey({ ak: "AKEXAMPLE", sk: "SKEXAMPLE" }),
    fetch: stub,
  });
  const contenders: Contender[] = [
    {
      name: "bare fetch and JSON.parse",
      run: (n) =>
        repeat(n, async () => {
          const request = new Request(url, { headers: { "X-Auth-Token": "token" } });
          return JSON.parse(await (await (stub as typeof fetch)(request)).text());
        }),
    },
    {
      name: "openapi-fetch",
      run: (n) =>
        repeat(n, () =>
          openapiFetch.GET(path, {
            params: { path: { ...params, project_id: projectId } },
            headers: { "X-Auth-Token": "token" },
          }),
        ),
    },
    {
      name: "@dis-openapi/client, token",
      run: (n) => repeat(n, () => withToken.showTransferTask(params)),
    },
    {
      name: "@dis-openapi/client, keys",
      run: (n) => repeat(n, () => withKeys.showTransferTask(params)),
    },
  ];
  print(
    "Time of a call over a stubbed fetch (limit: 2 with a token)",
    await takeTurns(contenders, { rounds: 31, calls: 2_000 }),
  );
}

/** What making a signature costs beside the calls of WebCrypto that it cannot do without. */
async function signing(): Promise<void> {
  const url = `${endpoint}/v2/${projectId}/streams/newstream/transfer-tasks/newtask`;
  const request = {
    method: "GET",
    url,
    headers: new Headers({ "X-Project-Id": projectId, "X-Sdk-Date": "20240115T083000Z" }),
  };
  const names = ["host", "x-project-id", "x-sdk-date"];
  const key = await importKey("SKEXAMPLE");
  const canonical = new TextEncoder().encode(await canonicalRequest(request, names));
  const toSign = canonical.slice(0, 99);
  print(
    "Time of a signature (limit: 1.5)",
    await takeTurns(
      [
        {
          name: "bare WebCrypto: SHA-256 and HMAC",
          run: (n) =>
            repeat(n, async () => {
              await crypto.subtle.digest("SHA-256", canonical);
              await crypto.subtle.sign("HMAC", key, toSign);
            }),
        },
        {
          name: "signature",
          run: (n) => repeat(n, () => authorization(request, names, "AKEXAMPLE", key)),
        },
      ],
      { rounds: 31, calls: 2_000 },
    ),
  );
}

export async function run(): Promise<void> {
  await calls();
  await signing();
}
