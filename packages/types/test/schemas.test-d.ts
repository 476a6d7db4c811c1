import { expectTypeOf, test } from "vitest";
import type * as types from "../src/index.js";

test("a response enumeration accepts an undocumented value and keeps its literals", () => {
  expectTypeOf<"SUSPENDED">().toExtend<types.TransferTaskState>();
  expectTypeOf<types.TransferTaskState>().toExtend<string>();
  expectTypeOf<types.KnownTransferTaskState>().toEqualTypeOf<
    "ERROR" | "STARTING" | "PAUSED" | "RUNNING" | "DELETE" | "ABNORMAL"
  >();
});

test("a response keeps the wire names, including the misspelt ones", () => {
  type Response = types.ShowTransferTaskResponse;
  expectTypeOf<Response["dws_destination_descripton"]>().toEqualTypeOf<
    Response["dws_destination_description"]
  >();
  expectTypeOf<types.PartitionResult["partitionId"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<types.RetryDuration>().toEqualTypeOf<number | string>();
});

test("an operation's responses have the documented body types", () => {
  type Responses = types.operations["showTransferTask"]["responses"];
  type Body<Status extends keyof Responses> = Responses[Status]["content"]["application/json"];
  expectTypeOf<Body<200>>().toEqualTypeOf<types.ShowTransferTaskResponse>();
  expectTypeOf<Body<400>>().toEqualTypeOf<types.DisError | types.GatewayError>();
  expectTypeOf<Body<429>>().toEqualTypeOf<types.GatewayError>();
  expectTypeOf<Body<"default">>().toEqualTypeOf<
    types.DisError | types.GatewayError | types.IamError
  >();
});

test("an operation's path parameters are required strings", () => {
  type Get =
    types.paths["/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}"]["get"];
  expectTypeOf<Get["parameters"]["path"]>().toEqualTypeOf<{
    project_id: string;
    stream_name: string;
    task_name: string;
  }>();
});

test("a response header is optional", () => {
  type Headers = types.operations["showTransferTask"]["responses"][200]["headers"];
  expectTypeOf<Headers>().toEqualTypeOf<{ "X-Request-Id"?: string }>();
});
