/** Run the suite as a program on runtimes with `process`: Node, Bun and Deno. */
import { runSuite, type Setting } from "./suite.ts";

// Safe: the parent process passes a `Setting`.
const setting = JSON.parse(process.argv[2] ?? "") as Setting;
console.log(JSON.stringify(await runSuite(setting)));
