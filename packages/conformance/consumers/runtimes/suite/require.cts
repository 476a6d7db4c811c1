/** Require the packages from a CommonJS program. A warning on stderr is a failure. */
import client = require("@dis-openapi/client");
import iam = require("@dis-openapi/client/iam");
import wait = require("@dis-openapi/client/wait");
import codes = require("@dis-openapi/client/codes");
import sign = require("@dis-openapi/client/sign");
import types = require("@dis-openapi/types");

for (const module of [client, iam, wait, codes, sign, types]) {
  if (Object.keys(module).length === 0) throw new Error("a module without exports");
}
const [endpoint = "", value = ""] = process.argv.slice(2);
client
  .createDisClient({
    endpoint,
    projectId: "0123456789abcdef0123456789abcdef",
    auth: client.token(value),
  })
  .showTransferTask({ stream_name: "newstream", task_name: "newtask" })
  .then(({ task_name }) => console.log(task_name));
