import { describeError } from "@dis-openapi/client/codes";
import { dis } from "./client.js";

await dis
  .showTransferTask({ stream_name: "no-such-stream", task_name: "newtask" })
  .catch((error: unknown) => console.log(describeError(error)));
//=> showTransferTask: 400 DIS.4301 Stream does not exist. [no-such-stream][0123456789abcdef0123456789abcdef] (request id …) The stream does not exist. The status is 400, not 404.
