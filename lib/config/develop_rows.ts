import { choice, type Kind, onOff, text } from "./kind.ts";
import type { Rows } from "./setting.ts";

/** What `--png-depth` takes. */
const depthKind: Kind<8 | 16> = {
  ...choice(["8", "16"], "BITS"),
  parse: (given) => given === "8" ? 8 : given === "16" ? 16 : undefined,
  format: (value) => value,
};

/** How RAW frames become pictures. */
export const developRows: Rows<
  "isp" | "ispProfilePath" | "ispQuality" | "pngDepth" | "pngCompression"
> = {
  isp: {
    name: "isp",
    group: "RAW frames",
    modes: ["receive"],
    kind: onOff,
    fallback: "false",
    help:
      "develop RAW frames: into .png, or through ffmpeg into .mp4 and .h264; into a pipe, and " +
      "with --play, as RGB; --output with .png implies it",
  },
  ispProfilePath: {
    name: "isp-profile",
    group: "RAW frames",
    modes: ["receive"],
    kind: text(/^\P{Cc}{1,4096}$/u, { placeholder: "FILE", allowed: "a path" }),
    help: "JSON that sets the stages of development, or switches them off",
  },
  ispQuality: {
    name: "isp-quality",
    group: "RAW frames",
    modes: ["receive"],
    kind: choice(["fast", "best"], "QUALITY"),
    unsetWords: "as the profile says, else fast",
    help: "how colours are made of the mosaic: fast, or best, which takes longer",
  },
  pngDepth: {
    name: "png-depth",
    group: "RAW frames",
    modes: ["receive"],
    kind: depthKind,
    fallback: "8",
    help: "bits of a colour in .png; a camera has 10 to 12",
  },
  pngCompression: {
    name: "png-compression",
    group: "RAW frames",
    modes: ["receive"],
    kind: choice(["stored", "fast"], "HOW"),
    fallback: "stored",
    help: "of .png: stored is quick and large, fast takes a while and saves about half",
  },
};
