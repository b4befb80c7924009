import type { Fault } from "./fault.ts";
import { type CameraCodec, pictureWords } from "./camera_codec.ts";
import type { Stall } from "./stall_watchdog.ts";

/** A stall in words, for when the source itself did not say what is wrong. */
export function stallFault(
  stall: Stall,
  parts: { source: string; silentMs: number; codec?: CameraCodec | undefined },
): Fault {
  const { source, silentMs, codec = "h264" } = parts;
  const time = `${Math.round(silentMs / 1000)} s`;
  if (stall === "no-frames") {
    const { kind, picture, form } = pictureWords[codec];
    return {
      kind,
      message: `${source} sends bytes, but no ${picture} for ${time}`,
      remedy: `see that nothing makes it write something other than ${form}, such as --camera-args`,
    };
  }
  const remedy =
    "it is started again; if that does not help, look at the sensor's cable and at dmesg";
  return stall === "no-start"
    ? { kind: "silent", message: `${source} has sent nothing since its start ${time} ago`, remedy }
    : { kind: "silent", message: `${source} has sent nothing for ${time}`, remedy };
}
