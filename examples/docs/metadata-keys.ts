import { accessKey, createDisClient } from "@dis-openapi/client";
import { options, params } from "./client.js";

interface SecurityKey {
  credential: { access: string; secret: string; securitytoken: string };
}
const auth = accessKey(async () => {
  const url = "http://169.254.169.254/openstack/latest/securitykey";
  // Elsewhere than on such a server, nothing responds at this address.
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  // The reply of the metadata service on a server of Huawei Cloud.
  const { credential } = (await response.json()) as SecurityKey;
  return { ak: credential.access, sk: credential.secret, securityToken: credential.securitytoken };
});
const dis = createDisClient({ ...options, auth });
console.log((await dis.showTransferTask(params)).state); //=> RUNNING
