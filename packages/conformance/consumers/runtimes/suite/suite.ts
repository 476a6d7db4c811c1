import {
  accessKey,
  createDisClient,
  type DisClientOptions,
  DisConfigError,
  DisConnectionError,
  DisResponseError,
  DisTimeoutError,
  destinationOf,
  fromEnv,
  isAuthError,
  isTaskNotFound,
  partitionsOf,
  token,
} from "@dis-openapi/client";
import { describeError } from "@dis-openapi/client/codes";
import { iamPassword, lookUpProject } from "@dis-openapi/client/iam";
import { rawClient } from "@dis-openapi/client/raw";
import { waitForTransferTask } from "@dis-openapi/client/wait";

/** Where the servers are, and what the mock accepts. */
export interface Setting {
  /** Address of the mock: DIS and IAM. */
  readonly mock: string;
  /** Address of the server that misbehaves, by the name of the stream: see {@link Misbehaviour}. */
  readonly faulty: string;
  readonly ak: string;
  readonly sk: string;
  readonly token: string;
  readonly user: string;
  readonly password: string;
}

/**
 * What the faulty server does with a stream of that name: send nothing; stop in the middle of the
 * body; redirect to the mock; return, as the state of the task, how many of the first two are still
 * open, or the `User-Agent`.
 */
export type Misbehaviour = "silent" | "stalled" | "moved" | "open" | "agent";

export interface Outcome {
  readonly check: string;
  /** Absent when the check passed. */
  readonly problem?: string;
}

const projectId = "0123456789abcdef0123456789abcdef";
const seed = { stream_name: "newstream", task_name: "newtask" };
/** Browsers hide the status of a redirect and keep their own `User-Agent`. */
const isBrowser = typeof document !== "undefined";
const faulty = (stream_name: Misbehaviour) => ({ stream_name, task_name: "newtask" });

/**
 * Run every check in any runtime with the web's `fetch`. The suite uses no test framework and nothing
 * of Node, so that a failure is the client's.
 */
export async function runSuite(setting: Setting): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [check, run] of Object.entries(checks)) {
    try {
      await inTime(run(setting));
      outcomes.push({ check });
    } catch (error) {
      outcomes.push({ check, problem: `${error}` });
    }
  }
  return outcomes;
}

