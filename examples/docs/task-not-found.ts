import { isTaskNotFound } from "@dis-openapi/client";
import { dis } from "./client.js";

await dis
  .showTransferTask({ stream_name: "newstream", task_name: "nobody-made-it" })
  .catch((error: unknown) => console.log(isTaskNotFound(error))); //=> true
