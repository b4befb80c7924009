/**
 * Reads a stream of bytes to its end.
 *
 * @param stream The stream; it is locked and used up.
 * @returns All of its bytes.
 */
export function toArrayBuffer(stream: ReadableStream<Uint8Array>): Promise<ArrayBuffer> {
  // A Response copies nothing more than once and takes any Uint8Array that a stream can carry.
  return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer();
}

/**
 * Reads a stream of text, or of UTF-8 bytes, to its end.
 *
 * @param stream The stream; it is locked and used up.
 * @returns All of its text.
 */
export async function toText(stream: ReadableStream): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) {
    text += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
