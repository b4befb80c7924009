import { type NewestOptions, newestPicture, sendPicture } from "./newest_picture.ts";
import { requireCodec } from "./offer.ts";
import type { Handler } from "./route.ts";

/**
 * `GET /frame.jpg` of a stream of images: the newest, as the camera made it. Where that is old, the
 * next one is waited for. Spec: http-api.
 */
export function newestJpg(
  options: NewestOptions & {
    /** Answers where the stream is of H.264. */
    readonly other: Handler;
  },
): Handler {
  return async (exchange) => {
    const stream = options.ring.stream ?? options.expected;
    requireCodec({ stream }, exchange.url.pathname, ["h264", "mjpeg"]);
    if (stream.codec !== "mjpeg") return await options.other(exchange);
    const picture = await newestPicture(exchange, options);
    if (picture) sendPicture(exchange, picture, { "Content-Type": "image/jpeg" });
  };
}
