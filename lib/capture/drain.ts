/**
 * The size of one read, in bytes. A pipe holds 64 KiB (256 KiB where pages are 16 KiB), so a read mostly takes all
 * there is. Filling one buffer again and again (BYOB) was measured against the default reader: the same
 * number of reads, the same CPU for frames in real time, a third less CPU at full throttle, and 49 MB
 * of memory instead of 57 to 69 MB, because no chunk waits for the garbage collector.
 */
export const pipeReadBytes = 64 * 1024;

/**
 * Reads a stream to its end, whoever still wants it or not.
 * @param onBytes gets each piece as it comes, a view that is valid until it returns.
 */
export async function drain(
  reader: ReadableStreamBYOBReader,
  onBytes: (bytes: Uint8Array) => void,
): Promise<void> {
  let buffer = new Uint8Array(pipeReadBytes);
  while (true) {
    const { value, done } = await reader.read(buffer);
    if (value !== undefined && value.length > 0) onBytes(value);
    if (done || value === undefined) return;
    buffer = new Uint8Array(value.buffer);
  }
}
