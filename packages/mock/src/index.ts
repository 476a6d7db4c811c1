import { createMock } from "./mock.js";
import { type Operation, openOperations } from "./operations.js";
import type { MockDis, MockOptions } from "./options.js";
import { listen } from "./server.js";
import { loadSpecs } from "./spec.js";

export type { AccessKey, MockDis, MockOptions } from "./options.js";

/**
 * Starts a server that answers as DIS and its IAM do, from the examples of their OpenAPI
 * descriptions. Close it when you are done: an open server keeps the process alive.
 *
 * @throws Error when the port cannot be had (with Node's `code`, such as `EADDRINUSE`), or when a
 * script names a task that no example has.
 *
 * @example
 * ```ts
 * import { createDisClient, token } from "@dis-openapi/client";
 * import { startMockDis } from "@dis-openapi/mock";
 *
 * const mock = await startMockDis({ scripts: { newtask: ["STARTING", "RUNNING"] } });
 * const dis = createDisClient({ endpoint: mock.endpoint, projectId, auth: token("any-token") });
 * console.log((await dis.showTransferTask(params)).state); //=> STARTING
 * await mock.close();
 * ```
 */
export async function startMockDis(options: MockOptions = {}): Promise<MockDis> {
  // Shared by all mocks of a process: most of the time to the first answer goes into this.
  operations ??= openOperations(loadSpecs());
  return listen(createMock(await operations, options, options.now), options);
}

let operations: Promise<Operation[]> | undefined;
