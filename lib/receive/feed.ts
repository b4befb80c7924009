import type { Reception } from "./reception.ts";
import type { ReceiveEvent } from "./event.ts";
import type { ReceiveStatus } from "./status.ts";

/** What a feed gets from whoever runs it. */
export interface FeedContext {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Where the frames of a camera go; the same one for the same name. */
  readonly reception: (camera: string) => Reception;
  /** Told what happens. */
  readonly onEvent: (event: ReceiveEvent) => void;
}

/** How a feed ended. */
export type FeedEnd =
  /** As asked by the signal. */
  | { readonly kind: "stopped" }
  /** The sender has sent all that it was to send. */
  | { readonly kind: "limit" }
  /** It cannot be had. */
  | { readonly kind: "gave-up"; readonly error: Error };

/** Where frames come from: a link to a server, or cameras that dial. */
export interface Feed {
  /** Where from, for people. */
  readonly target: string;
  /** How it is. */
  readonly state: ReceiveStatus["state"];
  /** Why there is no connection, where there was a fault. */
  readonly problem?: string | undefined;
  /**
   * Receives until it is told to stop or cannot go on. It fails by its result, never by throwing.
   * To be called once.
   */
  run(context: FeedContext): Promise<FeedEnd>;
}
