import { choice } from "./kind.ts";
import type { Mode } from "./settings.ts";

/** What help says of a mode. */
export interface ModeWords {
  /** What it does, in half a sentence. */
  readonly summary: string;
  /** Command lines, each with what it does. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** What the command line has besides flags, for the usage line. */
  readonly usage: string;
  /** Exit codes, each with what it means. */
  readonly exitCodes: readonly (readonly [code: number, means: string])[];
}

const done = [0, "done, or stopped by SIGINT or SIGTERM"] as const;
const unreachable = [3, "could not connect, or gave up reconnecting"] as const;
const usage = [2, "usage or configuration: nothing was started"] as const;

/** The modes, in the order of help. */
export const modes: Readonly<Record<Mode, ModeWords>> = {
  serve: {
    summary: "put the camera on the network (the mode where none is given)",
    examples: [
      ["picam", "serve the camera"],
      ["picam --source pattern", "no camera needed: a test picture"],
      ["picam --width 1920 --height 1080 --bitrate 6M", "a larger picture"],
      ["picam --codec raw12 --source device:/dev/camera", "RAW frames of a driver"],
      ["picam --config /etc/picam.json --print-config", "settings, and where each comes from"],
      ["curl -N http://PI:8000/stream.h264 | ffplay -", "watch, on another machine"],
    ],
    usage: "[--mode serve] [FLAG …]",
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
  receive: {
    summary: "keep or show what another picam serves",
    examples: [
      ["picam --mode receive tcp://PI:5000", "record; Ctrl-C ends it and finishes the file"],
      ["picam --mode receive", "the same, from the only picam on the local network"],
      ["picam --mode receive tcp://PI:5000 --play", "record, and watch in ffplay, mpv or vlc"],
      [
        "picam --mode receive tcp://PI:5000 --output %Y%m%d-%H.mp4 --segment 1h --keep 7d",
        "a file an hour, for a week",
      ],
      [
        "picam --mode receive tcp://PI:5000 --from -30s --duration 60s",
        "a minute, half of it past",
      ],
      ["picam --mode receive tcp://PI:5000 | ffplay -", "bare H.264 into another program"],
      [
        "picam --mode receive tcp://PI:5000 --output frame_%03d.raw --output picture_%03d.png",
        "RAW frames as they are, and developed",
      ],
      [
        "picam --mode receive --listen 5000",
        "wait for a camera: there, picam --push tcp://ME:5000",
      ],
    ],
    usage: "--mode receive [URL] [FLAG …]",
    exitCodes: [
      [0, "done, stopped by SIGINT or SIGTERM, or the server's limit was reached"],
      usage,
      unreachable,
      [4, "the stream was damaged, or has a hole that the policy forbids"],
      [5, "the output could not be written; what was written is complete and playable"],
    ],
  },
  control: {
    summary: "send a request to a picam and print the answer as JSON",
    examples: [
      ["picam --mode control tcp://PI:5000 status --token @token", "how it is doing"],
      [
        "picam --mode control tcp://PI:5000 camera.set framerate=15 awb=daylight",
        "change settings",
      ],
      ["picam --mode control tcp://PI:5000 system.shutdown afterSeconds=60", "in a minute"],
      ["picam --mode control tcp://PI:5000 shell", "a prompt, and events as they come"],
    ],
    usage: "--mode control URL METHOD [KEY=VALUE …] [FLAG …]",
    exitCodes: [
      [0, "done: the answer is on standard output"],
      [1, "the server refused the request: its words are on standard error"],
      usage,
      unreachable,
    ],
  },
  doctor: {
    summary: "check what stands between this machine and a picture, and name remedies",
    examples: [
      ["picam --mode doctor", "check this machine"],
      ["picam --mode doctor --source v4l2:/dev/video0", "check for a USB camera"],
      ["picam --mode doctor --http-port 8080", "check for a server on another port"],
      ["picam --mode doctor tcp://PI:5000", "check the way to a server instead"],
    ],
    usage: "--mode doctor [URL] [FLAG …]",
    exitCodes: [
      [0, "nothing stands in the way"],
      usage,
      [3, "the URL cannot be reached"],
      [6, "there will be no picture: the lines that say so name the remedy"],
    ],
  },
};

/** Names of the modes. */
export const modeNames = Object.keys(modes) as readonly Mode[];

/** What `--mode` takes. */
export const modeKind = choice(modeNames, "MODE");
