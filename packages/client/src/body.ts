/** The text of a body, or the reason why it cannot be read. */
export interface Body {
  readonly text: string;
  readonly problem?: string;
}

/**
 * Read a body of at most `limit` bytes as UTF-8, which JSON always is. An abort
 * cancels the reader too, since the signal of a `fetch` may not reach a body (Node 22 and later).
 *
 * @throws what the runtime throws when the body breaks off.
 */
export async function readBody(
  { body }: Response,
  limit: number,
  signal: AbortSignal,
): Promise<Body> {
  const reader = body?.getReader();
  const cancel = () => {
    reader?.cancel().catch(() => {});
  };
  signal.addEventListener("abort", cancel);
  if (signal.aborted) cancel();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      cancel();
      return { text: "", problem: `is larger than maxResponseBytes (${limit})` };
    }
    chunks.push(value);
  }
  try {
    return { text: utf8.decode(chunks.length === 1 ? chunks[0] : join(chunks, length)) };
  } catch {
    return { text: "", problem: "is not UTF-8" };
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
