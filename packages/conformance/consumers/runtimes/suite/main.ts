/** The suite as a program, for runtimes that have `process`: Node, Bun and Deno. */
import { runSuite, type Setting } from "./suite.ts";

// What the parent process gives: see `Setting`.
const setting = JSON.parse(process.argv[2] ?? "") as Setting;
console.log(JSON.stringify(await runSuite(setting)));
