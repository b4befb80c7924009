import { choice } from "./kind.ts";
import type { Mode } from "./settings.ts";

/** What help says of a mode. */
export interface ModeWords {
  /** What it does, in half a sentence. */
  readonly summary: string;
  /** Command lines, each with what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** Exit codes, each with what it means. */
  readonly exitCodes: readonly (readonly [code: number, means: string])[];
}

const done = [0, "done, or stopped by SIGINT or SIGTERM"] as const;
const usage = [2, "usage or configuration: nothing was started"] as const;

/** The modes, in the order of help. */
export const modes: Readonly<Record<Mode, ModeWords>> = {
  serve: {
    summary: "put the camera on the network (the mode where none is given)",
    examples: [
      ["picam", "serve the camera"],
      ["picam --source pattern", "no camera needed: a test picture"],
      ["picam --width 1920 --height 1080 --bitrate 6M", "a larger picture"],
      ["picam --config /etc/picam.json --print-config", "settings, and where each comes from"],
      ["curl -N http://PI:8000/stream.h264 | ffplay -", "watch, on another machine"],
    ],
    exitCodes: [
      done,
      usage,
      [
        6,
        "the camera program is not installed, or, with --frames or --duration, the camera cannot " +
        "deliver",
      ],
    ],
  },
  doctor: {
    summary: "check what stands between this machine and a picture, and name remedies",
    examples: [
      ["picam --mode doctor", "check this machine"],
      ["picam --mode doctor --source v4l2:/dev/video0", "check for a USB camera"],
      ["picam --mode doctor --http-port 8080", "check for a server on another port"],
    ],
    exitCodes: [
      [0, "nothing stands in the way"],
      usage,
      [6, "there will be no picture: the lines that say so name the remedy"],
    ],
  },
};

/** Names of the modes. */
export const modeNames = Object.keys(modes) as readonly Mode[];

/** What `--mode` takes. */
export const modeKind = choice(modeNames, "MODE");
