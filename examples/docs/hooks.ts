import { createDisClient } from "@dis-openapi/client";
import { options, params } from "./client.js";

const dis = createDisClient({
  ...options,
  hooks: {
    onRequest: ({ method, headers }) => console.log(method, headers.authorization), //=> GET [redacted]
    onResponse: ({ status }) => console.log(status), //=> 200
    onRetry: ({ delayMs, error }) => console.log(delayMs, error.message),
  },
});
const { data, response, requestId, attempts } = await dis.showTransferTask.withResponse(params);
console.log(data.state, attempts, requestId === response.headers.get("X-Request-Id")); //=> RUNNING 1 true
