import { createDisClient, isThrottled, token } from "@dis-openapi/client";
import { startMockDis } from "@dis-openapi/mock";
import { params, projectId } from "./client.js";

const mock = await startMockDis();
const throttled = createDisClient({
  endpoint: mock.endpoint,
  projectId,
  auth: token("any"),
  retry: false, // a test does not wait for the pauses between attempts
  fetch: (url, init) => {
    const headers = new Headers(init.headers);
    headers.set("Prefer", "example=GatewayThrottled");
    return fetch(url, { ...init, headers });
  },
});
await throttled.showTransferTask(params).catch((error) => console.log(isThrottled(error))); //=> true
await mock.close();
