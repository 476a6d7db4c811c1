import { fileURLToPath } from "node:url";
import {
  accessKey,
  createDisClient,
  type DisClient,
  DisClientError,
  DisResponseError,
} from "@dis-openapi/client";
import { lookUpProject } from "@dis-openapi/client/iam";
import type { Call } from "./cases.ts";
import type { Reported } from "./compare.ts";
import type { Toolchain, toolchains } from "./toolchains.ts";

/** The call that a program makes. */
export interface Question extends Call {
  /** Each question has its own key, because the SDKs remember the project of a key. */
  readonly ak: string;
  readonly sk: string;
  readonly region: string;
  /** Address of DIS and of IAM. */
  readonly endpoint: string;
  /** Default: the project is looked up. */
  readonly project_id?: string;
}

/** The result that a program prints. */
export interface Line {
  readonly ak: string;
  readonly got?: unknown;
  /** The complete body, if the SDK returns it beside its model. */
  readonly body?: unknown;
  readonly error?: Reported;
  /** The SDK does not have the operation. */
  readonly absent?: true;
}

/** Makes the calls in order and returns the result of each. */
export type Judge = (questions: readonly Question[]) => Promise<readonly Line[]>;

const programs: Readonly<Record<keyof typeof toolchains, string>> = {
  java: "java/Judge.java",
  python: "python/judge.py",
  go: "go/main.go",
  node: "node/judge.mjs",
};

/** Return a judge that is a program in this folder, started once. */
export function programJudge(name: keyof typeof toolchains, { run }: Toolchain): Judge {
  return async (questions) => {
    const file = fileURLToPath(new URL(programs[name], import.meta.url));
    const { code, stdout, stderr } = await run(file, { input: JSON.stringify(questions) });
    if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
    // The SDKs may write to standard output as well.
    const lines = stdout.split("\n").filter((line) => /^\{"ak": ?"/.test(line));
    // Safe: the programs print this shape.
    return lines.map((line) => JSON.parse(line) as Line);
  };
}

/** Our client as a judge. */
export const clientJudge: Judge = async (questions) => {
  const lines: Line[] = [];
  for (const { ak, sk, region, endpoint, project_id, operationId, params, body } of questions) {
    const dis = createDisClient({
      endpoint,
      projectId: project_id ?? lookUpProject({ region, endpoint }),
      auth: accessKey({ ak, sk }),
      // The SDKs do not retry either.
      retry: false,
    });
    // Safe: client and cases are made from one spec; the mock judges what is sent.
    const operation = dis[operationId as keyof DisClient] as (params: object) => Promise<unknown>;
    lines.push(
      await operation({ ...params, ...(body !== undefined && { body }) }).then(
        (got) => ({ ak, got }),
        (error: unknown) => ({ ak, error: report(error) }),
      ),
    );
  }
  return lines;
};

function report(error: unknown): Reported {
  if (!(error instanceof DisClientError)) throw error;
  const { name, message, requestId } = error;
  const { status = null, code = null } = error instanceof DisResponseError ? error : {};
  return { class: name, message, status, code, request_id: requestId ?? null };
}
