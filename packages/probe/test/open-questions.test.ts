import { describe, expect, test } from "vitest";
import { replies } from "../src/open-questions.js";
import { newSource } from "../src/paste.js";
import { Redaction } from "../src/redaction.js";
import { examine } from "../src/responses.js";
import { openQuestions, reads } from "../src/spec.js";
import type { Seen } from "../src/walk.js";
import { argsFor, blocks, type Plant, planterOfFile, run } from "./support.js";

const planter = await planterOfFile();

/** Return what the report says about a question, starting with its heading. */
async function replyTo(id: string, task: string, plant: Plant): Promise<string> {
  planter.plant = plant;
  const { stdout } = await run(argsFor(planter.endpoint, task));
  const part = stdout.split(/^### /m).find((one) => one.startsWith(`${id}, `));
  if (part) return part;
  expect(/^Still open: (.*)\.$/m.exec(stdout)?.[1]?.split(/, | and /)).toContain(id);
  return "still open";
}

const obs = "newstream/newtask";
const starting = "invoices/invoices-to-obs";
const dws = "payments/payments-to-dws";
const field = (name: string) => `ShowTransferTaskResponse.${name}`;
const password = "DWSDestinationDescriptorRequest.user_password";

/** Questions, tasks and changes, with what the report then says; undefined for an open question. */
const cases: [id: string, task: string, what: string, plant: Plant, says: string | undefined][] = [
  ["Q1", obs, "another destination", () => {}, undefined],
  [
    "Q1",
    dws,
    "the documented spelling",
    () => {},
    `\`${field("dws_destination_descripton")}\`: present in 1 of 1 object.`,
  ],
  [
    "Q1",
    obs,
    "the other spelling",
    ({ body }) => {
      body.cloudtable_destination_description = {};
    },
    `\`${field("cloudtable_destination_description")}\`: present in 1 of 1 object.`,
  ],
  ["Q2", obs, "another destination", () => {}, undefined],
  [
    "Q2",
    "clicks/clicks-to-mrs",
    "text",
    () => {},
    "`MRSDestinationDescriptorRequest.retry_duration`: of 1 object: a string in 1.",
  ],
  ["Q3", obs, "another destination", () => {}, undefined],
  ["Q3", dws, "a mask", () => {}, `\`${password}\`: of 1 object: one character repeated in 1.`],
  ...(
    [
      ["nothing", undefined, "absent"],
      ["null", null, "null"],
      ["a blank", "", "an empty string"],
      ["a text", "Secret-0", "a string of several characters"],
      ["a number", 12345, "an integer"],
    ] as const
  ).map(([what, value, form]): (typeof cases)[number] => [
    "Q3",
    dws,
    what,
    ({ body }) => {
      if (body.dws_destination_descripton) body.dws_destination_descripton.user_password = value;
    },
    `\`${password}\`: of 1 object: ${form} in 1.`,
  ]),
  ["Q4", obs, "the refusal", () => {}, "nonexistent task has status 400 and DIS.4354."],
  [
    "Q4",
    obs,
    "another refusal",
    (response) => {
      if (!response.path.includes("/probe-")) return;
      response.status = 404;
      response.body = { error_code: "APIGW.0101", error_msg: "a b" };
    },
    "nonexistent task has status 404 and APIGW.0101.",
  ],
  ["Q4", "gone/gone", "no stream known to exist", () => {}, undefined],
  [
    "Q5",
    "audit/audit-to-obs",
    "the known value",
    () => {},
    `\`${field("exception_strategy")}\`: of 1 value: \`"ignoreAndBackup"\` in 1.`,
  ],
  [
    "Q5",
    obs,
    "another value",
    ({ path, body }) => {
      if (path.endsWith("/newtask")) body.exception_strategy = "stopTask";
    },
    `\`${field("exception_strategy")}\`: of 1 value: \`"stopTask"\` in 1.`,
  ],
  [
    "Q5",
    obs,
    "a value that is not a word",
    ({ body }) => {
      body.exception_strategy = "bucket-7";
    },
    `\`${field("exception_strategy")}\`: of 1 value: a value that is not a plain word in 1.`,
  ],
  ["Q5", obs, "nothing", () => {}, "Q5, settled in part"],
  [
    "Q6",
    obs,
    "null",
    ({ body }) => {
      body.dli_destination_description = null;
    },
    `\`${field("dli_destination_description")}\`: of 1 object: null in 1.`,
  ],
  ["Q6", obs, "a task that runs", () => {}, "Q6, settled in part"],
  [
    "Q6",
    starting,
    "an empty list",
    ({ body }) => {
      body.partitions = [];
    },
    `\`${field("partitions")}\` where state is STARTING: of 1 object: an empty list in 1.`,
  ],
  [
    "Q7",
    obs,
    "milliseconds",
    () => {},
    "`PartitionResult.last_transfer_timestamp`: of 1 integer: 13 digits in 1.",
  ],
  [
    "Q7",
    obs,
    "seconds",
    ({ body }) => {
      body.last_transfer_timestamp = 1606984428;
    },
    `\`${field("last_transfer_timestamp")}\`: of 1 integer: 10 digits in 1.`,
  ],
  [
    "Q7",
    starting,
    "zero before the first dump",
    ({ body }) => {
      body.last_transfer_timestamp = 0;
    },
    `\`${field("last_transfer_timestamp")}\` where state is STARTING: of 1 object: zero in 1.`,
  ],
  ["Q9", obs, "an error of the service", () => {}, undefined],
  [
    "Q9",
    obs,
    "an error of IAM",
    (response) => {
      if (!response.path.includes("/probe-")) return;
      response.status = 403;
      response.body = { error: { code: 403, message: "a b", title: "Forbidden" } };
    },
    "1 error with a body of the shape `IamError`.",
  ],
  ["Q10", obs, "a private address", () => {}, undefined],
  [
    "Q12",
    obs,
    "a line feed",
    () => {},
    '`OBSDestinationDescriptorRequest.record_delimiter`: of 1 value: `"\\n"` in 1.',
  ],
  [
    "Q12",
    obs,
    "nothing between records",
    ({ body }) => {
      if (body.obs_destination_description) body.obs_destination_description.record_delimiter = "";
    },
    '`OBSDestinationDescriptorRequest.record_delimiter`: of 1 value: `""` in 1.',
  ],
  ["Q14", obs, "a read", () => {}, undefined],
  ["Q15", obs, "a read", () => {}, undefined],
  [
    "Q16",
    obs,
    "a quota",
    ({ body }) => {
      if (body.tasks) body.quota = 5;
    },
    "`ListTransferTasksResponse.quota`: of 1 object: an integer in 1.",
  ],
  ["Q17", obs, "a read", () => {}, undefined],
  ["Q18", obs, "a read", () => {}, undefined],
  ["Q19", obs, "a read", () => {}, undefined],
];

describe("open questions", () => {
  test.each(cases)("%s is answered by %s with %s", async (id, task, _, plant, says) => {
    const reply = await replyTo(id, task, plant);
    if (says === undefined) {
      expect(reply).toBe("still open");
    } else {
      expect(reply).toContain(says);
      expect(blocks(reply)).not.toEqual([]);
    }
  });

  test("are all covered by these tests", () => {
    expect([...new Set(cases.map(([id]) => id))]).toEqual(openQuestions.map(({ id }) => id));
  });

  test("cite the rows of the question if several rows list a field", async () => {
    const reply = await replyTo("Q6", dws, () => {});
    const [block] = blocks(reply);
    expect(block?.lines).toMatch(/dws_destination_descripton:\n.*\n.*\n {4}- id: D37\n/);
  });
});

describe("a region that is not listed", () => {
  function hostReply(address: string) {
    const seen: Seen = { values: [], objects: [], strays: [] };
    const headers = new Headers();
    const response = { number: 1, task: 1, status: 500, headers, text: "", code: undefined };
    const examined = reads.map((operation) => examine({ ...response, operation }, seen));
    const redaction = new Redaction(false, [], []);
    const context = {
      redaction,
      source: "live-2026",
      newSource: newSource("live-2026", undefined, "2026"),
      newRowId: () => "D0",
    };
    return replies({ seen, examined, address }, context).find(
      ({ question }) => question.id === "Q10",
    );
  }

  test.each([
    ["https://dis.eu-nl.otc.t-systems.com/v2", "eu-nl", "/servers/1/variables/region/enum"],
    [
      "https://dis.ap-southeast-3.myhuaweicloud.com",
      "ap-southeast-3",
      "/servers/0/variables/region/enum",
    ],
  ])("is named, with the lines that list it: %s", (address, region, pointer) => {
    const { state, text, lines } = hostReply(address) ?? {};
    expect(state).toBe("settled");
    expect(text).toEqual([`\`${new URL(address).hostname}\` responds.`]);
    expect(lines).toEqual([
      { file: "openapi/openapi.yaml", pointer, value: [region] },
      { file: "openapi/iam.yaml", pointer, value: [region] },
    ]);
  });

  test.each([
    "https://dis.cn-north-4.myhuaweicloud.com",
    "https://dis.eu-nl.otc.t-systems.com.example.org",
    "https://dis.eu-nl.otc.t-systems.com:20004",
    "https://dis.my-vpc-endpoint.myhuaweicloud.com",
    "https://dis.acme.internal",
    "http://127.0.0.1:80",
  ])("is not found in %s", (address) => {
    expect(hostReply(address)).toMatchObject({ state: "still open", text: [], lines: [] });
  });
});