const checks: Readonly<Record<string, (setting: Setting) => Promise<void>>> = {
  async "queries a task with a token"(setting) {
    const task = await client(setting).showTransferTask(seed);
    equal(task.task_name, "newtask");
    equal(task.state, "RUNNING");
    equal(task.create_time, 1606554932552);
  },

  async "queries a task with a signature that the mock verifies"(setting) {
    const { ak, sk } = setting;
    const task = await client(setting, { auth: accessKey({ ak, sk }) }).showTransferTask(seed);
    equal(task.task_name, "newtask");
    const forged = client(setting, { auth: accessKey({ ak, sk: `${sk}x` }) });
    const error = await rejection(forged.showTransferTask(seed), DisResponseError);
    equal([error.status, error.code, isAuthError(error)], [401, "APIGW.0301", true]);
  },

  async "reads the keys of the official SDKs' variables"(setting) {
    const { auth } = fromEnv({ HUAWEICLOUD_SDK_AK: setting.ak, HUAWEICLOUD_SDK_SK: setting.sk });
    equal((await client(setting, { auth }).showTransferTask(seed)).task_name, "newtask");
  },

  async "fetches a token from IAM and looks the project up"(setting) {
    const { mock: endpoint, user, password, ak, sk } = setting;
    const auth = iamPassword({ endpoint, domain: "domain", user, password });
    equal((await client(setting, { auth }).showTransferTask(seed)).task_name, "newtask");
    const dis = client(setting, {
      auth: accessKey({ ak, sk }),
      projectId: lookUpProject({ region: "cn-north-4", endpoint }),
    });
    equal((await dis.showTransferTask(seed)).task_name, "newtask");
  },

  async "returns the response and its request id on request"(setting) {
    const result = await client(setting).showTransferTask.withResponse(seed);
    equal([result.data.state, result.response.status, result.attempts], ["RUNNING", 200, 1]);
    equal(result.requestId, result.response.headers.get("X-Request-Id"));
    equal(result.requestId?.length, 32);
  },

  async "reports an unknown task with its code and request id"(setting) {
    const call = client(setting).showTransferTask({ ...seed, task_name: "unknown" });
    const error = await rejection(call, DisResponseError);
    equal([error.status, error.code, isTaskNotFound(error)], [400, "DIS.4354", true]);
    equal(error.requestId?.length, 32);
    equal(describeError(error).length > error.message.length, true);
  },

  async "refuses a bad argument before anything is sent"(setting) {
    let sent = 0;
    const dis = client(setting, {
      fetch: (...call) => {
        sent++;
        return fetch(...call);
      },
    });
    await rejection(dis.showTransferTask({ ...seed, task_name: ".." }), DisConfigError);
    await rejection(rawClient(dis).GET("/v2/../v3/projects" as never, {} as never), DisConfigError);
    await rejection(
      attempt(() => client(setting, { auth: token("line\nbreak") })),
      DisConfigError,
    );
    await rejection(
      attempt(() => client(setting, { endpoint: "http://198.51.100.1" })),
      DisConfigError,
    );
    equal(sent, 0);
  },

  async "aborts a call without a response"(setting) {
    await abortedOn(setting, "silent");
  },

  async "aborts a call whose body stalls"(setting) {
    await abortedOn(setting, "stalled");
  },

  async "times out a call without a response"(setting) {
    const call = impatient(setting, 100).showTransferTask(faulty("silent"));
    equal((await rejection(call, DisTimeoutError)).attempts, 1);
  },

  async "times out a thousand calls whose bodies stall"(setting) {
    const dis = impatient(setting, 2_000);
    const calls = Array.from({ length: 1_000 }, () =>
      rejection(dis.showTransferTask(faulty("stalled")), DisTimeoutError),
    );
    // Force a garbage collection: a signal without references is then lost, and the check below
    // finds its connection open.
    for (let round = 0; round < 5; round++) {
      await pause(300);
      for (let i = 0; i < 100; i++) new Uint8Array(1_000_000);
    }
    await Promise.all(calls);
  },

  async "closes the connections of calls that were ended"(setting) {
    const dis = impatient(setting, 5_000);
    // The server notices a moment later. If it never does, this check times out.
    while ((await dis.showTransferTask(faulty("open"))).state !== "0") {
      await pause(50);
    }
  },

  async "refuses a redirect"(setting) {
    const call = impatient(setting, 5_000).showTransferTask(faulty("moved"));
    const error = await rejection(call, DisResponseError);
    equal(error.status, isBrowser ? 0 : 302);
  },

  async "reports a refused connection"(setting) {
    // Port 9 of the loopback address is closed.
    const dis = client(setting, { endpoint: "http://127.0.0.1:9", retry: false });
    await rejection(dis.showTransferTask(seed), DisConnectionError);
  },

  async "sends its User-Agent, except from a browser"(setting) {
    const { state } = await impatient(setting, 5_000).showTransferTask(faulty("agent"));
    equal(/^dis-openapi-client\/\d/.test(state ?? ""), !isBrowser);
  },

  async "reads destinations under both spellings, and partitions"(setting) {
    const dis = client(setting);
    const obs = destinationOf(await dis.showTransferTask(seed));
    equal(obs?.type === "OBS" && obs.description.obs_bucket_path, "obsbucket");
    const task = await dis.showTransferTask({
      stream_name: "sensors",
      task_name: "sensors-to-opentsdb",
    });
    const table = destinationOf(task);
    equal(table?.type === "CLOUDTABLE" && table.description.retry_duration, 3600);
    equal(
      partitionsOf(task).map(({ id, discard }) => [id, discard]),
      [["shardId-0000000000", 41]],
    );
  },

  async "waits until a task runs"(setting) {
    const params = { stream_name: "orders", task_name: "orders-to-obs" };
    let queries = 0;
    const onResponse = () => {
      queries++;
    };
    const dis = client(setting, { hooks: { onResponse } });
    const task = await waitForTransferTask(dis, params, { intervalMs: 10 });
    // The mock returns STARTING twice before.
    equal([task.state, queries], ["RUNNING", 3]);
  },

  async "offers openapi-fetch on the same transport"(setting) {
    const raw = rawClient(client(setting));
    const path = "/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}";
    const good = await raw.GET(path, { params: { path: { project_id: projectId, ...seed } } });
    equal([good.response.status, good.data?.task_name], [200, "newtask"]);
    const bad = await raw.GET(path, {
      params: { path: { project_id: projectId, ...seed, task_name: "unknown" } },
    });
    equal([bad.response.status, bad.response.ok, bad.data], [400, false, undefined]);
  },
};

function client(setting: Setting, options: Partial<DisClientOptions> = {}) {
  return createDisClient({
    endpoint: setting.mock,
    projectId,
    auth: token(setting.token),
    ...options,
  });
}

function impatient(setting: Setting, timeoutMs: number) {
  return client(setting, { endpoint: setting.faulty, timeoutMs, retry: false });
}

async function abortedOn(setting: Setting, misbehaviour: Misbehaviour): Promise<void> {
  const controller = new AbortController();
  const reason = { why: "the user left" };
  const dis = client(setting, {
    endpoint: setting.faulty,
    fetch: async (...call) => {
      if (misbehaviour === "silent") setTimeout(() => controller.abort(reason), 50);
      const response = await fetch(...call);
      // The headers have arrived, and half of the body will.
      setTimeout(() => controller.abort(reason), 50);
      return response;
    },
  });
  const call = dis.showTransferTask(faulty(misbehaviour), { signal: controller.signal });
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== reason) throw new Error(`rejected with ${error}, not with the signal's reason`);
}

/** Return the error that a promise rejects with, which must be of a class. */
async function rejection<T>(
  promise: Promise<unknown>,
  kind: abstract new (...args: never[]) => T,
): Promise<T> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof kind) return error;
  throw new Error(`rejected with ${error}, not with a ${kind.name}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function attempt(run: () => unknown): Promise<void> {
  run();
}

function equal(actual: unknown, expected: unknown): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== wanted) throw new Error(`got ${got}, not ${wanted}`);
}

/** Fail a check that does not end. */
async function inTime(check: Promise<void>): Promise<void> {
  const seconds = 20;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end within ${seconds} s`)), seconds * 1_000);
  });
  try {
    await Promise.race([check, alarm]);
  } finally {
    clearTimeout(timer);
  }
}
