import { checkOptions } from "./check-options.js";
import { createMock } from "./mock.js";
import { type Operation, openOperations } from "./operations.js";
import type { MockDis, MockOptions } from "./options.js";
import { listen } from "./server.js";
import { loadSpecs } from "./spec.js";

export type { AccessKey, MockDis, MockOptions } from "./options.js";

/**
 * Start a server that responds like DIS and its IAM, from the examples of their OpenAPI
 * descriptions. Close it after use: an open server keeps the process alive.
 *
 * @throws TypeError when an option is unknown or has a wrong value; the message names it.
 * @throws Error when the server cannot listen (with Node's `code`, such as `EADDRINUSE`).
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
  checkOptions(options);
  // Shared by all mocks of a process: this takes most of the time until the first response.
  operations ??= openOperations(loadSpecs());
  return listen(createMock(await operations, options, options.now), options);
}

let operations: Promise<Operation[]> | undefined;
