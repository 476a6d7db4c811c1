/**
 * Save the probe's report in a file, to be read before it is posted. `npm start` puts the commands
 * of the installed packages, dis-probe among them, on the PATH.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const endpoint = process.env.DIS_ENDPOINT ?? "https://dis.cn-north-4.myhuaweicloud.com";
const { status, stdout } = spawnSync(
  "dis-probe",
  ["--endpoint", endpoint, "--task", "newstream/newtask"],
  { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
);
writeFileSync("report.md", stdout);
console.log(`${stdout.split("\n")[0]} (${status})`); //=> # Responses of DIS compared with their OpenAPI description (0)
