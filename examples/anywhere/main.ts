/** A program that uses the library: its own options decide where the calls go. */
import { token } from "@dis-openapi/client";
import { report, requestIdOf } from "./index.js";

const endpoint = process.env.DIS_ENDPOINT;
const projectId = "0123456789abcdef0123456789abcdef";
const options = { endpoint, projectId, auth: token(process.env.DIS_AUTH_TOKEN ?? "any-token") };

for (const line of await report(options, "newstream", "newtask")) console.log(line);
//=> by the description … of DIS dump tasks (unofficial)
//=> newtask is RUNNING
//=> to the bucket obsbucket
for (const line of await report(options, "newstream", "unknown")) console.log(line);
//=> by the description … of DIS dump tasks (unofficial)
//=> no such task
console.log(await requestIdOf(options, projectId, "newstream", "newtask")); //=> …
