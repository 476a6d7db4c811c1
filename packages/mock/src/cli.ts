#!/usr/bin/env node
import { main } from "./main.js";

const { exitCode, server } = await main(process.argv.slice(2), process);
process.exitCode = exitCode;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void server?.close());
}
