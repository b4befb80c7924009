import type { From, Policy } from "../frame/mod.ts";
import type { KeepSetting, SegmentSetting } from "./recording_kind.ts";
import type { RemoteSettings } from "./remote_settings.ts";
import type { TlsSetting } from "./tls_kind.ts";

/**
 * The settings of `--mode receive`. Without `url` and `listenPort` a server is looked for on the
 * local network.
 */
export interface ReceiveSettings extends RemoteSettings {
  /** Port on which to wait for cameras that dial out; `auto` is any free one. */
  readonly listenPort?: number | "auto";
  /** Whether they need no token. */
  readonly open: boolean;
  /** Address or host name to listen on. */
  readonly host: string;
  /** Whether they come by TLS. */
  readonly tls: TlsSetting;

  /** Names of files to write, patterns of names, or `-`; none: whatever suits standard output. */
  readonly outputs: readonly string[];
  /** Whether to show the picture as well. */
  readonly play: boolean;
  /** When files go on in a new one. */
  readonly segment?: SegmentSetting;
  /** Which of the files are kept. */
  readonly keep?: KeepSetting;

  /** Whether RAW frames are developed, also where no name ends with `.png`. */
  readonly isp: boolean;
  /** File with the profile that they are developed by. */
  readonly ispProfilePath?: string;
  /** How colours are made of the mosaic; absent: as the profile says. */
  readonly ispQuality?: "fast" | "best";
  /** Bits of a colour in PNG files. */
  readonly pngDepth: 8 | 16;
  /** How PNG files are compressed. */
  readonly pngCompression: "stored" | "fast";

  /** Where to begin. */
  readonly from: Exclude<From, { readonly kind: "sequence" }>;
  /** What happens to frames where the link cannot keep up; absent: whatever suits the outputs. */
  readonly policy?: Policy;
  /** After how many frames to stop. */
  readonly frames?: number;
  /** After how long to stop, in ms. */
  readonly durationMs?: number;
  /** After how many attempts in a row to give up; 0 is never. */
  readonly reconnectAttempts: number;
  /** Time before the second attempt, in ms; it doubles from there. */
  readonly reconnectDelayMs: number;
  /** How statistics are shown; absent: `text` where there is a terminal, else `off`. */
  readonly stats?: "text" | "json" | "off";
}
