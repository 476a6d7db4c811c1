import { describe, expect, it } from "vitest";
import { partitionsOf, type ShowTransferTaskResponse } from "../src/index.js";

describe("the partitions", () => {
  it("are read as the service sends them", () => {
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

  it("are read as the documentation lists them", () => {
    const source = { partition_id: "shardId-0000000001", status: "ACTIVE", hash_range: "[0 : 1]" };
    const [partition] = partitionsOf({ partitions: [source] });
    expect(partition).toMatchObject({ id: "shardId-0000000001", status: "ACTIVE" });
    expect(partition?.source).toBe(source);
  });

  it("are none when none came", () => {
    expect(partitionsOf({})).toEqual([]);
    expect(partitionsOf({ partitions: [] })).toEqual([]);
    // Null was never seen, and nothing says that it is not sent.
    const task = { partitions: null } as unknown as ShowTransferTaskResponse;
    expect(partitionsOf(task)).toEqual([]);
  });
});
