import type { Cursor, RingView } from "../ring/mod.ts";

/** Where a pump writes: a socket or a response. */
export interface Outlet {
  /** Takes bytes without copying them. @returns whether there is room for more. */
  write(bytes: Uint8Array<ArrayBuffer>): boolean;
  /** Called back when there is room again. */
  on(event: "drain", listener: () => void): unknown;
}

/** What moves between a cursor and an outlet. */
export interface Pump {
  /** Ends it: nothing is written after that. */
  stop(): void;
}

/**
 * Moves what `take` gives to the outlet: at once when something comes, as long as there is room,
 * and again when there is room. Between them stands no queue and no timer.
 */
export function startPump(parts: {
  ring: RingView;
  cursor: Cursor;
  /** The next bytes; nothing when there are none now. */
  take: (cursor: Cursor) => Uint8Array<ArrayBuffer> | undefined;
  outlet: Outlet;
}): Pump {
  const { ring, cursor, take, outlet } = parts;
  let hasRoom = true;
  let stopped = false;
  const pump = (): void => {
    while (hasRoom && !stopped) {
      const bytes = take(cursor);
      if (bytes === undefined) return;
      hasRoom = outlet.write(bytes);
    }
  };
  outlet.on("drain", () => {
    hasRoom = true;
    pump();
  });
  const unsubscribe = ring.subscribe(pump);
  pump();
  return {
    stop(): void {
      stopped = true;
      unsubscribe();
    },
  };
}
