/** Run Turborepo with its own options and without telemetry; see generate/lib/tools.ts. */
import { run } from "./generate/lib/tools.ts";

process.exitCode = await run("turbo", process.argv.slice(2));
