import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cache, cached } from "../lib/install.ts";
import { must } from "../lib/run.ts";
import { need } from "../sdks/toolchains.ts";
import type { Api } from "./api.ts";
import { readDefinitions } from "./readers/definitions.ts";
import { readGo } from "./readers/go.ts";
import { readJava } from "./readers/java.ts";
import { readPython } from "./readers/python.ts";
import { only } from "./readers/text.ts";

/** A package, as a purl names it. */
export interface Package {
  /** The kind of its registry: pypi, maven, golang, cargo or npm. */
  readonly type: string;
  readonly name: string;
  readonly version: string;
}

/** @throws Error when it is not a purl with a version. */
export function parsePurl(purl: string): Package {
  const [, type, name, version] = /^pkg:([a-z]+)\/([^@?#]+)@([^@?#]+)$/.exec(purl) ?? [];
  if (type === undefined || name === undefined || version === undefined) {
    throw new Error(
      `${purl} is not a purl with a version, such as pkg:pypi/huaweicloudsdkdis@3.1.219`,
    );
  }
  return { type, name: decodeURIComponent(name), version: decodeURIComponent(version) };
}

/** @throws Error when the registry cannot be asked, or with what its tool says. */
export async function newestOf({ type, name }: Package): Promise<string> {
  const newest = newestIn[type];
  if (newest === undefined) throw new Error(`packages of the type ${type} cannot be looked up`);
  return newest(name);
}

/** Whether the operations in the sources of a package can be read. */
export function isReadable({ type, name }: Package): boolean {
  return `${type}/${name}` in readers;
}

/** Download a release, if it is not in the cache, and read it. */
export async function read({ type, name, version }: Package): Promise<Api> {
  const reader = readers[`${type}/${name}`];
  if (reader === undefined) throw new Error(`the sources of ${type}/${name} cannot be read`);
  try {
    return await reader(name, version);
  } catch (error) {
    throw new Error(`${version}: ${error instanceof Error ? error.message : error}`);
  }
}

const readers: Readonly<Record<string, (name: string, version: string) => Promise<Api>>> = {
  "pypi/huaweicloudsdkdis": async (...release) => readPython(await pypi(...release)),
  "maven/com.huaweicloud.sdk/huaweicloud-sdk-dis": async (...release) =>
    readJava(await maven(...release)),
  "golang/github.com/huaweicloud/huaweicloud-sdk-go-v3": async (...release) =>
    readGo(await golang(...release)),
  "cargo/huawei-cloud-api-definitions-DIS": async (...release) =>
    readDefinitions(await cargo(...release)),
};

/** The packages that can be read, in words. */
export const readable = new Intl.ListFormat("en").format(
  Object.keys(readers).map((name) => `pkg:${name}`),
);

const newestIn: Readonly<Record<string, (name: string) => Promise<string>>> = {
  pypi: async (name) => only(await pip("index", "versions", name), /^\S+ \((\S+)\)/m),

  async maven(name) {
    const folder = await mkdtemp(join(tmpdir(), "newest-"));
    try {
      await mvn("copy", name, "RELEASE", folder);
      return only((await readdir(folder)).join("\n"), /-(\d\S*)-sources\.jar/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },

  golang: async (name) => (await go("list", "-m", "-f", "{{.Version}}", `${name}@latest`)).trim(),

  async cargo(name) {
    const info = await cargoInfo(name);
    return /^version: .*\(latest (\S+)\)$/m.exec(info)?.[1] ?? only(info, /^version: (\S+)$/m);
  },

  npm: async (name) => (await ask("npm", ["view", name, "version"])).trim(),
};

/** Each returns the folder of a release. */
function pypi(name: string, version: string): Promise<string> {
  return cached(folderOf("pypi", name, version), async (folder) => {
    // A wheel is unpacked; other distributions would run code of the package.
    const flags = ["--no-deps", "--only-binary=:all:", "--no-compile", "--no-input", "--quiet"];
    await pip("install", ...flags, "--target", folder, `${name}==${version}`);
  });
}

function maven(name: string, version: string): Promise<string> {
  return cached(folderOf("maven", name, version), async (folder) => {
    await mvn("unpack", name, version, folder);
  });
}

async function golang(name: string, version: string): Promise<string> {
  // Safe: go prints this shape unless it fails.
  const { Dir } = JSON.parse(await go("mod", "download", "-json", `${name}@${version}`)) as {
    Dir: string;
  };
  return Dir;
}

async function cargo(name: string, version: string): Promise<string> {
  await cargoInfo(`${name}@${version}`);
  const unpacked = join(cargoHome, "registry/src");
  for (const registry of await readdir(unpacked)) {
    const folder = join(unpacked, registry, `${name}-${version}`);
    if (await readdir(folder).catch(() => false)) return folder;
  }
  throw new Error(`cargo info did not unpack ${name}`);
}

const cargoHome = join(cache, "cargo");

/** Run the tool of a registry. One that hangs must not keep the others from the report. */
async function ask(...[program, args, options]: Parameters<typeof must>): Promise<string> {
  await need(program);
  return must(program, args, { timeoutMs: 300_000, ...options });
}

function pip(...args: string[]): Promise<string> {
  return ask("python3", ["-m", "pip", "--disable-pip-version-check", ...args]);
}

async function mvn(goal: string, name: string, version: string, folder: string): Promise<void> {
  // Ask again for what was missing the last time.
  const flags = ["--batch-mode", "--quiet", "--strict-checksums", "--update-snapshots"];
  const artifact = `-Dartifact=${name.replace("/", ":")}:${version}:jar:sources`;
  const folders = [`-Dmaven.repo.local=${join(cache, "maven")}`, `-DoutputDirectory=${folder}`];
  const plugin = `org.apache.maven.plugins:maven-dependency-plugin:3.8.1:${goal}`;
  const args = [plugin, ...flags, "-Dstyle.color=never", artifact, ...folders];
  // The plugin notes in the working directory what it has unpacked, and would not do it again.
  await ask("mvn", args, { cwd: folder });
}

function go(...args: string[]): Promise<string> {
  const settings = {
    GOMODCACHE: join(cache, "go-modules"),
    GOTOOLCHAIN: "local",
    GOFLAGS: "-modcacherw",
  };
  return ask("go", args, { cwd: tmpdir(), env: { ...process.env, ...settings } });
}

function cargoInfo(wanted: string): Promise<string> {
  // It unpacks the package below its home.
  const env = { ...process.env, CARGO_HOME: cargoHome, CARGO_TERM_COLOR: "never" };
  return ask("cargo", ["info", "--registry=crates-io", wanted], { cwd: tmpdir(), env });
}

function folderOf(...parts: string[]): string {
  return ["sources", ...parts].join("-").replace(/[^\w.-]/g, "+");
}
