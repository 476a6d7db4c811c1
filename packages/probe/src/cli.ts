#!/usr/bin/env node
import { main } from "./main.js";

try {
  process.exitCode = await main({
    args: process.argv.slice(2),
    env: process.env,
    now: new Date(),
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  });
} catch (error) {
  // A bug in the probe. Its message may quote a response, so it is not shown.
  const { name, stack } = Object(error);
  const frames = String(stack).match(/^ {4}at .*$/gm) ?? [];
  process.stderr.write(`dis-probe: unexpected ${name}; please report it\n${frames.join("\n")}\n`);
  process.exitCode = 1;
}
