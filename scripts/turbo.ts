/** Turborepo, with its own options, for every script that runs tasks: see lib/tools.ts. */
import { run } from "./generate/lib/tools.ts";

process.exitCode = await run("turbo", process.argv.slice(2));
