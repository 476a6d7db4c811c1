import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startMockDis } from "@dis-openapi/mock";
import type { Spec } from "../../../openapi/openapi.d.cts";
import { servers } from "../../../scripts/generate/lib/data.ts";
import { root } from "../../../scripts/generate/lib/spec.ts";
import { wrongOutput } from "../consumers/samples/samples.ts";
import { openProxy } from "../lib/proxy.ts";
import { must } from "../lib/run.ts";
import { casesOf } from "./cases.ts";
import { need, type RunSource } from "./toolchains.ts";
import { placeOf } from "./trial.ts";

/** A sample runs unchanged; variables that its tools read send it to the mock. */
type Language = "java" | "python" | "go" | "shell";

const languages: Readonly<Record<string, Language>> = {
  java: "java",
  py: "python",
  go: "go",
  sh: "shell",
};

/** The sample that `npm test` runs, because it needs only Node. Its comments say what each prints. */
const tested = "typescript.ts";

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
      files
        .filter(({ name }) => name !== tested)
        .map(({ name, parentPath }) => runSample(join(parentPath, name), runners, stage)),
    );
  } finally {
    if (!(stage instanceof Error)) await stage.close();
  }
}

async function runSample(
  file: string,
  runners: Runners,
  stage: Stage | Error,
): Promise<SampleResult> {
  const sample = file.slice(fileURLToPath(root).length);
  const language = languages[file.split(".").at(-1) ?? ""];
  if (language === undefined) return { sample, problems: ["no toolchain runs this language"] };
  const run = runners[language];
  if (run instanceof Error) return { sample, missing: run.message, problems: [] };
  if (stage instanceof Error) return { sample, missing: stage.message, problems: [] };
  if (language === "go" && process.platform !== "linux") {
    return { sample, missing: "Go accepts the mock's certificate only on Linux", problems: [] };
  }
  const model = join(dirname(file), tested);
  const program = { file: model, line: 1, text: await readFile(model, "utf8") };
  const mock = await stage.open();
  try {
    const problems: string[] = [];
    const bad = await run(file, { env: mock.env(language, unknown) });
    if (bad.code !== 1 || bad.stdout !== "" || !bad.stderr.includes(stage.refusal)) {
      problems.push(
        `with an unknown key: exit code ${bad.code}, printed ${bad.stdout}${bad.stderr}`,
      );
    }
    const good = await run(file, { env: mock.env(language, known) });
    const difference = wrongOutput(program, good.stdout.split("\n").slice(0, -1));
    if (good.code !== 0 || difference) {
      problems.push(
        `exit code ${good.code}, printed ${good.stdout}${good.stderr}`,
        ...[difference ?? []].flat(),
      );
    }
    return { sample, problems };
  } finally {
    await mock.close();
  }
}

interface Stage {
  /** Part of the expected output when the sample is refused. */
  readonly refusal: string;
  /** Start a mock for one sample, since a sample may change its state. */
  open(): Promise<SampleMock>;
  close(): Promise<void>;
}

interface SampleMock {
  env(language: Language, credentials: typeof known): Record<string, string>;
  close(): Promise<void>;
}

/** Prepare mocks under the host name of the samples. */
async function openStage(dis: Spec, iam: Spec): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "dis-openapi-samples-"));
  const { region, project } = placeOf(dis, iam);
  const host = new URL((servers(dis, iam)[0]?.dis ?? "").replace("{region}", region)).hostname;
  const tls = await certify(folder, host);
  const ca = join(folder, "cert.pem");
  const regionName = region.toUpperCase().replaceAll("-", "_");
  // Safe: lint validates examples against their schemas.
  const refused = casesOf(dis, iam).find(({ kind }) => kind === "refusal")?.value as {
    readonly error_msg: string;
  };

  async function open(): Promise<SampleMock> {
    const mock = await startMockDis({
      accessKeys: [{ ak: known.ak, sk: known.sk }],
      tokens: [known.token],
    });
    // Some of the tools demand TLS.
    const front = await openProxy(mock.endpoint, { tls });
    const home = await mkdtemp(join(folder, "home-"));
    await writeFile(
      join(home, ".curlrc"),
      `connect-to = "${host}:443:${new URL(front.endpoint).host}"\ncacert = "${ca}"\n`,
    );
    return {
      env: (language, { ak, sk, token }) =>
        language === "shell"
          ? { CURL_HOME: home, DIS_AUTH_TOKEN: token, HUAWEICLOUD_SDK_PROJECT_ID: project }
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
      },
    };
  }

  return { refusal: refused.error_msg, open, close: () => rm(folder, { recursive: true }) };
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
