import type { Codec } from "../frame/mod.ts";
import type { RingSetting, SourceSetting } from "./place.ts";
import type { KeepSetting, SegmentSetting } from "./recording_kind.ts";
import type { TlsSetting } from "./tls_kind.ts";
import type { TokenSetting } from "./token_kind.ts";
import type { PicamUrl } from "./url_kind.ts";

/** All settings of `--mode serve`. What is optional is left to whatever it is handed to. */
export interface ServeSettings {
  /** What the stream is called. */
  readonly name: string;
  /** Whether the local network is told of this picam. */
  readonly announce: "on" | "off";
  /** Where pictures come from. */
  readonly source: SourceSetting;
  /** What they are encoded as. */
  readonly codec: Codec;
  /** Quality of JPEG, 1 to 100. */
  readonly quality: number;
  /** Width of the picture in pixels, even. */
  readonly width: number;
  /** Height of the picture in pixels, even. */
  readonly height: number;
  /** Frames per second. */
  readonly framerate: number;
  /** Target bit rate in bit/s. */
  readonly bitrateBps: number;
  /** Frames from one key frame to the next. */
  readonly intraFrames: number;

  /** How `device:`, `file:` and `stdin` deliver RAW samples, as libcamera names it; its order of colours is the pattern's. */
  readonly rawFormat: string;
  /** Bytes from one row of theirs to the next; absent: rows are not padded. */
  readonly rawStrideBytes?: number;
  /** A JSON file with what is known of their newest frame. */
  readonly metadataPath?: string;

  /** Number of the camera, as the camera program lists them. */
  readonly camera: number;
  /** The sensor's mode, `WIDTH:HEIGHT[:BITS[:P|U]]`. */
  readonly sensorMode?: string;
  /** How far the picture is turned, in degrees. */
  readonly rotation: 0 | 180;
  /** Whether it is mirrored left to right. */
  readonly hflip: boolean;
  /** Whether it is mirrored top to bottom. */
  readonly vflip: boolean;
  /** Exposure time in µs. */
  readonly shutterUs?: number;
  /** Gain of the sensor, a factor. */
  readonly gain?: number;
  /** Exposure compensation in stops. */
  readonly ev?: number;
  /** Mode of the white balance. */
  readonly awb?: string;
  /** Part of the sensor to use, `X,Y,W,H` as fractions. */
  readonly roi?: string;
  /** Mode of the noise reduction. */
  readonly denoise?: string;
  /** Mode of the high dynamic range. */
  readonly hdr?: string;
  /** Mode of the autofocus. */
  readonly autofocusMode?: string;
  /** Where the lens is put, in dioptres. */
  readonly lensPosition?: number | "default";
  /** Further arguments for the camera program, word by word. */
  readonly cameraArgs: readonly string[];

  /** Address or host name to listen on. */
  readonly host: string;
  /** Port for HTTP; 0 is off, `auto` any free one. */
  readonly httpPort: number | "auto";
  /** Port for the framed protocol; 0 is off, `auto` any free one. */
  readonly tcpPort: number | "auto";
  /** Port for the bare elementary stream; 0 is off, `auto` any free one. */
  readonly rawPort: number | "auto";
  /** Further host names that HTTP answers to, in lower case. */
  readonly allowHosts: readonly string[];
  /** Who may watch; absent: whoever is on the local network. */
  readonly viewToken?: TokenSetting;
  /** Who may command; absent: whoever has the one that is kept in the state folder. */
  readonly controlToken?: TokenSetting;
  /** Whether HTTP, WebSocket and the framed protocol are behind TLS. */
  readonly tls: TlsSetting;
  /** Sessions in all. */
  readonly maxClients: number;
  /** How far behind a live client may fall before it skips, in ms. */
  readonly lagLimitMs: number;

  /** Receivers to dial out to, by the framed protocol. */
  readonly pushUrls: readonly PicamUrl[];
  /** The token that lets in there. */
  readonly pushToken?: TokenSetting;
  /** SHA-256 of the certificate that they must show: upper case, with colons. */
  readonly pin?: string;
  /** File with the certificates that are trusted there, as PEM. */
  readonly caPath?: string;

  /** Names of files to record to, or patterns of names. */
  readonly recordPatterns: readonly string[];
  /** When they go on in a new file. */
  readonly segment?: SegmentSetting;
  /** Which of the files are kept. */
  readonly keep?: KeepSetting;

  /** Where the ring is kept. */
  readonly ring: RingSetting;
  /** Its size in bytes. */
  readonly ringSizeBytes: number;

  /**
   * How long after its last client the camera is stopped, in ms; it starts with the first. Absent: it
   * always runs.
   */
  readonly onDemandMs?: number;
  /** After how many frames to stop. */
  readonly frames?: number;
  /** After how long to stop, in ms. */
  readonly durationMs?: number;

  /** Nothing below it is logged. */
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** Whether people or machines read the log. */
  readonly logFormat: "text" | "json";
}
