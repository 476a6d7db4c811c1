import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; strict: true; allowPositionals: false }>
>["values"];

/**
 * Parse the command line of a script. `--help` prints the usage and exits with 0; a wrong option
 * prints one line and exits with 2.
 */
export function parseOptions<O extends Options = Record<never, never>>(
  summary: string,
  usage: string,
  options?: O,
): Values<O> {
  try {
    const { values } = parseArgs({
      options: { ...options, help: { type: "boolean", short: "h" } },
      strict: true,
      allowPositionals: false,
    });
    if (values.help === true) {
      console.log(`${summary}\n\nUsage: ${usage}`);
      process.exit(0);
    }
    // Safe: O declares all values but `help`, which was added above and ends the program.
    return values as Values<O>;
  } catch (error) {
    fail(`${error instanceof Error ? error.message : error} (see --help)`);
  }
}

/** End a script that was called wrongly: print one line and exit with 2. */
export function fail(message: string): never {
  console.error(`error: ${message.split("\n")[0]}`);
  process.exit(2);
}
