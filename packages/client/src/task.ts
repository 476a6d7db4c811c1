import type { PartitionResult, ShowTransferTaskResponse } from "@dis-openapi/types";
import { destinations } from "./generated/data.js";

type Destinations = typeof destinations;

/** A description as it came, but for `retry_duration`. */
export type DestinationDescription<T> = Omit<T, "retry_duration"> & {
  /** Time in seconds for which a failed dump is retried: a number, whichever way it came. */
  retry_duration?: number;
};

/** A destination of one of the types of the spec, such as `OBS`. */
export interface KnownDestination<Type extends keyof Destinations> {
  readonly type: Type;
  /** The settings of the dump, under their wire names; empty when the service sent the type alone. */
  readonly description: DestinationDescription<
    NonNullable<ShowTransferTaskResponse[Destinations[Type]["field"]]>
  >;
}

/** A destination of a type that this version does not know. */
export interface UnknownDestination {
  readonly type: "UNKNOWN";
  /** The type that the service sent. */
  readonly destination_type: string;
}

/** The destination of a dump task: `type` determines the type of `description`. */
export type Destination =
  | { [Type in keyof Destinations]: KnownDestination<Type> }[keyof Destinations]
  | UnknownDestination;

/**
 * Return the destination of a dump task, whichever spelling of its key the service used. If both are
 * present, the documented one wins key by key. Without a `destination_type`, the first object with
 * content determines the type, else the first empty one. `null` counts as absent.
 *
 * @returns undefined only when there is neither a type nor an object.
 * @example
 * ```ts
 * import { destinationOf } from "@dis-openapi/client";
 *
 * const destination = destinationOf(await dis.showTransferTask(params));
 * if (destination?.type === "OBS") {
 *   console.log(destination.description.obs_bucket_path); //=> obsbucket
 * }
 * ```
 */
export function destinationOf(task: ShowTransferTaskResponse): Destination | undefined {
  // No captured response contains null, but no source excludes it.
  const isTold = (name: string) =>
    Object.values(find(task, name) ?? {}).some((value) => value !== null);
  const types = Object.keys(destinations);
  const { destination_type: sent }: { destination_type?: unknown } = Object(task);
  const given = typeof sent === "string" ? sent : undefined;
  const type = given || types.find(isTold) || types.find((name) => find(task, name));
  if (!type) return undefined;
  if (!Object.hasOwn(destinations, type)) return { type: "UNKNOWN", destination_type: type };
  const { retry_duration, ...rest } = find(task, type) ?? {};
  const text = typeof retry_duration === "number" ? `${retry_duration}` : retry_duration;
  const seconds = typeof text === "string" &&
    /^\d+$/.test(text) && { retry_duration: Number(text) };
  // The fields of a type are those of its schema: `destinations` is generated from it.
  return { type, description: { ...rest, ...seconds } } as Destination;
}

function find(task: object, type: string): Record<string, unknown> | undefined {
  // Any value may have come under a key of JSON; the spread below takes each of them.
  const fields: Record<string, object | null | undefined> = Object(task);
  const { field, alias = field }: { field: string; alias?: string } =
    destinations[type as keyof Destinations];
  if (!fields[field] && !fields[alias]) return undefined;
  const told = Object.entries(fields[field] ?? {}).filter(([, value]) => value !== null);
  return { ...fields[field], ...fields[alias], ...Object.fromEntries(told) };
}

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
  const { partitions }: { partitions?: unknown } = Object(task);
  // No source excludes entries that are null.
  const isEntry = (entry: unknown): entry is PartitionResult => Object(entry) === entry;
  return (Array.isArray(partitions) ? partitions : []).filter(isEntry).map((source) => ({
    id: source.partitionId ?? source.partition_id,
    state: source.state,
    status: source.status,
    discard: source.discard,
    last_transfer_offset: source.last_transfer_offset,
    last_transfer_timestamp: source.last_transfer_timestamp,
    source,
  }));
}
