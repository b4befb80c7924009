import type { ConnectionEnds } from "./address.ts";

/** Who hears what a {@linkcode Pipe} brings. */
export interface PipeListener {
  /** Bytes came, in pieces of any length; they are good until this returns. */
  onBytes(bytes: Uint8Array<ArrayBuffer>): void;
  /** There is room again after `write` said that there was none. */
  onDrain(): void;
  /**
   * It is closed, by whichever side; called once, last.
   * @param isBroken Whether neither side closed it.
   */
  onClose(isBroken: boolean): void;
}

/** Bytes both ways: TCP, TLS or a WebSocket's binary messages. */
export interface Pipe {
  /** Address and port of the other side. */
  readonly remote: string;
  /** Both addresses. */
  readonly ends: ConnectionEnds;
  /** Begins to read. To be called once. */
  open(listener: PipeListener): void;
  /**
   * Sends bytes, of a WebSocket as one message; they are not copied and must not change.
   * @returns whether there is room for more.
   */
  write(bytes: Uint8Array<ArrayBuffer>): boolean;
  /** Stops and resumes reading: a receiver that cannot keep up is felt by the sender. */
  setReading(on: boolean): void;
  /** Closes after all that was written is sent. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
}
