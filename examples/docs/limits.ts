import { createDisClient } from "@dis-openapi/client";
import { options, params } from "./client.js";

const dis = createDisClient({
  ...options,
  timeoutMs: 30_000, // one attempt, body included
  totalTimeoutMs: 90_000, // all attempts and the pauses between them
  maxResponseBytes: 10_485_760,
  retry: { attempts: 3, baseDelayMs: 250, maxDelayMs: 8_000, maxRetryAfterMs: 60_000 },
});
await dis.showTransferTask(params, { signal: AbortSignal.timeout(5_000) });
