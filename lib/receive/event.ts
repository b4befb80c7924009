import type { StreamInfo } from "../frame/mod.ts";
import type { JsonObject } from "../wire/mod.ts";
import type { Hole } from "./hole.ts";

/** What happens beside frames, for people and logs. */
export type ReceiveEvent =
  /** A connection is being made. */
  | { readonly kind: "connecting"; readonly target: string }
  /** It is there; `resumed` where frames had come before. */
  | {
    readonly kind: "connected";
    readonly remote: string;
    readonly agent: string;
    readonly resumed: boolean;
  }
  /**
   * It is gone, or could not be had: why, in words, and after how long the next try begins; without
   * `retryMs` there is none, or the camera is waited for to dial.
   */
  | { readonly kind: "disconnected"; readonly reason: string; readonly retryMs?: number }
  /** Frames have another description from here on. */
  | { readonly kind: "stream"; readonly camera: string; readonly stream: StreamInfo }
  /** Frames are lost for good. */
  | { readonly kind: "hole"; readonly camera: string; readonly hole: Hole }
  /** The sender says that no more frames come: `stopped`, `camera`, `shutdown`, `limit`. */
  | { readonly kind: "end"; readonly camera: string; readonly reason: string }
  /** The sender tells something, for example `state` or `scheduled`. */
  | {
    readonly kind: "told";
    readonly camera: string;
    readonly event: string;
    readonly data: JsonObject;
  }
  /** Somebody who connected was turned away. */
  | { readonly kind: "refused"; readonly remote: string; readonly reason: string }
  /** Something is wrong with a bare stream. */
  | { readonly kind: "fault"; readonly camera: string; readonly message: string }
  /** An output cannot go on; the others do. */
  | { readonly kind: "output"; readonly camera: string; readonly error: Error };
