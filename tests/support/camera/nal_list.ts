/** A NAL unit found in an elementary stream. */
export interface FoundNal {
  /** Its first byte. */
  readonly header: number;
  readonly startCodeBytes: 3 | 4;
  /** Everything from the start code to the next one, a view. */
  readonly bytes: Uint8Array;
}

/** Cuts an elementary stream at its start codes; slow and simple, for tests. */
export function listNals(stream: Uint8Array): FoundNal[] {
  const starts: { at: number; startCodeBytes: 3 | 4 }[] = [];
  for (let i = 0; i + 3 < stream.length; i++) {
    if (stream[i] !== 0 || stream[i + 1] !== 0 || stream[i + 2] !== 1) continue;
    const long = i > 0 && stream[i - 1] === 0;
    starts.push({ at: long ? i - 1 : i, startCodeBytes: long ? 4 : 3 });
  }
  return starts.map(({ at, startCodeBytes }, index) => ({
    header: stream[at + startCodeBytes]!,
    startCodeBytes,
    bytes: stream.subarray(at, starts[index + 1]?.at),
  }));
}
