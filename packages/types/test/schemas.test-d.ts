import { expectTypeOf, test } from "vitest";
import type * as types from "../src/index.js";
import type { Differing } from "./differing.js";

/**
 * What each schema is to look like, written down a second time and by hand: a schema that is
 * missing here, or that generation changes by mistake, is named by the compiler.
 */
interface Expected {
  DisError: { errorCode: string; message: string };
  GatewayError: {
    error_code: string;
    error_msg: string;
    request_id?: string;
    encoded_authorization_message?: string;
  };
  IamErrorDetail: { code?: number; message?: string; title?: string };
  IamError: { error: types.IamErrorDetail };

  TransferTaskState: Open<"ERROR" | "STARTING" | "PAUSED" | "RUNNING" | "DELETE" | "ABNORMAL">;
  DestinationType: Open<"OBS" | "MRS" | "DLI" | "CLOUDTABLE" | "DWS">;
  PartitionProgressState: Open<"RUNNING" | "ABNORMAL">;
  PartitionStatus: Open<"CREATING" | "ACTIVE" | "DELETED" | "EXPIRED">;
  ConsumerStrategy: Open<"LATEST" | "TRIM_HORIZON">;
  PartitionFormat: Open<
    "" | "yyyy" | "yyyy/MM" | "yyyy/MM/dd" | "yyyy/MM/dd/HH" | "yyyy/MM/dd/HH/mm"
  >;
  DestinationFileType: Open<"text" | "parquet" | "carbon">;
  TimestampType: Open<"String" | "Timestamp">;
  TimestampFormat: Open<
    | "yyyy/MM/dd HH:mm:ss"
    | "MM/dd/yyyy HH:mm:ss"
    | "dd/MM/yyyy HH:mm:ss"
    | "yyyy-MM-dd HH:mm:ss"
    | "MM-dd-yyyy HH:mm:ss"
    | "dd-MM-yyyy HH:mm:ss"
  >;
  RecordDelimiter: Open<"," | ";" | "|" | "\n">;
  DwsDelimiter: Open<"," | ";" | "|">;
  OptionSwitch: Open<"true" | "on" | "false" | "off" | "true/on" | "false/off">;
  JsonType: Open<"Bigint" | "Double" | "Boolean" | "Timestamp" | "String" | "Decimal">;
  OpenTSDBMetricType: Open<"Constant" | "String">;
  RowKeyDelimiter: Open<"," | "." | "|" | ";" | "\\" | "-" | "_" | "~">;

  RetryDuration: number | string;

