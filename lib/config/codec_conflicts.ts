import type { Codec } from "../frame/mod.ts";
import { calls, type GivenValues } from "./given.ts";
import type { ServeSettings } from "./serve_settings.ts";
import { quote, UsageError } from "./usage_error.ts";

/** Settings that only one codec has. */
const onlyOf: Readonly<Record<Codec, readonly string[]>> = {
  h264: ["bitrate", "intra"],
  mjpeg: ["quality"],
  raw12: ["raw-format", "raw-stride", "metadata"],
};

/** File endings that hold one codec only. */
const endings: Readonly<Record<Codec, readonly string[]>> = {
  h264: [".mp4", ".h264"],
  mjpeg: [".mjpeg", ".jpg"],
  raw12: [".raw"],
};

/**
 * Finds settings of other codecs.
 *
 * @param settings The settings.
 * @param given What was given, and where.
 * @returns What is given to no effect, in words.
 */
export function codecWithoutEffect(
  { codec }: Pick<ServeSettings, "codec">,
  given: GivenValues,
): string[] {
  const others = Object.keys(onlyOf).filter((name) => name !== codec) as Codec[];
  const words = others.flatMap((other) => onlyOf[other]).flatMap((name) => {
    const origin = given.get(name)?.origin;
    return origin === undefined ? [] : [calls(name, origin)];
  });
  return words.length === 0 ? [] : [`${words.join(", ")} without effect: the codec is ${codec}`];
}

/**
 * Checks that recordings can hold what is encoded. A followed ring has what it has.
 *
 * @throws {UsageError} That names the file and what it could be.
 */
export function checkRecordedCodec({ codec, source, recordPatterns }: ServeSettings): void {
  if (source.kind === "ring") return;
  const wrong = recordPatterns.find((pattern) => !endings[codec].includes(endingOf(pattern)));
  if (wrong === undefined) return;
  throw new UsageError(
    `--record ${quote(wrong)} cannot hold --codec ${codec}: use a name that ends with ` +
      endings[codec].join(" or "),
  );
}

function endingOf(pattern: string): string {
  return /\.[A-Za-z0-9]+$/.exec(pattern)?.[0].toLowerCase() ?? "";
}
