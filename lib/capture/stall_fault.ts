import type { Fault } from "./fault.ts";
import type { Stall } from "./stall_watchdog.ts";

/** A stall in words, for when the source itself did not say what is wrong. */
export function stallFault(stall: Stall, parts: { source: string; silentMs: number }): Fault {
  const { source, silentMs } = parts;
  const time = `${Math.round(silentMs / 1000)} s`;
  if (stall === "no-frames") {
    return {
      kind: "not-h264",
      message: `${source} sends bytes, but no H.264 picture for ${time}`,
      remedy: "see that nothing makes it write something other than Annex B, such as --camera-args",
    };
  }
  const remedy =
    "it is started again; if that does not help, look at the sensor's cable and at dmesg";
  return stall === "no-start"
    ? { kind: "silent", message: `${source} has sent nothing since its start ${time} ago`, remedy }
    : { kind: "silent", message: `${source} has sent nothing for ${time}`, remedy };
}
