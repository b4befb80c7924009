import type { StreamInfo } from "../frame/mod.ts";

/** What is said of a stream before its first frame: nothing else is known. */
export const unknownStream: StreamInfo = { id: 1, name: "camera", codec: "h264" };
