import { describe, expect, test } from "vitest";
import { replies } from "../src/open-questions.js";
import { newSource } from "../src/paste.js";
import { Redaction } from "../src/redaction.js";
import { examine } from "../src/responses.js";
import { openQuestions, reads } from "../src/spec.js";
import type { Seen } from "../src/walk.js";
import { argsFor, blocks, type Plant, planterOfFile, run } from "./support.js";

const planter = await planterOfFile();

interface Sent {
  readonly status: number;
  readonly code: string | undefined;
}

/** Return what the report says about a question, starting with its heading. */
async function replyTo(id: string, task: string, plant: Plant): Promise<string> {
  planter.plant = plant;
  const { stdout } = await run(argsFor(planter.endpoint, task));
  const part = stdout.split(/^### /m).find((one) => one.startsWith(`${id}, `));
  if (part) return part;
  expect(/^No observation: (.*)\.$/m.exec(stdout)?.[1]?.split(/, | and /)).toContain(id);
  return "no observation";
}

const obs = "newstream/newtask";
const starting = "invoices/invoices-to-obs";
const dws = "payments/payments-to-dws";
const field = (name: string) => `ShowTransferTaskResponse.${name}`;
const password = "DWSDestinationDescriptorRequest.user_password";

const one = "one observation: ";
const part = "one observation of a part: ";
const open = "one observation that leaves it open: ";

/** Questions, tasks and changes, with what the report then says; undefined for an open question. */
const cases: [
  id: string,
  task: string,
  what: string,
  plant: Plant,
  says?: string,
  state?: string,
][] = [
  ["Q1", obs, "another destination", () => {}],
  [
    "Q1",
    dws,
    "the documented spelling",
    () => {},
    `\`${field("dws_destination_descripton")}\`: present in 1 of 1 object.`,
    // It says nothing about CloudTable.
    part,
  ],
  [
    "Q1",
    dws,
    "keys of both",
    ({ body }) => {
      body.cloudtable_destination_description = {};
    },
    `\`${field("cloudtable_destination_description")}\`: present in 1 of 1 object.`,
    one,
  ],
  [
    "Q1",
    obs,
    "the other spelling",
    ({ body }) => {
      body.cloudtable_destination_description = {};
    },
    `\`${field("cloudtable_destination_description")}\`: present in 1 of 1 object.`,
    part,
  ],
  ["Q2", obs, "another destination", () => {}],
  [
    "Q2",
    "clicks/clicks-to-mrs",
    "text",
    () => {},
    "`MRSDestinationDescriptorRequest.retry_duration`: of 1 object: a string in 1.",
    part,
  ],
  [
    "Q2",
    dws,
    "the keys of one destination",
    ({ body }) => {
      if (body.dws_destination_descripton) {
        body.dws_destination_descripton = { dws_schema: "a b", "acme-orders": 1 };
      }
    },
    "`DWSDestinationDescriptorRequest`: the keys of 1 object: `dws_schema`.",
    part,
  ],
  ["Q3", obs, "another destination", () => {}],
  [
    "Q3",
    dws,
    "a mask",
    () => {},
    `\`${password}\`: of 1 object: one character repeated in 1.`,
    one,
  ],
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
    one,
  ]),
  ["Q4", obs, "the refusal", () => {}, "nonexistent task has status 400 and DIS.4354.", one],
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
  ...[403, 429, 503].map((status): (typeof cases)[number] => [
    "Q4",
    obs,
    `a ${status}, which is not about the task`,
    (response) => {
      if (response.path.includes("/probe-")) response.status = status;
    },
  ]),
  ["Q4", "gone/gone", "no stream known to exist", () => {}],
  [
    "Q5",
    "audit/audit-to-obs",
    "the known value",
    () => {},
    `\`${field("exception_strategy")}\`: of 1 value: \`"ignoreAndBackup"\` in 1.`,
    // The field was sent, but the question asks for other values, too.
    part,
  ],
  [
    "Q5",
    obs,
    "another value",
    ({ path, body }) => {
      if (path.endsWith("/newtask")) body.exception_strategy = "stopTask";
    },
    `\`${field("exception_strategy")}\`: of 1 value: \`"stopTask"\` in 1.`,
    one,
  ],
  [
    "Q5",
    obs,
    "a value that is not a word",
    ({ body }) => {
      body.exception_strategy = "bucket-7";
    },
    `\`${field("exception_strategy")}\`: of 1 value: a value that is not a plain word in 1.`,
    one,
  ],
  ["Q5", obs, "nothing", () => {}],
  [
    "Q6",
    obs,
    "null",
    ({ body }) => {
      body.dli_destination_description = null;
    },
    `\`${field("dli_destination_description")}\`: of 1 object: null in 1.`,
    part,
  ],
  [
    "Q6",
    obs,
    "destinations that are absent",
    () => {},
    `\`${field("dli_destination_description")}\`: of 1 object: absent in 1.`,
    open,
  ],
  [
    "Q6",
    starting,
    "an empty list",
    ({ body }) => {
      body.partitions = [];
    },
    `\`${field("partitions")}\` where state is STARTING: of 1 object: an empty list in 1.`,
    part,
  ],
  [
    "Q7",
    obs,
    "milliseconds",
    () => {},
    "`PartitionResult.last_transfer_timestamp`: of 1 integer: 13 digits in 1.",
    part,
  ],
  [
    "Q7",
    obs,
    "seconds",
    ({ body }) => {
      body.last_transfer_timestamp = 1606984428;
    },
    `\`${field("last_transfer_timestamp")}\`: of 1 integer: 10 digits in 1.`,
    part,
  ],
  [
    "Q7",
    starting,
    "zero before the first dump",
    ({ body }) => {
      body.last_transfer_timestamp = 0;
    },
    `\`${field("last_transfer_timestamp")}\` where state is STARTING: of 1 object: zero in 1.`,
    part,
  ],
  ["Q9", obs, "an error of the service", () => {}],
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
    one,
  ],
  ["Q10", obs, "a listed region", () => {}],
  [
    "Q12",
    obs,
    "a line feed",
    () => {},
    '`OBSDestinationDescriptorRequest.record_delimiter`: of 1 value: `"\\n"` in 1.',
    open,
  ],
  [
    "Q12",
    obs,
    "nothing between records",
    ({ body }) => {
      if (body.obs_destination_description) body.obs_destination_description.record_delimiter = "";
    },
    '`OBSDestinationDescriptorRequest.record_delimiter`: of 1 value: `""` in 1.',
    one,
  ],
  ["Q14", obs, "a read", () => {}],
  ["Q15", obs, "a read", () => {}],
  [
    "Q16",
    obs,
    "a quota",
    ({ body }) => {
      if (body.tasks) body.quota = 5;
    },
    "`ListTransferTasksResponse.quota`: present in 1 of 1 object.",
    part,
  ],
  ["Q16", obs, "no quota", () => {}],
  ["Q17", obs, "a read", () => {}],
  ["Q18", obs, "a read", () => {}],
  ["Q19", obs, "a read", () => {}],
];

