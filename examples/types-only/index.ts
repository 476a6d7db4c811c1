/** Reads tasks that were fetched by something else. Needs the lib ES2022 and nothing more. */
import {
  isTransferTaskState,
  type PartitionResult,
  type ShowTransferTaskResponse,
  type TransferTaskState,
  transferTaskStates,
} from "@dis-openapi/types";
import type { CreateTokenRequest } from "@dis-openapi/types/iam";

/** How many tasks are in each known state, and how many in one that nobody documented. */
export function countStates(tasks: readonly ShowTransferTaskResponse[]): Map<string, number> {
  const counts = new Map<string, number>(transferTaskStates.map((state) => [state, 0]));
  for (const { state } of tasks) {
    const key = isTransferTaskState(state) ? state : "other";
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The partition that has dumped least, by its last offset. */
export function slowest({
  partitions = [],
}: ShowTransferTaskResponse): PartitionResult | undefined {
  const offset = (partition: PartitionResult) => partition.last_transfer_offset ?? 0;
  return [...partitions].sort((a, b) => offset(a) - offset(b))[0];
}

// The literals complete, and any other text is a state as well.
export const states: readonly TransferTaskState[] = ["RUNNING", "A STATE OF TOMORROW"];

export function passwordOf({ auth }: CreateTokenRequest): string {
  return auth.identity.password.user.password;
}
