import type { ShowTransferTaskResponse } from "@dis-openapi/types";
import { destinations } from "./generated/data.js";

type Destinations = typeof destinations;

/** A description as it came, but for `retry_duration`, which is a number whichever way it came. */
export type DestinationDescription<T> = {
  [Key in keyof T]: Key extends "retry_duration" ? number : T[Key];
};

/** A destination of one of the types of the spec. */
type KnownDestination = {
  [Type in keyof Destinations]: {
    readonly type: Type;
    /** Under the wire names; empty when the service sent the type alone. */
    readonly description: DestinationDescription<
      NonNullable<ShowTransferTaskResponse[Destinations[Type]["field"]]>
    >;
  };
}[keyof Destinations];

/** The destination of a dump task: `type` determines the type of `description`. */
export type Destination =
  | KnownDestination
  | {
      readonly type: "UNKNOWN";
      /** The type that the service sent. */
      readonly destination_type: string;
    };

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
  const type =
    task.destination_type || types.find(isTold) || types.find((name) => find(task, name));
  if (!type) return undefined;
  if (!Object.hasOwn(destinations, type)) return { type: "UNKNOWN", destination_type: type };
  const { retry_duration, ...rest } = find(task, type) ?? {};
  const seconds = /^\d+$/.test(String(retry_duration)) && {
    retry_duration: Number(retry_duration),
  };
  // The fields of a type are those of its schema: `destinations` is generated from it.
  return { type, description: { ...rest, ...seconds } } as KnownDestination;
}

function find(task: object, type: string): Record<string, unknown> | undefined {
  // Any value may have come under a key of JSON; the spread below takes each of them.
  const fields = task as Record<string, object | null | undefined>;
  const { field, alias = field }: { field: string; alias?: string } =
    destinations[type as keyof Destinations];
  if (!fields[field] && !fields[alias]) return undefined;
  const told = Object.entries(fields[field] ?? {}).filter(([, value]) => value !== null);
  return { ...fields[field], ...fields[alias], ...Object.fromEntries(told) };
}