describe("open questions", () => {
  test.each(cases)("%s is answered by %s with %s", async (id, task, _, plant, says, state) => {
    const reply = await replyTo(id, task, plant);
    if (says === undefined) {
      expect(reply).toBe("no observation");
    } else {
      expect(reply).toContain(says);
      if (state !== undefined) expect(reply).toContain(`${id}, ${state}`);
      expect(blocks(reply)).not.toEqual([]);
    }
  });

  test("are never called settled", async () => {
    const tasks = [obs, starting, dws, "meters/meters-to-hbase", "clicks/clicks-to-mrs"];
    const { stdout } = await run(argsFor(planter.endpoint, ...tasks));
    expect(stdout).toContain("one observation");
    expect(stdout).not.toMatch(/settle/i);
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

describe("where the responses come from", () => {
  const failing = { status: 500, code: undefined };

  function replyAt(address: string, id: string, { status, code }: Sent, body: unknown = {}) {
    const seen: Seen = { values: [], objects: [], strays: [] };
    const headers = new Headers();
    const text = JSON.stringify(body);
    const response = { number: 1, task: 1, status, headers, refused: false, text, code };
    const examined = reads.map((operation) => examine({ ...response, operation }, seen));
    const redaction = new Redaction(false, [], []);
    const context = {
      redaction,
      source: "live-2026",
      newSource: newSource("live-2026", undefined, "2026"),
      newRowId: () => "D0",
    };
    return replies({ seen, examined, address }, context).find(({ question }) => question.id === id);
  }

  const refusal = { errorCode: "DIS.4301", message: "a b" };
  const hostReply = (address: string, sent: Sent = { status: 400, code: "DIS.4301" }) =>
    replyAt(address, "Q10", sent, refusal);

  test.each([
    ["https://dis.eu-nl.otc.t-systems.com/v2", "eu-nl", "/servers/1/variables/region/enum"],
    [
      "https://dis.ap-southeast-3.myhuaweicloud.com",
      "ap-southeast-3",
      "/servers/0/variables/region/enum",
    ],
  ])(
    "names a region that is not listed, with the lines that list it: %s",
    (address, region, pointer) => {
      const { state, text, lines } = hostReply(address) ?? {};
      expect(state).toBe("one observation");
      expect(text).toEqual([`\`${new URL(address).hostname}\` responds like the service.`]);
      expect(lines).toEqual([
        { file: "openapi/openapi.yaml", pointer, value: [region] },
        { file: "openapi/iam.yaml", pointer, value: [region] },
      ]);
    },
  );

  test.each([
    "https://dis.cn-north-4.myhuaweicloud.com",
    "https://dis.eu-nl.otc.t-systems.com.example.org",
    "https://dis.eu-nl.otc.t-systems.com:20004",
    "https://dis.my-vpc-endpoint.myhuaweicloud.com",
    "https://dis.acme.internal",
    "http://127.0.0.1:80",
  ])("names no new region for %s", (address) => {
    expect(hostReply(address)).toMatchObject({ state: "no observation", text: [], lines: [] });
  });

  test.each([failing, { status: 404, code: "APIGW.0101" }])(
    "names no new region if only something before the service responds: %j",
    (sent) => {
      expect(hostReply("https://dis.eu-nl.otc.t-systems.com", sent)?.state).toBe("no observation");
    },
  );

  test("does not take a field on another site for one of Huawei Cloud", () => {
    const body = { exception_strategy: "ignoreAndBackup" };
    const at = (host: string) =>
      replyAt(`https://${host}`, "Q5", { ...failing, status: 200 }, body);
    const other = at("dis.eu-de.otc.t-systems.com");
    expect(other?.state).toBe("one observation that leaves it open");
    expect(other?.text).not.toContainEqual(expect.stringContaining("present"));
    const own = at("dis.cn-north-4.myhuaweicloud.com");
    expect(own?.state).toBe("one observation of a part");
    expect(own?.text).toContainEqual(expect.stringContaining("present in 1 of 1 object"));
  });
});
