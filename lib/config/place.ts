import { alternatives, type Kind } from "./kind.ts";

/** Where pictures come from. */
export type SourceSetting =
  | {
    /** The camera program of the Raspberry Pi. */
    readonly kind: "rpicam";
  }
  | {
    /** The built-in test camera. */
    readonly kind: "pattern";
    /** What it shows, where that is not its usual picture; RAW only. */
    readonly pattern?: "sawtooth";
  }
  | {
    /** A Video4Linux device. */
    readonly kind: "v4l2";
    /** Its path. */
    readonly device: string;
  }
  | {
    /** A character device, FIFO or file that delivers whole RAW frames. */
    readonly kind: "device";
    /** Its path. */
    readonly path: string;
  }
  | {
    /** A file, paced and looped. */
    readonly kind: "file";
    /** Its path. */
    readonly path: string;
  }
  | {
    /** Standard input. */
    readonly kind: "stdin";
  }
  | {
    /** The ring of another picam. */
    readonly kind: "ring";
    /** Its path. */
    readonly path: string;
  };

/** Where the ring is kept. */
export type RingSetting =
  | {
    /** On the tmpfs that the system offers. */
    readonly kind: "auto";
  }
  | {
    /** In this program's memory: nobody else can read it, and a restart loses it. */
    readonly kind: "memory";
  }
  | {
    /** In a file. */
    readonly kind: "file";
    /** Its path. */
    readonly path: string;
  };

const sources = [
  "rpicam",
  "pattern",
  "pattern:sawtooth",
  "v4l2:/dev/video0",
  "device:/dev/camera",
  "file:PATH",
  "stdin",
  "ring:PATH",
] as const;

/** What `--source` takes. */
export const sourceKind: Kind<SourceSetting> = {
  placeholder: "SOURCE",
  allowed: alternatives(sources),
  range: "",
  choices: sources,
  parse: parseSource,
  format: (source) => {
    if (source.kind === "v4l2") return `v4l2:${source.device}`;
    if (source.kind === "pattern" && source.pattern) return `pattern:${source.pattern}`;
    return "path" in source ? `${source.kind}:${source.path}` : source.kind;
  },
};

/** What `--ring` takes. */
export const ringKind: Kind<RingSetting> = {
  placeholder: "RING",
  allowed: "auto, memory or a path such as /dev/shm/picam/ring",
  range: "",
  choices: ["auto", "memory"],
  parse: (text) => {
    if (text === "auto" || text === "memory") return { kind: text };
    // A path has a slash, so that a misspelled word is not taken for a file's name.
    return text.includes("/") && isPath(text) ? { kind: "file", path: text } : undefined;
  },
  format: (ring) => ring.kind === "file" ? ring.path : ring.kind,
};

function parseSource(text: string): SourceSetting | undefined {
  if (text === "rpicam" || text === "pattern" || text === "stdin") return { kind: text };
  if (text === "pattern:sawtooth") return { kind: "pattern", pattern: "sawtooth" };
  const [, kind, path = ""] = /^(v4l2|device|file|ring):(.*)$/s.exec(text) ?? [];
  if (!isPath(path)) return undefined;
  if (kind === "v4l2") return path.startsWith("/") ? { kind, device: path } : undefined;
  return kind === "device" || kind === "file" || kind === "ring" ? { kind, path } : undefined;
}

function isPath(text: string): boolean {
  return /^\P{Cc}{1,4096}$/u.test(text);
}
