import type { Pipe, PipeListener } from "../../lib/session/mod.ts";

/** One end of a {@linkcode pipePair}, with what the test may ask and do. */
export interface PipeEnd extends Pipe {
  /** Bytes that this end has written so far. */
  readonly written: Uint8Array<ArrayBuffer>[];
  /** How it was closed by its owner. */
  readonly closedBy: "end" | "destroy" | undefined;
  /** Says from now on that there is no room, or that there is again. */
  setRoom(hasRoom: boolean): void;
  /** Whether its owner reads. */
  readonly isReading: boolean;
}

/** Two pipes, each the other's other side; bytes arrive before `write` returns. */
export function pipePair(): [PipeEnd, PipeEnd] {
  const listeners: (PipeListener | undefined)[] = [undefined, undefined];
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    for (const listener of listeners) listener?.onClose(false);
  };
  const end = (own: 0 | 1): PipeEnd => {
    const other = 1 - own;
    let hasRoom = true;
    let isReading = true;
    let closedBy: PipeEnd["closedBy"];
    const written: Uint8Array<ArrayBuffer>[] = [];
    return {
      remote: `192.168.0.${other}:1000`,
      ends: { remoteAddress: `192.168.0.${other}`, localAddress: `192.168.0.${own}` },
      written,
      get closedBy() {
        return closedBy;
      },
      get isReading() {
        return isReading;
      },
      open: (listener) => void (listeners[own] = listener),
      write(bytes): boolean {
        if (closed) return false;
        written.push(bytes);
        listeners[other]?.onBytes(bytes.slice());
        return hasRoom;
      },
      setRoom(room): void {
        hasRoom = room;
        if (room) listeners[own]?.onDrain();
      },
      setReading: (on) => void (isReading = on),
      end(): void {
        closedBy ??= "end";
        close();
      },
      destroy(): void {
        closedBy ??= "destroy";
        close();
      },
    };
  };
  return [end(0), end(1)];
}
