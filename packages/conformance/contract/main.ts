import { DisConfigError } from "@dis-openapi/client";
import { fail, parseOptions } from "../../../scripts/generate/lib/options.ts";
import { during } from "../lib/progress.ts";
import { ContractError, runContract } from "./contract.ts";

const options = parseOptions(
  `Run the workflows in openapi/workflows against an endpoint that has the given task, and compare
status, content type and body of each response with the contract. Workflows that only a mock can run
are skipped elsewhere.

Nothing is changed without --allow-writes. With it, the workflow "life" creates the task
"contract-check", which writes to the bucket of the given task, and deletes it in the end.

Credentials come from the environment: a token in DIS_AUTH_TOKEN; otherwise keys in
HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK and, if they are temporary, HUAWEICLOUD_SDK_SECURITY_TOKEN;
otherwise a user in DIS_IAM_DOMAIN, DIS_IAM_USER and DIS_IAM_PASSWORD. With a user, the workflow
from a password to the task runs too.`,
  "npm run contract -- --endpoint URL [--iam-endpoint URL] --project P --stream S --task T [--allow-writes]",
  {
    endpoint: { type: "string" },
    "iam-endpoint": { type: "string" },
    project: { type: "string" },
    stream: { type: "string" },
    task: { type: "string" },
    "allow-writes": { type: "boolean" },
  },
);
const { endpoint = "", project = "", stream = "", task = "" } = options;
const missing = Object.entries({ endpoint, project, stream, task })
  .filter(([, value]) => value === "")
  .map(([name]) => `--${name}`);
if (missing.length > 0) fail(`missing ${missing.join(", ")} (see --help)`);

try {
  const target = { ...options, endpoint, project, stream, task };
  const { text, failed } = await during("redocly respect", () => runContract(target, process.env));
  console.log(text);
  if (failed) process.exitCode = 1;
} catch (error) {
  if (error instanceof DisConfigError) fail(error.message);
  if (!(error instanceof ContractError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
