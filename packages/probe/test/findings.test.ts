import { beforeAll, describe, expect, test } from "vitest";
import { argsFor, blocks, type Json, type Plant, planterOfFile, run } from "./support.js";

const planter = await planterOfFile();

/** Tasks of every report. */
const tasks = ["newstream/newtask", "payments/payments-to-dws", "audit/audit-to-obs"];

async function reportOn(plant: Plant = () => {}): Promise<string> {
  planter.plant = plant;
  return (await run(argsFor(planter.endpoint, ...tasks))).stdout;
}

/** Change the body of the response for one task. */
const inTask =
  (task: string, change: (body: Json) => void): Plant =>
  ({ path, body }) => {
    if (path.endsWith(`/${task}`)) change(body);
  };
const inSeed = (change: (body: Json) => void) => inTask("newtask", change);
const inDws = (change: (body: Json) => void) => inTask("payments-to-dws", change);
/** Change the response for the task that does not exist. */
const inRefusal =
  (change: Plant): Plant =>
  (response) => {
    if (response.path.includes("/probe-")) change(response);
  };

/** Each deviation, and how the report names it. */
const planted: Record<string, [plant: Plant, names: string | RegExp]> = {
  "an undocumented key at the top": [
    inSeed((body) => {
      body.streamAlias = "x y";
    }),
    "`ShowTransferTaskResponse.streamAlias` is not in the spec\n\nIt is a string, in 1 of 3 objects (response 1).",
  ],
  "an undocumented key in a destination": [
    inSeed((body) => {
      body.obs_destination_description.compression_format = true;
    }),
    "`OBSDestinationDescriptorRequest.compression_format` is not in the spec\n\nIt is a boolean, in 1 of 2",
  ],
  "an undocumented key in some partitions": [
    inTask("audit-to-obs", (body) => {
      body.partitions[1].lag = 12;
    }),
    "`PartitionResult.lag` is not in the spec\n\nIt is an integer, in 1 of 4 objects (response 3).",
  ],
  "an undocumented key of several types": [
    (response) => {
      response.body.quota = response.path.includes("newtask") ? 1.5 : null;
    },
    "`ShowTransferTaskResponse.quota` is not in the spec\n\nIt is a number and null, in 3 of 3",
  ],
  "an undocumented object, with its keys": [
    inSeed((body) => {
      body.progress = { done: 3, steps: [{ name: "a b", weight: 0.5 }] };
    }),
    /progress:\n {2}description: TO BE WRITTEN\.\n {2}type: object\n {2}properties:\n {4}done:[\s\S]+ {4}steps:\n[\s\S]+items:\n {8}type: object\n {8}properties:\n {10}name:/,
  ],
  "a count of keys that may be data": [
    inSeed((body) => {
      body["shardId-0000000000"] = 1;
      body["shardId-0000000001"] = 2;
    }),
    "`ShowTransferTaskResponse` has 2 keys that the spec lacks, not shown here",
  ],
  "a field that is always missing": [
    ({ body }) => {
      delete body.state;
    },
    /`ShowTransferTaskResponse` lacks \d fields of the spec in every response\n\nAbsent from 3 objects \(responses 1, 2 and 3\): `state`/,
  ],
  "a destination that is missing although its type is given": [
    inDws((body) => {
      delete body.dws_destination_descripton;
    }),
    /`ShowTransferTaskResponse` lacks .*\n\n.*`dws_destination_descripton`/,
  ],
  "a number for a string": [
    inSeed((body) => {
      body.stream_id = 7;
    }),
    "`ShowTransferTaskResponse.stream_id` is an integer, where the spec has a string",
  ],
  "a string for a number": [
    inSeed((body) => {
      body.partitions[0].discard = "0";
    }),
    "`PartitionResult.discard` is a string, where the spec has an integer",
  ],
  "a fraction for an integer": [
    inSeed((body) => {
      body.create_time = 1.5;
    }),
    "`ShowTransferTaskResponse.create_time` is a number, where the spec has an integer",
  ],
  "an object for a list": [
    inSeed((body) => {
      body.partitions = { "0": {} };
    }),
    "`ShowTransferTaskResponse.partitions` is an object, where the spec has a list",
  ],
  "a string among objects": [
    inSeed((body) => {
      body.partitions.push("shardId-0000000009");
    }),
    "An item of `ShowTransferTaskResponse.partitions` is a string, where the spec has an object",
  ],
  "a value of two types that the spec allows, and a third": [
    inSeed((body) => {
      body.obs_destination_description.retry_duration = true;
    }),
    "`OBSDestinationDescriptorRequest.retry_duration` is a boolean, where the spec has an integer or a string",
  ],
  "a null": [
    inSeed((body) => {
      body.obs_destination_description.processing_schema = null;
    }),
    "`OBSDestinationDescriptorRequest.processing_schema` is null, where the spec has an object",
  ],
  "an unused destination that is null": [
    inSeed((body) => {
      body.mrs_destination_description = null;
    }),
    "`ShowTransferTaskResponse.mrs_destination_description` is null, where the spec has an object",
  ],
  "an empty object": [
    inSeed((body) => {
      body.obs_destination_description = {};
    }),
    "`ShowTransferTaskResponse.obs_destination_description` is an empty object",
  ],
  "an unlisted value": [
    inSeed((body) => {
      body.state = "FROZEN";
    }),
    '`ShowTransferTaskResponse.state` has the value `"FROZEN"`, which the spec does not list',
  ],
  "an unknown value that is not a word": [
    inSeed((body) => {
      body.state = "FROZEN since 2019";
    }),
    "`ShowTransferTaskResponse.state` has a value that the spec does not list",
  ],
  "a string that is too long": [
    inSeed((body) => {
      body.task_name = "t".repeat(65);
    }),
    "`ShowTransferTaskResponse.task_name` breaks a limit of the spec: `maxLength: 64`",
  ],
  "a string that is too short": [
    inSeed((body) => {
      body.obs_destination_description.agency_name = "";
    }),
    "`OBSDestinationDescriptorRequest.agency_name` breaks a limit of the spec: `minLength: 1`",
  ],
  "a string that breaks its pattern": [
    inSeed((body) => {
      body.task_name = "new task";
    }),
    "`ShowTransferTaskResponse.task_name` breaks a limit of the spec: `pattern: ^[A-Za-z0-9_-]+$`",
  ],
  "a number below its range": [
    inSeed((body) => {
      body.obs_destination_description.deliver_time_interval = 29;
    }),
    "`OBSDestinationDescriptorRequest.deliver_time_interval` breaks a limit of the spec: `minimum: 30`",
  ],
  "a number above its range": [
    inDws((body) => {
      body.dws_destination_descripton.retry_duration = 7201;
    }),
    "`DWSDestinationDescriptorRequest.retry_duration` breaks a limit of the spec: `maximum: 7200`",
  ],
  "a list that is too short": [
    inDws((body) => {
      body.destination_type = "CLOUDTABLE";
      body.cloudtable_destination_descripton = { cloudtable_schema: { row_key: [] } };
    }),
    "`CloudtableSchema.row_key` breaks a limit of the spec: `minItems: 1`",
  ],
  "an integer that JavaScript rounds": [
    inSeed((body) => {
      body.partitions[0].last_transfer_offset = 2 ** 60;
    }),
    "`PartitionResult.last_transfer_offset` is an integer that JavaScript rounds",
  ],
  "the other spelling": [
    inDws((body) => {
      body.dws_destination_description = body.dws_destination_descripton;
      delete body.dws_destination_descripton;
    }),
    "`ShowTransferTaskResponse.dws_destination_description` was sent, the other spelling of `dws_destination_descripton`\n\nIn 1 of 3 objects (response 2), beside `dws_destination_descripton` in 0 of them.",
  ],
  "both spellings": [
    inDws((body) => {
      body.dws_destination_description = {};
    }),
    "In 1 of 3 objects (response 2), beside `dws_destination_descripton` in 1 of them.",
  ],
  "the deprecated shape of a partition": [
    inTask("audit-to-obs", (body) => {
      body.partitions = [{ partition_id: "shardId-0000000000", status: "ACTIVE" }];
    }),
    "`PartitionResult` in the current shape, or in the deprecated one | 2 | 1 | 0 | 0 |",
  ],
  "a mixed shape of a partition": [
    inSeed((body) => {
      body.partitions[0].hash_range = "[0 : 1]";
    }),
    "`PartitionResult` was sent with fields that the spec marks as deprecated\n\n`hash_range` in 1 of 4 objects (response 1).",
  ],
  "a missing header": [
    ({ path, headers }) => {
      if (path.endsWith("/newtask")) delete headers["X-Request-Id"];
    },
    "The header `X-Request-Id` is missing from a 200\n\nIn response 1.",
  ],
  "another content type": [
    ({ path, headers }) => {
      if (path.endsWith("/newtask")) headers["Content-Type"] = "text/plain; charset=utf-8";
    },
    "Undeclared content type of a 200\n\nIn response 1.",
  ],
  "a body that is not JSON": [
    (response) => {
      if (response.path.endsWith("/newtask")) response.text = "<html>";
    },
    "Body of a 200 that is not JSON\n\nIn response 1.",
  ],
  "an empty body": [
    (response) => {
      if (response.path.endsWith("/newtask")) response.text = "";
    },
    "Body of a 200 that is empty",
  ],
  "a body that is not UTF-8": [
    (response) => {
      if (response.path.endsWith("/newtask")) response.text = Uint8Array.of(0x7b, 0xff, 0x7d);
    },
    "Body of a 200 that is not UTF-8",
  ],
  "a body that is nested too deeply": [
    (response) => {
      if (response.path.endsWith("/newtask"))
        response.text = `${"[".repeat(20000)}${"]".repeat(20000)}`;
    },
    "Body of a 200 that is nested too deeply",
  ],
  "a body that is a list": [
    (response) => {
      if (response.path.endsWith("/newtask")) response.text = "[]";
    },
    "`ShowTransferTaskResponse` is a list, where the spec has an object",
  ],
  "an undocumented status": [
    inRefusal((response) => {
      response.status = 418;
    }),
    "Status 418 without a response of its own\n\nIn response 7.",
  ],
  "an undocumented success": [
    (response) => {
      if (response.path.endsWith("/newtask")) response.status = 203;
    },
    "Status 203 without a response of its own\n\nIn response 1.",
  ],
  "a known code with another status": [
    inRefusal((response) => {
      response.status = 404;
    }),
    "The code `DIS.4354` was received with status 404\n\nIn response 7. The spec has 400.",
  ],
  "an unknown code": [
    inRefusal(({ body }) => {
      body.errorCode = "DIS.4399";
    }),
    "The code `DIS.4399` is not in the spec\n\nIn response 7. With status 400.",
  ],
  "a code of another form": [
    inRefusal(({ body }) => {
      body.errorCode = "task newtask is unknown";
    }),
    "Code of a 400 that is of an unknown form\n\nIn response 7.",
  ],
  "an error of another shape": [
    inRefusal((response) => {
      response.body = { reason: "There is no newtask", retryable: false };
    }),
    "A body has a shape that the spec does not describe\n\nIt is an object (response 7).\n\nIts keys: `reason` and `retryable`.",
  ],
  "an error that is a list": [
    inRefusal((response) => {
      response.text = "[]";
    }),
    "A body has a shape that the spec does not describe\n\nIt is a list (response 7).",
  ],
  "an undocumented key in an error": [
    inRefusal(({ body }) => {
      body.RequestId = "x y";
    }),
    "`DisError.RequestId` is not in the spec\n\nIt is a string, in 1 of 1 object (response 7).",
  ],
  "a time of 12 digits": [
    inSeed((body) => {
      body.create_time = 160655493255;
    }),
    "`ShowTransferTaskResponse.create_time`: of 3 integers: 12 digits in 1 and 13 digits in 2.",
  ],
};