  ShowTransferTaskResponse: {
    stream_name?: string;
    stream_id?: string;
    task_name?: string;
    task_id?: string;
    state?: types.TransferTaskState;
    destination_type?: types.DestinationType;
    create_time?: number;
    last_transfer_timestamp?: number;
    partitions?: types.PartitionResult[];
    exception_strategy?: string;
    obs_destination_description?: types.OBSDestinationDescriptorRequest;
    dws_destination_descripton?: types.DWSDestinationDescriptorRequest;
    dws_destination_description?: types.DWSDestinationDescriptorRequest;
    mrs_destination_description?: types.MRSDestinationDescriptorRequest;
    dli_destination_description?: types.DliDestinationDescriptorRequest;
    cloudtable_destination_descripton?: types.CloudtableDestinationDescriptorRequest;
    cloudtable_destination_description?: types.CloudtableDestinationDescriptorRequest;
  };
  PartitionResult: {
    partitionId?: string;
    state?: types.PartitionProgressState;
    discard?: number;
    last_transfer_timestamp?: number;
    last_transfer_offset?: number;
    status?: types.PartitionStatus;
    partition_id?: string;
    hash_range?: string;
    sequence_number_range?: string;
    parent_partitions?: string;
  };
  OBSDestinationDescriptorRequest: {
    task_name?: string;
    agency_name?: string;
    deliver_time_interval?: number;
    consumer_strategy?: types.ConsumerStrategy;
    file_prefix?: string;
    partition_format?: types.PartitionFormat;
    obs_bucket_path?: string;
    destination_file_type?: types.DestinationFileType;
    processing_schema?: types.ProcessingSchema;
    record_delimiter?: types.RecordDelimiter;
    retry_duration?: types.RetryDuration;
  };
  ProcessingSchema: {
    timestamp_name?: string;
    timestamp_type?: types.TimestampType;
    timestamp_format?: types.TimestampFormat;
  };
  DWSDestinationDescriptorRequest: {
    task_name?: string;
    agency_name?: string;
    deliver_time_interval?: number;
    consumer_strategy?: types.ConsumerStrategy;
    dws_cluster_name?: string;
    dws_cluster_id?: string;
    dws_database_name?: string;
    dws_schema?: string;
    dws_table_name?: string;
    dws_delimiter?: types.DwsDelimiter;
    user_name?: string;
    user_password?: string;
    kms_user_key_name?: string;
    kms_user_key_id?: string;
    obs_bucket_path?: string;
    file_prefix?: string;
    retry_duration?: types.RetryDuration;
    dws_table_columns?: string;
    options?: types.Options;
  };
  Options: {
    fill_missing_fields?: types.OptionSwitch;
    ignore_extra_data?: types.OptionSwitch;
    compatible_illegal_chars?: types.OptionSwitch;
    reject_limit?: string;
    error_table_name?: string;
  };
  MRSDestinationDescriptorRequest: {
    task_name?: string;
    agency_name?: string;
    deliver_time_interval?: number;
    consumer_strategy?: types.ConsumerStrategy;
    mrs_cluster_name?: string;
    mrs_cluster_id?: string;
    mrs_hdfs_path?: string;
    file_prefix?: string;
    hdfs_prefix_folder?: string;
    obs_bucket_path?: string;
    retry_duration?: types.RetryDuration;
  };
  DliDestinationDescriptorRequest: {
    task_name?: string;
    agency_name?: string;
    deliver_time_interval?: number;
    consumer_strategy?: types.ConsumerStrategy;
    dli_database_name?: string;
    dli_table_name?: string;
    obs_bucket_path?: string;
    file_prefix?: string;
    retry_duration?: types.RetryDuration;
  };
  CloudtableDestinationDescriptorRequest: {
    task_name?: string;
    agency_name?: string;
    deliver_time_interval?: number;
    consumer_strategy?: types.ConsumerStrategy;
    cloudtable_cluster_name?: string;
    cloudtable_cluster_id?: string;
    cloudtable_table_name?: string;
    cloudtable_schema?: types.CloudtableSchema;
    opentsdb_schema?: types.OpenTSDBSchema[];
    cloudtable_row_key_delimiter?: types.RowKeyDelimiter;
    obs_backup_bucket_path?: string;
    backup_file_prefix?: string;
    retry_duration?: types.RetryDuration;
  };
  CloudtableSchema: { row_key?: types.RowKey[]; columns?: types.Column[] };
  RowKey: { value?: string; type?: types.JsonType };
  Column: {
    column_family_name?: string;
    column_name?: string;
    value?: string;
    type?: types.JsonType;
  };
  OpenTSDBSchema: {
    metric?: types.OpenTSDBMetric[];
    timestamp?: types.OpenTSDBTimestamp;
    value?: types.OpenTSDBValue;
    tags?: types.OpenTSDBTags[];
  };
  OpenTSDBMetric: { type?: types.OpenTSDBMetricType; value?: string };
  OpenTSDBTimestamp: {
    type?: types.TimestampType;
    value?: string;
    format?: types.TimestampFormat;
  };
  OpenTSDBValue: { type?: types.JsonType; value?: string };
  OpenTSDBTags: { name?: string; type?: types.JsonType; value?: string };
}

/** An enumeration that keeps its literals for completion and takes any string. */
type Open<Literals extends string> = Literals | (string & {});

test("every schema has the type that is expected of it", () => {
  expectTypeOf<never>().toEqualTypeOf<Differing<types.components["schemas"], Expected>>();
});

test("a list of values in a response takes a value that nobody documented", () => {
  expectTypeOf<"SUSPENDED">().toExtend<types.TransferTaskState>();
  expectTypeOf<types.TransferTaskState>().toExtend<string>();
});

test("the query gives a task, and its failures the three shapes of errors", () => {
  type Responses = types.operations["showTransferTask"]["responses"];
  type Body<Status extends keyof Responses> = Responses[Status]["content"]["application/json"];
  expectTypeOf<Body<200>>().toEqualTypeOf<types.ShowTransferTaskResponse>();
  expectTypeOf<Body<400>>().toEqualTypeOf<types.DisError | types.GatewayError>();
  expectTypeOf<Body<429>>().toEqualTypeOf<types.GatewayError>();
  expectTypeOf<Body<"default">>().toEqualTypeOf<
    types.DisError | types.GatewayError | types.IamError
  >();
});

test("the query is addressed by project, stream and task", () => {
  type Get =
    types.paths["/v2/{project_id}/streams/{stream_name}/transfer-tasks/{task_name}"]["get"];
  expectTypeOf<Get["parameters"]["path"]>().toEqualTypeOf<{
    project_id: string;
    stream_name: string;
    task_name: string;
  }>();
});

test("a header of a response is not promised", () => {
  type Headers = types.operations["showTransferTask"]["responses"][200]["headers"];
  expectTypeOf<Headers>().toEqualTypeOf<{ "X-Request-Id"?: string }>();
});
