/** Say which sources of the spec have newer releases, and what these say differently. */
import type { Source } from "../../../openapi/openapi.d.cts";
import { fail, parseOptions } from "../../../scripts/generate/lib/options.ts";
import { readSpec } from "../../../scripts/generate/lib/spec.ts";
import { during } from "../lib/progress.ts";
import { compare } from "./compare.ts";
import { isReadable, newestOf, type Package, parsePurl, read, readable } from "./releases.ts";
import { differences, report, type Watched } from "./report.ts";
import { modelledIn } from "./spec.ts";

const { from, to } = parseOptions(
  `Report in Markdown what the newest releases of the packages in openapi/sources.yaml say differently
from the releases that were read: operations, fields, types and values. Downloads releases that are
not in the cache. What cannot be reached is listed; the exit code is 0 all the same.

--from  compare this release, a purl such as pkg:pypi/huaweicloudsdkdis@3.1.175 …
--to    … with this version of the same package, and print only their differences`,
  "npm run sources -- [--from <purl> --to <version>]",
  { from: { type: "string" }, to: { type: "string" } },
);
if ((from === undefined) !== (to === undefined))
  fail("--from and --to need each other (see --help)");

const spec = await readSpec("openapi");
const modelled = modelledIn(spec);
if (from !== undefined && to !== undefined) {
  const older = wanted(from);
  const changed = await compared(older, to).catch((error: Error) => error);
  console.log(
    changed instanceof Error
      ? `Not reached: ${changed.message}`
      : differences(changed, modelled).join("\n\n"),
  );
} else {
  const { "x-sources": sources = [] } = spec;
  const watched = await Promise.all(sources.flatMap((source) => watch(source) ?? []));
  console.log(report(watched, modelled, sources));
}

function watch({ title, package: purl }: Source): Promise<Watched> | undefined {
  if (purl === undefined) return undefined;
  return during(`looking for releases of ${purl}`, async () => {
    let watched: Watched = { title, package: purl };
    try {
      const registered = parsePurl(purl);
      const newest = await newestOf(registered);
      watched = { ...watched, newest };
      if (newest === registered.version || !isReadable(registered)) return watched;
      return { ...watched, changed: await compared(registered, newest) };
    } catch (error) {
      return { ...watched, problem: error instanceof Error ? error.message : `${error}` };
    }
  });
}

async function compared(older: Package, version: string) {
  // One after the other, because they may share a local repository.
  const was = await read(older);
  return compare(was, await read({ ...older, version }));
}

function wanted(purl: string): Package {
  try {
    const release = parsePurl(purl);
    if (!isReadable(release)) fail(`${purl} cannot be compared; only releases of ${readable} can`);
    return release;
  } catch (error) {
    fail(error instanceof Error ? error.message : `${error}`);
  }
}
