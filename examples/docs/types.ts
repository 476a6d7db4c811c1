import {
  isTransferTaskState,
  type ShowTransferTaskResponse,
  transferTaskStates,
} from "@dis-openapi/types";

function describe(task: ShowTransferTaskResponse): string {
  const known = isTransferTaskState(task.state); // the service may send a state that no source lists
  return `${task.task_name} is ${task.state}${known ? "" : ` (none of ${transferTaskStates.join(", ")})`}`;
}
console.log(describe({ task_name: "newtask", state: "RUNNING" })); //=> newtask is RUNNING
