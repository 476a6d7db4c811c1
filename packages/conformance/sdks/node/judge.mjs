// Read calls from standard input and print a line of JSON for each: the result of the core.
// The core has no DIS, so the request is described here as generated clients describe it.
import { json } from "node:stream/consumers";
import { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js";
import { ClientBuilder } from "@huaweicloud/huaweicloud-sdk-core/ClientBuilder.js";
import { ServiceResponseException } from "@huaweicloud/huaweicloud-sdk-core/exception/ServiceResponseException.js";
import { Region } from "@huaweicloud/huaweicloud-sdk-core/region/region.js";

for (const { ak, ...rest } of await json(process.stdin)) {
  console.log(JSON.stringify({ ak, ...(await outcome({ ak, ...rest })) }));
}

async function outcome(each) {
  try {
    // Without the status, which the core adds to the body.
    const { httpStatusCode, ...got } = await call(each);
    return { got };
  } catch (error) {
    return { error: describe(error) };
  }
}

function call({ ak, sk, region, endpoint, project_id, method, path, params, body }) {
  const client = new ClientBuilder((hcClient) => hcClient)
    .withRegion(new Region(region, endpoint))
    .withCredential(
      new BasicCredentials({ ak, sk, projectId: project_id }).withIamEndpoint(endpoint),
    )
    .build();
  return client.sendRequest({
    method,
    url: path,
    contentType: "application/json",
    pathParams: params,
    queryParams: {},
    headers: {},
    ...(body !== undefined && { data: body }),
  });
}

function describe(error) {
  const described = { class: error.constructor.name, message: error.message };
  if (!(error instanceof ServiceResponseException)) return described;
  const { httpStatusCode: status, errorCode: code, errorMsg: message, requestId } = error;
  return { ...described, message, status, code, request_id: requestId };
}
