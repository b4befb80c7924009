/** Why there is no picture, for whoever asked. */
export class DecodeError extends Error {
  /** The class's name. */
  override readonly name = "DecodeError";
  /** `missing`: ffmpeg is not installed; `failed`: it made no picture, or not in time. */
  readonly kind: "missing" | "failed";

  /** Says why. */
  constructor(kind: DecodeError["kind"], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** From the start of ffmpeg to its end: a Pi Zero needs a second or two. */
const timeLimitMs = 10_000;
/** 2 is the best that ffmpeg's JPEG has, 31 the worst. */
const quality = "3";

/**
 * Makes a JPEG image of the last picture of a stream.
 *
 * @param pictures Access units in Annex B form, the first a key frame; at least one, one picture each.
 * @throws {DecodeError} Where that is not possible.
 */
export async function decodeLastPicture(
  pictures: readonly Uint8Array<ArrayBuffer>[],
): Promise<Uint8Array<ArrayBuffer>> {
  const { code, stdout, stderr } = await runFfmpeg(pictures);
  if (stdout.length > 0) return stdout;
  const words = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
  const why = words === "" ? `it ended with code ${code}` : words;
  throw new DecodeError("failed", `ffmpeg made no picture of the newest frames: ${why}`);
}

async function runFfmpeg(
  pictures: readonly Uint8Array<ArrayBuffer>[],
): Promise<Deno.CommandOutput> {
  const last = `select=gte(n\\,${pictures.length - 1})`;
  try {
    const child = new Deno.Command("ffmpeg", {
      args: [
        ...["-v", "error", "-nostdin", "-threads", "1", "-f", "h264", "-i", "pipe:0"],
        ...["-vf", last, "-frames:v", "1", "-q:v", quality, "-f", "mjpeg", "pipe:1"],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(timeLimitMs),
    }).spawn();
    const fed = feed(child.stdin, pictures);
    const output = await child.output();
    await fed;
    return output;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new DecodeError("missing", "A still needs ffmpeg here: apt-get install ffmpeg");
  }
}

async function feed(
  stdin: WritableStream<Uint8Array>,
  pictures: readonly Uint8Array[],
): Promise<void> {
  const writer = stdin.getWriter();
  try {
    for (const picture of pictures) await writer.write(picture);
    await writer.close();
  } catch {
    // It ended without reading all of it: what it wrote says whether that was right.
  }
}
