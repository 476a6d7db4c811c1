/** Run the suite as a program on runtimes with `process`: Node, Bun and Deno. */
// esbuild keeps the specifier, and the compiled suite ends in .js.
import { runSuite, type Setting } from "./suite.js";

// Safe: the parent process passes a `Setting`.
const setting = JSON.parse(process.argv[2] ?? "") as Setting;
console.log(JSON.stringify(await runSuite(setting)));
