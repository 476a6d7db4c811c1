import { expectTypeOf, test } from "vitest";
import type { BatchTransferTaskRequest, CreateTransferTaskRequest } from "../src/index.js";

const settings = {
  task_name: "newtask",
  agency_name: "dis_admin_agency",
  deliver_time_interval: 300,
} as const;
const obs = { ...settings, obs_bucket_path: "obsbucket" } as const;
const { agency_name, ...withoutAgency } = obs;

/** Accept a body that compiles. */
const create = (body: CreateTransferTaskRequest) => body;
const batch = (body: BatchTransferTaskRequest) => body;

test("a body with the destination of its type compiles", () => {
  const { destination_type } = create({
    destination_type: "OBS",
    obs_destination_descriptor: { ...obs, record_delimiter: "\n", retry_duration: "1800" },
  });
  expectTypeOf(destination_type).toEqualTypeOf<"OBS" | "DWS" | "MRS" | "DLI" | "CLOUDTABLE">();
});

test("a wrong destination type does not compile", () => {
  // @ts-expect-error: SMN is not a destination
  create({ destination_type: "SMN", obs_destination_descriptor: obs });
  // @ts-expect-error: the type is case-sensitive
  create({ destination_type: "obs", obs_destination_descriptor: obs });
});

test("a body without a required field does not compile", () => {
  // @ts-expect-error: destination_type is required
  create({ obs_destination_descriptor: obs });
  // @ts-expect-error: the destination is required
  create({ destination_type: "OBS" });
  // @ts-expect-error: obs_bucket_path is required
  create({ destination_type: "OBS", obs_destination_descriptor: settings });
  // @ts-expect-error: agency_name is required
  create({ destination_type: "OBS", obs_destination_descriptor: withoutAgency });
});

test("the descriptor of another destination does not compile", () => {
  // @ts-expect-error: DWS needs dws_destination_descriptor
  create({ destination_type: "DWS", obs_destination_descriptor: obs });
  // @ts-expect-error: these are not the settings of DWS
  create({ destination_type: "DWS", dws_destination_descriptor: obs });
  const body = create({ destination_type: "OBS", obs_destination_descriptor: obs });
  if (body.destination_type === "MRS") {
    // @ts-expect-error: the type is known to be MRS
    body.obs_destination_descriptor;
  }
});

test("a wrong value of a closed list does not compile", () => {
  const tasks = [{ id: "As805BudhcH1lDs6gbn" }];
  batch({ action: "start", tasks });
  // @ts-expect-error: the actions are start and stop
  batch({ action: "restart", tasks });
  // @ts-expect-error: tasks are named by id
  batch({ action: "stop", tasks: [{ task_name: "newtask" }] });
  create({
    destination_type: "OBS",
    // @ts-expect-error: the formats are text, parquet and carbon
    obs_destination_descriptor: { ...obs, destination_file_type: "csv" },
  });
});
