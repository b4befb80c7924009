import type { StreamInfo } from "../frame/mod.ts";
import {
  type JsonObject,
  optional,
  optionalNumber,
  quoted,
  required,
  requiredCount,
} from "./json.ts";
import { WireError } from "./wire_error.ts";

const codecs = ["h264", "mjpeg", "raw12"] as const;
/** What the boxes of an MP4 file and the SPS of H.264 have room for. */
const maxSide = { max: 65_535 };
const bayerOrders = ["RGGB", "BGGR", "GRBG", "GBRG"] as const;

/**
 * Reads the description of a stream, as WELCOME, `offer` and EVENT `stream` carry it.
 * Spec: wire-protocol v1, *Session*.
 * @throws {WireError} where a member is not what it is to be.
 */
export function decodeStream(object: JsonObject): StreamInfo {
  const codec = required(object, "codec", "string");
  const known = codecs.find((name) => name === codec);
  if (known === undefined) {
    throw new WireError("protocol", `The codec ${quoted(codec)} is not known`);
  }
  const bayer = bayerOrders.find((order) => order === object["bayer"]);
  const stream = {
    id: requiredCount(object, "id"),
    name: required(object, "name", "string"),
    codec: known,
    codecString: optional(object, "codecString", "string"),
    width: optionalNumber(object, "width", maxSide),
    height: optionalNumber(object, "height", maxSide),
    framerate: optionalNumber(object, "framerate", { fraction: true, max: 100_000 }),
    bitrate: optionalNumber(object, "bitrate", { fraction: true }),
    bayer,
    bitDepth: optionalNumber(object, "bitDepth", { min: 1, max: 16 }),
  };
  // Members that the source does not know are absent, not undefined.
  const given = Object.entries(stream).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as unknown as StreamInfo;
}
