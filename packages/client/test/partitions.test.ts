import { describe, expect, test } from "vitest";
import { partitionsOf, type ShowTransferTaskResponse } from "../src/index.js";

describe("the partitions", () => {
  test("partitionsOf reads the keys that the service sends", () => {
    const source = {
      partitionId: "shardId-0000000000",
      state: "RUNNING",
      discard: 0,
      last_transfer_offset: 289_897,
      last_transfer_timestamp: 1_606_984_428_612,
    };
    expect(partitionsOf({ partitions: [source] })).toEqual([
      {
        id: "shardId-0000000000",
        state: "RUNNING",
        status: undefined,
        discard: 0,
        last_transfer_offset: 289_897,
        last_transfer_timestamp: 1_606_984_428_612,
        source,
      },
    ]);
  });

  test("partitionsOf reads the keys that the documentation lists", () => {
    const source = { partition_id: "shardId-0000000001", status: "ACTIVE", hash_range: "[0 : 1]" };
    const [partition] = partitionsOf({ partitions: [source] });
    expect(partition).toMatchObject({ id: "shardId-0000000001", status: "ACTIVE" });
    expect(partition?.source).toBe(source);
  });

  test("partitionsOf returns an empty list without partitions", () => {
    expect(partitionsOf({})).toEqual([]);
    expect(partitionsOf({ partitions: [] })).toEqual([]);
    // Null was never observed, but nothing rules it out.
    const task = { partitions: null } as unknown as ShowTransferTaskResponse;
    expect(partitionsOf(task)).toEqual([]);
  });
});
