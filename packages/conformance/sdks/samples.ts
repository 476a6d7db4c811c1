import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startMockDis } from "@dis-openapi/mock";
import type { Spec } from "../../../openapi/openapi.d.cts";
import { servers } from "../../../scripts/generate/lib/data.ts";
import { root } from "../../../scripts/generate/lib/spec.ts";
import { openProxy } from "../lib/proxy.ts";
import { must } from "../lib/run.ts";
import { casesOf } from "./cases.ts";
import { need, type RunSource } from "./toolchains.ts";
import { type Subject, subjectOf } from "./trial.ts";

/** A sample runs unchanged; variables that its tools read send it to the mock. */
type Language = "java" | "python" | "go" | "shell";

const languages: Readonly<Record<string, Language>> = {
  java: "java",
  py: "python",
  go: "go",
  sh: "shell",
};

/** Languages that `npm test` covers, because they need only Node. */
const elsewhere = ["ts"];

/** The toolchains by language, or why one is missing. */
export type Runners = Readonly<Record<Language, RunSource | Error>>;

export interface SampleResult {
  readonly sample: string;
  /** Why the sample was skipped. */
  readonly missing?: string;
  readonly problems: readonly string[];
}

/** Invented credentials. */
const known = { ak: "INVENTEDKEY", sk: "invented-secret", token: "invented-token" };
const unknown = { ak: "UNKNOWNKEY", sk: "invented-secret", token: "unknown-token" };

/** Run every code sample of the spec against the mock, with a known and with an unknown key. */
export async function runSamples(runners: Runners, dis: Spec, iam: Spec): Promise<SampleResult[]> {
  const folder = fileURLToPath(new URL("openapi/code-samples", root));
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const stage = await need("openssl").then(
    () => openStage(dis, iam),
    (error: Error) => error,
  );
  try {
    return await Promise.all(
      files.flatMap(({ name, parentPath }) => {
        const sample = join(parentPath, name);
        const extension = name.split(".").at(-1) ?? "";
        return elsewhere.includes(extension)
          ? []
          : runSample(sample, languages[extension], runners, stage);
      }),
    );
  } finally {
    if (!(stage instanceof Error)) await stage.close();
  }
}

async function runSample(
  file: string,
  language: Language | undefined,
  runners: Runners,
  stage: Stage | Error,
): Promise<SampleResult> {
  const sample = file.slice(fileURLToPath(root).length);
  if (language === undefined) return { sample, problems: ["no toolchain runs this language"] };
  const run = runners[language];
  if (run instanceof Error) return { sample, missing: run.message, problems: [] };
  if (stage instanceof Error) return { sample, missing: stage.message, problems: [] };
  if (language === "go" && process.platform !== "linux") {
    return { sample, missing: "Go accepts the mock's certificate only on Linux", problems: [] };
  }
  const problems: string[] = [];
  const good = await run(file, { env: stage.env(language, known) });
  if (good.code !== 0 || good.stdout !== stage.prints) {
    problems.push(`exit code ${good.code}, printed ${good.stdout}${good.stderr}`);
  }
  const bad = await run(file, { env: stage.env(language, unknown) });
  if (bad.code !== 1 || bad.stdout !== "" || !bad.stderr.includes(stage.refusal)) {
    problems.push(`with an unknown key: exit code ${bad.code}, printed ${bad.stdout}${bad.stderr}`);
  }
  return { sample, problems };
}

interface Stage {
  /** The expected output, from the example that the sample queries. */
  readonly prints: string;
  /** Part of the expected output when the sample is refused. */
  readonly refusal: string;
  env(language: Language, credentials: typeof known): Record<string, string>;
  close(): Promise<void>;
}

/** Start the mock under the host name of the samples. */
async function openStage(dis: Spec, iam: Spec): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "dis-openapi-samples-"));
  const subject = subjectOf(dis, iam);
  const host = new URL((servers(dis, iam)[0]?.dis ?? "").replace("{region}", subject.region))
    .hostname;
  const tls = await certify(folder, host);
  const mock = await startMockDis({
    accessKeys: [{ ak: known.ak, sk: known.sk }],
    tokens: [known.token],
  });
  // Some of the tools demand TLS.
  const front = await openProxy(mock.endpoint, { tls });
  const ca = join(folder, "cert.pem");
  const address = new URL(front.endpoint).host;
  const regionName = subject.region.toUpperCase().replaceAll("-", "_");
  await writeFile(
    join(folder, ".curlrc"),
    `connect-to = "${host}:443:${address}"\ncacert = "${ca}"\n`,
  );
  return {
    ...expectations(dis, iam, subject),
    env: (language, { ak, sk, token }) =>
      language === "shell"
        ? {
            CURL_HOME: folder,
            DIS_AUTH_TOKEN: token,
            HUAWEICLOUD_SDK_PROJECT_ID: subject.project,
          }
        : {
            HUAWEICLOUD_SDK_AK: ak,
            HUAWEICLOUD_SDK_SK: sk,
            [`HUAWEICLOUD_SDK_REGION_DIS_${regionName}`]: mock.endpoint,
            // The Go SDK turns any address of IAM into HTTPS.
            ...(language === "go"
              ? { HUAWEICLOUD_SDK_IAM_ENDPOINT: front.endpoint, SSL_CERT_FILE: ca }
              : { HUAWEICLOUD_SDK_IAM_ENDPOINT: mock.endpoint }),
          },
    async close() {
      await Promise.all([mock.close(), front.close()]);
      await rm(folder, { recursive: true });
    },
  };
}

function expectations(dis: Spec, iam: Spec, { stream, task }: Subject) {
  const examples = casesOf(dis, iam);
  // Safe: lint validates examples against their schemas.
  const found = examples
    .map(({ value }) => value as Record<string, string>)
    .find(({ stream_name, task_name }) => stream_name === stream && task_name === task);
  const refused = examples.find(({ kind }) => kind === "refusal")?.value as Record<string, string>;
  return {
    prints: `${found?.state} ${found?.destination_type}\n`,
    refusal: refused.error_msg ?? "",
  };
}

/** Make a certificate for this run. */
async function certify(folder: string, host: string): Promise<{ key: Buffer; cert: Buffer }> {
  await must(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=mock"],
      ...["-addext", `subjectAltName=IP:127.0.0.1,DNS:${host}`],
      ...["-keyout", "key.pem", "-out", "cert.pem"],
    ],
    { cwd: folder },
  );
  const read = (name: string) => readFile(join(folder, name));
  return { key: await read("key.pem"), cert: await read("cert.pem") };
}
