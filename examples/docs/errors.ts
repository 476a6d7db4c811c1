import { DisResponseError, isStreamNotFound } from "@dis-openapi/client";
import { describeError } from "@dis-openapi/client/codes";
import { dis } from "./client.js";

try {
  await dis.showTransferTask({ stream_name: "no-such-stream", task_name: "newtask" });
} catch (error) {
  if (!(error instanceof DisResponseError)) throw error;
  console.log(error.status, error.code); //=> 400 DIS.4301
  console.log(isStreamNotFound(error)); //=> true
  console.log(describeError(error)); // the message, and what the code means
  //=> showTransferTask: 400 DIS.4301 Stream does not exist. [no-such-stream][0123456789abcdef0123456789abcdef] (request id …) The stream does not exist. The status is 400, not 404.
}
