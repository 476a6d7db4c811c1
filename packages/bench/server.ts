// A plain server in a process of its own: every request gets the same task.
import { createServer } from "node:http";
import spec from "@dis-openapi/spec/openapi.json" with { type: "json" };

const body = JSON.stringify(spec.components?.examples?.SeedResponse?.value);
const headers = { "Content-Type": "application/json", "X-Request-Id": "bench" };
const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : undefined);
});
