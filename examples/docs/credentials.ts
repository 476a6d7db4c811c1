import { accessKey, createDisClient, fromEnv, token } from "@dis-openapi/client";
import { iamPassword, lookUpProject } from "@dis-openapi/client/iam";

const { TOKEN = "", AK = "", SK = "", PASSWORD = "" } = process.env;
token(TOKEN); // or a function that returns the current token
const auth = accessKey({ ak: AK, sk: SK }); // or a function, for keys that rotate
iamPassword({ domain: "my-account", user: "my-user", password: PASSWORD }); // fetches and caches a token

const region = "cn-north-4";
createDisClient({ region, ...fromEnv() }); // HUAWEICLOUD_SDK_AK, _SK, _PROJECT_ID, _SECURITY_TOKEN
createDisClient({ region, auth, projectId: lookUpProject() });
