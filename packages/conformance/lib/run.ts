import { x } from "tinyexec";

export interface Ended {
  /** Exit code; undefined when the program did not start or was stopped. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string | URL;
  /** The complete environment. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Standard input. Default: empty. */
  readonly input?: string;
  /** Default: no limit. */
  readonly timeoutMs?: number;
}

/** Run a program to its end and collect its output. Never rejects. */
export async function run(
  program: string,
  args: readonly string[],
  { cwd, env = process.env, input = "", timeoutMs }: RunOptions = {},
): Promise<Ended> {
  // tinyexec adds the environment of this process; undefined takes a variable out.
  const inherited = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  try {
    const child = x(program, args, {
      nodePath: false,
      stdin: input,
      ...(timeoutMs !== undefined && { timeout: timeoutMs }),
      nodeOptions: { env: { ...inherited, ...env }, ...(cwd !== undefined && { cwd }) },
    });
    // A program that ends without reading its input reports that by its exit code.
    child.process?.stdin?.on("error", () => {});
    const { exitCode, stdout, stderr } = await child;
    return { code: exitCode, stdout, stderr };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(`${error}`);
    // Only the time limit aborts.
    const stderr = name === "AbortError" ? `stopped after ${timeoutMs} ms` : message;
    return { code: undefined, stdout: "", stderr };
  }
}

/** Run a program and return what it prints. @throws Error with its output unless it exits with 0. */
export async function must(...call: Parameters<typeof run>): Promise<string> {
  const { code, stdout, stderr } = await run(...call);
  if (code !== 0) throw new Error(`${call[0]} ${call[1][0]}: ${stdout}${stderr}`.trim());
  return stdout;
}
