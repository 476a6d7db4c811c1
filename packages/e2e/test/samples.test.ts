import { type MockDis, startMockDis } from "@dis-openapi/mock";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { showTask } from "../../../scripts/lib/show-task.ts";
import { closeProject, openProject, type Project } from "./support/run-sample.js";
import { problemOf, samples, shownBehind } from "./support/sample-runners.js";
import { environment, known, placeOf } from "./support/samples.js";
import { at, bundle } from "./support/spec.js";

let mock: MockDis;
let project: Project;
beforeAll(async () => {
  mock = await startMockDis(known);
  project = await openProject(environment(mock.endpoint));
});
afterAll(async () => {
  await mock.close();
  closeProject(project);
});

describe.concurrent("every sample is run, and prints what it says:", () => {
  it.each(samples.map((sample) => [placeOf(sample), sample] as const))("%s", async (_, sample) => {
    expect(await problemOf(sample, project)).toBeUndefined();
  });
});

describe("the demo", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });

  /** What it prints at the time that the README tells the ages by. */
  async function printed(...call: Parameters<typeof showTask>): Promise<string> {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ["Date"] });
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    expect(await showTask(...call)).toBe(0);
    return log.mock.calls.join("\n");
  }
  const shown = shownBehind("README.md", "npm run demo");

  it("prints what the README shows", async () => {
    expect(await printed(undefined, false)).toBe(shown);
  });

  it("prints the raw answer with --json", async () => {
    expect(JSON.parse(await printed(undefined, true))).toEqual(
      at(bundle("openapi"), "#/components/examples/SeedResponse/value"),
    );
  });

  it("prints the same of the real service, with the token of the environment", async () => {
    const real = globalThis.fetch;
    const origin = "https://dis.cn-north-4.myhuaweicloud.com";
    vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
      expect(new Headers(init.headers).get("X-Auth-Token")).toBe("token-of-the-environment");
      return real(url.replace(origin, mock.endpoint), init);
    });
    vi.stubEnv("DIS_AUTH_TOKEN", "token-of-the-environment");
    const [project, stream, task] = ["0123456789abcdef0123456789abcdef", "newstream", "newtask"];
    expect(await printed({ region: "cn-north-4", project, stream, task }, false)).toBe(shown);
  });
});
