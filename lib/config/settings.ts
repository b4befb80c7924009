import type { JsonParams } from "./control_words.ts";
import type { PicamUrl } from "./url_kind.ts";
import type { RemoteSettings } from "./remote_settings.ts";
import type { ReceiveSettings } from "./receive_settings.ts";
import type { ServeSettings } from "./serve_settings.ts";

/** What picam can be started as. */
export type Mode = "serve" | "receive" | "control" | "doctor";

/** The settings of `--mode control`. */
export interface ControlSettings extends RemoteSettings {
  /** Where the server is. */
  readonly url: PicamUrl;
  /** The method to call; `shell` keeps a prompt open. */
  readonly method: string;
  /** Its parameters, by their names. */
  readonly params: JsonParams;
}

/**
 * The settings of `--mode doctor`: those whose surroundings it checks, and the picture it tries; or,
 * with a URL, what it takes to reach a server.
 */
export type DoctorSettings =
  & RemoteSettings
  & Omit<
    ServeSettings,
    | "name"
    | "announce"
    | "allowHosts"
    | "maxClients"
    | "lagLimitMs"
    | "onDemandMs"
    | "frames"
    | "durationMs"
    | "logLevel"
    | "logFormat"
    | "pushUrls"
    | "pushToken"
    | "recordPatterns"
    | "segment"
    | "keep"
    | "controlToken"
  >;

/** Every setting that the table has a row for. A name means the same in every mode. */
export type AllSettings = ServeSettings & ReceiveSettings & RemoteSettings;

/** Where a value comes from. */
export type Origin =
  | {
    /** A flag on the command line. */
    readonly kind: "flag";
  }
  | {
    /** A word of the command line that is no flag. */
    readonly kind: "argument";
  }
  | {
    /** A variable of the environment. */
    readonly kind: "environment";
    /** Its name. */
    readonly name: string;
  }
  | {
    /** The configuration file. */
    readonly kind: "file";
    /** Its path. */
    readonly path: string;
    /** The line in it, from 1. */
    readonly line: number;
  }
  | {
    /** Nobody gave one. */
    readonly kind: "default";
  };
