import type { PartitionResult, ShowTransferTaskResponse } from "@dis-openapi/types";

/** Progress of the dump of one partition. Only `source` is always present. */
export interface PartitionProgress {
  /** `partitionId`, which the service sends, or `partition_id`, which the documentation lists. */
  readonly id: PartitionResult["partitionId"];
  /** State of the dump, such as `RUNNING`. */
  readonly state: PartitionResult["state"];
  /** Status of the partition itself, such as `ACTIVE`; documented and never observed. */
  readonly status: PartitionResult["status"];
  /** Number of records that were not dumped. */
  readonly discard: PartitionResult["discard"];
  /** Sequence number of the last record dumped. */
  readonly last_transfer_offset: PartitionResult["last_transfer_offset"];
  /** Time of the last dump, in milliseconds since 1970 (the unit is inferred). */
  readonly last_transfer_timestamp: PartitionResult["last_transfer_timestamp"];
  /** The entry as it was received. */
  readonly source: PartitionResult;
}

/**
 * Return the partitions of a dump task, whether they have the keys of the service or of its documentation.
 *
 * @example
 * ```ts
 * import { partitionsOf } from "@dis-openapi/client";
 *
 * for (const { id, state } of partitionsOf(await dis.showTransferTask(params))) {
 *   console.log(id, state); //=> shardId-0000000000 RUNNING
 * }
 * ```
 */
export function partitionsOf(task: ShowTransferTaskResponse): PartitionProgress[] {
  return (task.partitions ?? []).map((source) => ({
    id: source.partitionId ?? source.partition_id,
    state: source.state,
    status: source.status,
    discard: source.discard,
    last_transfer_offset: source.last_transfer_offset,
    last_transfer_timestamp: source.last_transfer_timestamp,
    source,
  }));
}
