import { createHash } from "node:crypto";
import { cp, mkdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cache, cached } from "../lib/install.ts";
import { pythonWith } from "../lib/python.ts";
import { type Ended, must, run } from "../lib/run.ts";

/** Longest run of a program, in milliseconds. */
const limitMs = 120_000;

/**
 * Runs a source file with an official SDK. The program sees no variable of this environment but
 * PATH, so that no credentials and no proxy of the machine reach it.
 */
export type RunSource = (file: string, settings?: Settings) => Promise<Ended>;

interface Settings {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export interface Toolchain {
  /** Name and version of the SDK's package. */
  readonly package: string;
  readonly run: RunSource;
}

/**
 * Install each SDK from its registry, at the version that a file in this folder pins. Each throws an
 * Error when a program is missing on this machine.
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
      package: `huaweicloud-sdk-dis ${pinned(pom, /<version>([\d.]+)<\/version>\s*<\/dep/)}`,
      run: (file, settings) => execute("java", [...flags, file], settings),
    };
  },

  async python(): Promise<Toolchain> {
    const requirements = await manifest("python/requirements.txt");
    const packages = await pythonWith(pathToFileURL(requirements.path));
    return {
      package: `huaweicloudsdkdis ${pinned(requirements, /^huaweicloudsdkdis==(.+)$/m)}`,
      run: (file, { env, ...settings } = {}) =>
        execute("python3", [file], { ...settings, env: { ...packages, ...env } }),
    };
  },

  async go(): Promise<Toolchain> {
    await need("go");
    const module = await manifest("go/go.mod");
    const programs = join(cache, "go-programs");
    await mkdir(programs, { recursive: true });
    const env = {
      ...process.env,
      GOMODCACHE: join(cache, "go-modules"),
      GOCACHE: join(cache, "go-build"),
      GOTOOLCHAIN: "local",
      CGO_ENABLED: "0",
      // The compiler is a quarter faster without garbage collection.
      GOGC: "off",
      GOMEMLIMIT: "1GiB",
    };
    const programOf = (file: string) => join(programs, hashOf(file));
    const build = (file: string) =>
      run("go", ["build", ...goFlags, "-o", programOf(file), file], { cwd: path("go/"), env });
    // Compile the SDK now, while other toolchains wait for the network.
    const { code, stdout, stderr } = await build(path("go/main.go"));
    if (code !== 0) throw new Error(`go build: ${stdout}${stderr}`.trim());
    return {
      package: `huaweicloud-sdk-go-v3 ${pinned(module, /huaweicloud-sdk-go-v3 v(\S+)/)}`,
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
      package: `huaweicloud-sdk-core ${pinned(lock, /huaweicloud-sdk-core": "([\d.]+)"/)}`,
      async run(file, settings) {
        // Node looks for packages beside the module.
        const copy = join(project, basename(file));
        await cp(file, copy);
        return execute(process.execPath, [copy], settings);
      },
    };
  },
} satisfies Record<string, () => Promise<Toolchain>>;

/** Return how to run shell scripts, which use curl and jq and no SDK. */
export async function shell(): Promise<RunSource> {
  await need("curl", "jq");
  return (file, settings) => execute("sh", [file], settings);
}

/** Without these, a Java program that ends within seconds takes twice as long. */
const quickStart = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];

/** Keep the cache deletable, and skip optimisations that take longer than they save. */
const goFlags = [
  ...["-mod=readonly", "-modcacherw", "-buildvcs=false"],
  ...["-gcflags=all=-N -l", "-ldflags=-s -w"],
];

function execute(program: string, args: readonly string[], { env, input = "" }: Settings = {}) {
  const own = { PATH: process.env.PATH, HOME: join(cache, "nobody"), NO_COLOR: "1" };
  return run(program, args, {
    cwd: tmpdir(),
    timeoutMs: limitMs,
    env: { ...own, ...env },
    input,
  });
}

/** @throws Error that names the first program that is missing on this machine. */
export async function need(...programs: string[]): Promise<void> {
  for (const program of programs) {
    const { code } = await run("sh", ["-c", `command -v ${program}`]);
    if (code !== 0) throw new Error(`${program} is not installed`);
  }
}

interface Manifest {
  readonly path: string;
  readonly text: string;
  readonly hash: string;
}

async function manifest(name: string): Promise<Manifest> {
  const text = await readFile(path(name), "utf8");
  return { path: path(name), text, hash: hashOf(text) };
}

function path(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function pinned({ path, text }: Manifest, pattern: RegExp): string {
  const [, version] = pattern.exec(text) ?? [];
  if (version === undefined) throw new Error(`${path} has no version that matches ${pattern}`);
  return version;
}
