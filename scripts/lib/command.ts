import { type ExecFileOptions, execFile } from "node:child_process";

export interface Ended {
  /** Exit code; undefined when it could not be started, or a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, on the given input, and keeps what it says. It never rejects. */
export function command(
  file: string,
  args: readonly string[],
  options: ExecFileOptions,
  input = "",
): Promise<Ended> {
  return new Promise((resolve) => {
    const settings = { maxBuffer: 2 ** 26, ...options, encoding: "utf8" } as const;
    const { stdin } = execFile(file, args, settings, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      // Without an exit code there may be no word from the program: then Node's own message is.
      if (typeof code === "number") resolve({ code, stdout, stderr });
      else resolve({ code: undefined, stdout, stderr: `${stderr}${error?.message ?? ""}` });
    });
    // A program that ended without reading it says so by its exit code.
    stdin?.on("error", () => {}).end(input);
  });
}
