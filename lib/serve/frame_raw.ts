import type { NewestOptions, NewestPicture } from "./newest_picture.ts";
import { newestPicture, sendPicture } from "./newest_picture.ts";
import { requireCodec } from "./offer.ts";
import type { Handler } from "./route.ts";

/** Longer metadata stay away: many a client takes no more than 8 KiB of headers in all. */
const maxMetadataLength = 4096;

/**
 * `GET /frame.raw`: the newest RAW frame, width × height samples of 16 bits, little-endian, row by
 * row; headers say what they are. Where it is old, the next one is waited for.
 * Spec: http-api; wire-protocol v1, `raw12`.
 */
export function frameRaw(options: NewestOptions): Handler {
  return async (exchange) => {
    const stream = options.ring.stream ?? options.expected;
    requireCodec({ stream }, exchange.url.pathname, ["raw12"]);
    const picture = await newestPicture(exchange, options);
    if (picture) sendPicture(exchange, picture, headersOf(picture));
  };
}

function headersOf({ frame, stream }: NewestPicture): Record<string, string | number> {
  const { width, height, bayer, bitDepth } = stream;
  const metadata = frame.metadata && inAscii(JSON.stringify(frame.metadata));
  return {
    "Content-Type": "application/octet-stream",
    ...(width === undefined ? {} : { "Picam-Width": width }),
    ...(height === undefined ? {} : { "Picam-Height": height }),
    ...(bayer === undefined ? {} : { "Picam-Bayer": bayer }),
    ...(bitDepth === undefined ? {} : { "Picam-Bit-Depth": bitDepth }),
    ...(metadata === undefined || metadata.length > maxMetadataLength
      ? {}
      : { "Picam-Metadata": metadata }),
  };
}

/** JSON stays the same JSON; a header's value has no other characters. Spec: RFC 9110 5.5. */
function inAscii(json: string): string {
  return json.replaceAll(
    /[^ -~]/g,
    (char) => "\\u" + char.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}
