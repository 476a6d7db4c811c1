/** CommonJS: the client is an ES module, which Node can require from 20.19 and 22.12 on. */
import { createDisClient, fromEnv } from "@dis-openapi/client";
import { describeError } from "@dis-openapi/client/codes";

const dis = createDisClient({
  region: process.env.DIS_REGION,
  endpoint: process.env.DIS_ENDPOINT,
  ...fromEnv(),
});

dis.showTransferTask({ stream_name: "newstream", task_name: "newtask" }).then(
  ({ task_name, state }) => console.log(`${task_name} is ${state}`), //=> newtask is RUNNING
  (error: unknown) => {
    console.error(describeError(error));
    process.exitCode = 1;
  },
);