describe("the report", () => {
  let unplanted: string;
  beforeAll(async () => {
    unplanted = await reportOn();
  });

  test.each(Object.entries(planted))("names %s", async (_, [plant, names]) => {
    const report = await reportOn(plant);
    const matching =
      typeof names === "string" ? expect.stringContaining(names) : expect.stringMatching(names);
    expect(report).toEqual(matching);
    expect(unplanted).not.toEqual(matching);
  });

  test("names several deviations at once, each with lines for the spec", async () => {
    const bodies = [
      "an undocumented key at the top",
      "a number for a string",
      "a null",
      "an unknown code",
    ];
    const report = await reportOn((response) => {
      for (const name of bodies) planted[name]?.[0](response);
    });
    for (const name of bodies) expect(report).toContain(planted[name]?.[1]);
    const findings = report.split(/^#{2,3} /m).filter((part) => /^(\d+\. |Q\d+, )/.test(part));
    expect(findings.length).toBeGreaterThan(10);
    for (const finding of findings) {
      expect(blocks(finding)).not.toEqual([]);
      expect(finding.trimEnd()).toMatch(/\n```$|\n```\n\nNo observation: .*$/);
    }
  });
});

test("accepts an error of IAM, which repeats the status as its code", async () => {
  const report = await reportOn(
    inRefusal((response) => {
      response.status = 403;
      response.body = { error: { code: 403, message: "a b", title: "Forbidden" } };
    }),
  );
  expect(report).toContain("| 7 | showTransferTask | nonexistent task | 403 |  | IamError |");
  expect(report).not.toMatch(/^### \d+\..*(code|403|Iam)/m);
});

test("counts all unknown keys, those not shown too, before it takes an object for a map", async () => {
  const names = Object.fromEntries(Array.from({ length: 18 }, (_, i) => [`node-${i}`, 1]));
  const report = async (words: Json) =>
    await reportOn(inSeed((body) => Object.assign(body, names, words)));
  const few = await report({ lag: 1, weight: 1 });
  expect(few).toContain("`ShowTransferTaskResponse.lag` is not in the spec");
  expect(few).toContain("has 18 keys that the spec lacks, not shown here");
  const many = await report({ lag: 1, weight: 1, initech: 1 });
  expect(many).toContain("has 21 keys that the spec lacks, not shown here");
  expect(many).not.toMatch(/lag` is not in|weight|initech/);
});

test.each<[where: string, plant: (keys: Json) => Plant]>([
  ["an undocumented object", (keys) => inSeed((body) => Object.assign(body, { labels: keys }))],
  [
    "an error of another shape",
    (keys) =>
      inRefusal((response) => {
        response.body = keys;
      }),
  ],
])("shows no key of %s with more than 20 keys", async (_, plant) => {
  const keys = (number: number) =>
    Object.fromEntries(
      Array.from({ length: number }, (_, i) => [`node_${String.fromCharCode(97 + i)}`, 1]),
    );
  expect(await reportOn(plant(keys(20)))).toContain("node_t");
  expect(await reportOn(plant(keys(21)))).not.toContain("node_");
});

test("counts unknown keys if there are as many as in a map", async () => {
  const word = (index: number) => `key_${String.fromCharCode(97 + index)}`;
  const keys = (number: number) =>
    Object.fromEntries(Array.from({ length: number }, (_, i) => [word(i), 1]));
  const few = await reportOn(inSeed((body) => Object.assign(body, keys(20))));
  expect(few).toContain("`ShowTransferTaskResponse.key_t` is not in the spec");
  const many = await reportOn(inSeed((body) => Object.assign(body, keys(21))));
  expect(many).toContain("has 21 keys that the spec lacks, not shown here");
  expect(many).not.toContain("key_t");
});
