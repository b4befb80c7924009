/** Decodes an elementary stream with ffmpeg, so that tests can look into pictures. @module */

/** What ffmpeg made of a stream. */
export interface DecodedVideo {
  /** Visible width in samples; 0 if no picture came out. */
  readonly width: number;
  /** Visible height in samples. */
  readonly height: number;
  /** Luma of every picture in the order shown, `width` samples a row, no padding. */
  readonly lumas: readonly Uint8Array[];
  /** Both chroma components of every picture, Cb then Cr, `width / 2` samples a row. */
  readonly chromas: readonly { readonly cb: Uint8Array; readonly cr: Uint8Array }[];
  /** What ffmpeg said at level `error`, which it left at the first: empty for a valid stream. */
  readonly complaints: string;
}

/**
 * Decodes Annex B bytes with `ffmpeg`, strictly: any error ends the decoding and is told.
 *
 * All pictures are kept in memory at once, 1.5 bytes a pixel: keep streams short.
 *
 * @param bytes A whole elementary stream, from a key picture on; only read
 * @throws {Deno.errors.NotFound} If there is no `ffmpeg`: give the test `judgedBy("ffmpeg")`
 *
 * @example
 * ```ts ignore
 * const { lumas, width, height, complaints } = await decodeLuma(bytes);
 * const stamp = readPatternStamp(lumas[0]!, { width, height, stride: width });
 * ```
 */
export function decodeLuma(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedVideo> {
  return decodeInput(["-f", "h264", "-i", "pipe:0"], bytes);
}

/**
 * Decodes whatever ffmpeg can read, strictly.
 *
 * @param input ffmpeg's input options, ending with `-i` and what it reads
 * @param bytes What comes from `pipe:0`; only read
 */
export async function decodeInput(
  input: readonly string[],
  bytes: Uint8Array = new Uint8Array(),
): Promise<DecodedVideo> {
  const strict = ["-v", "error", "-xerror", "-err_detect", "explode"];
  const output = ["-vsync", "passthrough", "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "pipe:1"];
  const { stdout, complaints } = await runFfmpeg([...strict, ...input, ...output], bytes);
  return { ...parseYuv4mpeg(stdout), complaints };
}

/**
 * Runs ffmpeg to its end.
 *
 * @param bytes What comes from `pipe:0`; only read
 * @returns What it wrote to `pipe:1`, and what it said
 */
export async function runFfmpeg(
  args: readonly string[],
  bytes: Uint8Array = new Uint8Array(),
): Promise<{ stdout: Uint8Array; complaints: string }> {
  const ffmpeg = new Deno.Command("ffmpeg", {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const fed = feed(ffmpeg.stdin, bytes);
  const { stdout, stderr } = await ffmpeg.output();
  await fed;
  return { stdout, complaints: new TextDecoder().decode(stderr) };
}

/** Writes everything; ffmpeg may hang up at an error, of which it tells itself. */
async function feed(stdin: WritableStream<Uint8Array>, bytes: Uint8Array): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(bytes);
    await writer.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** One text line with the size, then `FRAME` lines with planes behind them. */
function parseYuv4mpeg(bytes: Uint8Array): Omit<DecodedVideo, "complaints"> {
  const lineEnd = bytes.indexOf(10);
  if (lineEnd < 0) return { width: 0, height: 0, lumas: [], chromas: [] };
  const fields = new TextDecoder().decode(bytes.subarray(0, lineEnd)).split(" ");
  const numberOf = (tag: string) => Number(fields.find((it) => it.startsWith(tag))?.slice(1));
  const width = numberOf("W"), height = numberOf("H");
  const lumaBytes = width * height, chromaBytes = lumaBytes / 4;
  const lumas: Uint8Array[] = [];
  const chromas: { cb: Uint8Array; cr: Uint8Array }[] = [];
  for (let at = lineEnd + 1; at < bytes.length;) {
    const luma = bytes.indexOf(10, at) + 1;
    const cb = luma + lumaBytes, cr = cb + chromaBytes;
    at = cr + chromaBytes;
    lumas.push(bytes.subarray(luma, cb));
    chromas.push({ cb: bytes.subarray(cb, cr), cr: bytes.subarray(cr, at) });
  }
  return { width, height, lumas, chromas };
}
