import type { ExecFileOptions } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { command, type Ended } from "../../../scripts/lib/command.ts";
import { cache, cached } from "../lib/install.ts";
import { pythonWith } from "../lib/python.ts";

/** Longest run of a program, in milliseconds. */
const limitMs = 120_000;

/**
 * Runs a source file with the official SDK at hand. It sees nothing of this environment but the
 * path, so that no credentials and no proxy of the machine get in.
 */
export type RunSource = (file: string, settings?: Settings) => Promise<Ended>;

interface Settings {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface Toolchain {
  /** The package that it brings, with its version. */
  readonly package: string;
  readonly run: RunSource;
}

/**
 * Gets each SDK ready, from its registry, at the version that a file in conformance/ pins. Each
 * throws an Error when it cannot be had on this machine.
 */
export const toolchains = {
  async java(): Promise<Toolchain> {
    await need("mvn", "java");
    const pom = await manifest("java/pom.xml");
    const jars = await cached(`java-${pom.hash}`, async (folder) => {
      const flags = ["--batch-mode", "--quiet", "--strict-checksums", `--file=${pom.path}`];
      const folders = [`-Dmaven.repo.local=${join(cache, "maven")}`, `-DoutputDirectory=${folder}`];
      await must("mvn", [...flags, ...folders, "dependency:copy-dependencies"], {
        env: { MAVEN_OPTS: quickStart.join(" "), ...process.env },
      });
    });
    const flags = [...quickStart, "-cp", join(jars, "*")];
    return {
      package: `huaweicloud-sdk-dis ${pinned(pom.text, /<version>([\d.]+)<\/version>\s*<\/dep/)}`,
      run: (file, settings) => execute("java", [...flags, file], settings),
    };
  },

  async python(): Promise<Toolchain> {
    const { text } = await manifest("python/requirements.txt");
    const packages = await pythonWith(pathToFileURL(path("python/requirements.txt")));
    return {
      package: `huaweicloudsdkdis ${pinned(text, /^huaweicloudsdkdis==(.+)$/m)}`,
      run: (file, { env, ...settings } = {}) =>
        execute("python3", [file], { ...settings, env: { ...packages, ...env } }),
    };
  },

  async go(): Promise<Toolchain> {
    await need("go");
    const { text } = await manifest("go/go.mod");
    const programs = join(cache, "go-programs");
    await mkdir(programs, { recursive: true });
    const env = {
      ...process.env,
      GOMODCACHE: join(cache, "go-modules"),
      GOCACHE: join(cache, "go-build"),
      GOTOOLCHAIN: "local",
      CGO_ENABLED: "0",
      // The compiler takes a quarter less time when it collects no garbage.
      GOGC: "off",
      GOMEMLIMIT: "1GiB",
    };
    const programOf = (file: string) => join(programs, hashOf(file));
    const build = (file: string) =>
      command("go", ["build", ...goFlags, "-o", programOf(file), file], { cwd: path("go/"), env });
    // What the SDK needs is compiled now, while other toolchains wait for the network.
    orThrow("go build", await build(path("go/main.go")));
    return {
      package: `huaweicloud-sdk-go-v3 ${pinned(text, /huaweicloud-sdk-go-v3 v(\S+)/)}`,
      async run(file, settings) {
        const built = await build(file);
        return built.code === 0 ? execute(programOf(file), [], settings) : built;
      },
    };
  },

  async node(): Promise<Toolchain> {
    const lock = await manifest("node/package-lock.json");
    const project = await cached(`node-core-${lock.hash}`, async (folder) => {
      for (const name of ["package.json", "package-lock.json", ".npmrc"]) {
        await cp(path(`node/${name}`), join(folder, name));
      }
      await must("npm", ["ci", "--ignore-scripts", "--loglevel=error"], { cwd: folder });
    });
    return {
      package: `huaweicloud-sdk-core ${pinned(lock.text, /huaweicloud-sdk-core": "([\d.]+)"/)}`,
      async run(file, settings) {
        // Where a module lies decides which packages it finds.
        const copy = join(project, basename(file));
        await cp(file, copy);
        return execute(process.execPath, [copy], settings);
      },
    };
  },
} satisfies Record<string, () => Promise<Toolchain>>;

/** Runs shell scripts: the tools that the sample asks for, and no SDK. */
export async function shell(): Promise<RunSource> {
  await need("curl", "jq");
  return (file, settings) => execute("sh", [file], settings);
}

/** What a Java program that is over in seconds does not need takes half of its time. */
const quickStart = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/** The cache can be deleted, and nothing is optimised: it would take longer than it saves. */
const goFlags = [
  ...["-mod=readonly", "-modcacherw", "-buildvcs=false"],
  ...["-gcflags=all=-N -l", "-ldflags=-s -w"],
];

function execute(
  program: string,
  args: readonly string[],
  { env, input }: Settings = {},
): Promise<Ended> {
  const own = { PATH: process.env.PATH, HOME: join(cache, "nobody"), NO_COLOR: "1" };
  return command(
    program,
    args,
    { cwd: tmpdir(), timeout: limitMs, env: { ...own, ...env } },
    input,
  );
}

/** @throws Error that names the first of these programs that is not on this machine. */
export async function need(...programs: string[]): Promise<void> {
  for (const program of programs) {
    const { code, stderr } = await command("sh", ["-c", `command -v ${program}`], {});
    if (code !== 0) throw new Error(`there is no ${program} on this machine. ${stderr}`.trim());
  }
}

/** Runs a program of this machine with all of its environment. @throws Error with what it said. */
export async function must(
  program: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<void> {
  orThrow(`${program} ${args[0]}`, await command(program, args, options));
}

function orThrow(what: string, { code, stdout, stderr }: Ended): void {
  if (code !== 0) throw new Error(`${what}: ${stdout}${stderr}`.trim());
}

async function manifest(name: string): Promise<{ path: string; text: string; hash: string }> {
  const text = await readFile(path(name), "utf8");
  return { path: path(name), text, hash: hashOf(text) };
}

function path(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function pinned(text: string, pattern: RegExp): string {
  const [, version] = pattern.exec(text) ?? [];
  if (version === undefined) throw new Error(`conformance/ pins nothing like ${pattern}`);
  return version;
}
