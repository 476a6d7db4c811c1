import { fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { accessKey, createDisClient, token } from "@dis-openapi/client";
import { type Contender, print, takeTurns } from "./turns.ts";

const inFlight = 64;
const projectId = "0123456789abcdef0123456789abcdef";
const params = { stream_name: "newstream", task_name: "newtask" };
const keys = { ak: "AKEXAMPLE", sk: "SKEXAMPLE" };

/** Makes the calls with so many of them in flight that the server is never idle. */
async function inParallel(calls: number, call: () => Promise<unknown>): Promise<void> {
  let left = calls;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left-- > 0) await call();
    }),
  );
}

/** The official core as its generated SDKs use it: it has no DIS of its own. */
function huaweiCore(endpoint: string): () => Promise<unknown> {
  const require = createRequire(new URL("../conformance/sdks/node/package.json", import.meta.url));
  const core = "@huaweicloud/huaweicloud-sdk-core";
  // The peer is installed when this runs, not when it is compiled; this is the part of it in use.
  const { ClientBuilder } = require(`${core}/ClientBuilder`) as {
    ClientBuilder: new (
      make: (client: unknown) => unknown,
    ) => {
      withCredential(credential: unknown): {
        withEndpoint(endpoint: string): {
          build(): { sendRequest(options: object): Promise<unknown> };
        };
      };
    };
  };
  const { BasicCredentials } = require(`${core}/auth/BasicCredentials`) as {
    BasicCredentials: new () => {
      withAk(ak: string): { withSk(sk: string): { withProjectId(id: string): unknown } };
    };
  };
  const credential = new BasicCredentials()
    .withAk(keys.ak)
    .withSk(keys.sk)
    .withProjectId(projectId);
  const client = new ClientBuilder((made) => made)
    .withCredential(credential)
    .withEndpoint(endpoint)
    .build();
  return () =>
    client.sendRequest({
      method: "GET",
      url: "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}",
      contentType: "application/json",
      queryParams: {},
      pathParams: { project_id: projectId, ...params },
      headers: {},
    });
}

/** Calls per second on loopback, as the inverse of the time per call. */
export async function run(): Promise<void> {
  const server = fork(fileURLToPath(new URL("server.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
  });
  try {
    const [port] = await once(server, "message");
    const endpoint = `http://127.0.0.1:${port}`;
    const url = `${endpoint}/v2/${projectId}/streams/newstream/transfer-tasks/newtask`;
    const withToken = createDisClient({ endpoint, projectId, auth: token("token") });
    const withKeys = createDisClient({ endpoint, projectId, auth: accessKey(keys) });
    const official = huaweiCore(endpoint);
    const contender = (name: string, call: () => Promise<unknown>): Contender => ({
      name,
      run: (calls) => inParallel(calls, call),
    });
    const bare = contender("bare fetch", async () =>
      (await fetch(url, { headers: { "X-Auth-Token": "token" } })).json(),
    );
    const withTokens = contender("@dis-openapi/client, token", () =>
      withToken.showTransferTask(params),
    );
    const signed = contender("@dis-openapi/client, keys", () => withKeys.showTransferTask(params));
    const size = { rounds: 9, calls: 3_000 };
    print(
      `Time of a call, ${inFlight} in flight (goals on Node 20, 22 and 24: 1.25, 1.18 and 1.30, which is 0.8, 0.85 and 0.77 of the calls per second)`,
      await takeTurns([bare, withTokens], size),
    );
    print(
      "Time of a signed call (goals of the official core on Node 20, 22 and 24: 1.1, 1.5 and 1.75)",
      await takeTurns([signed, contender("Huawei's Node core, keys", official)], size),
    );
  } finally {
    server.kill();
  }
}
