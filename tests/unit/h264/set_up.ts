import {
  AccessUnitAssembler,
  type AssemblerOptions,
  type StreamFault,
} from "../../../lib/h264/mod.ts";
import { RecordingSink } from "./recording_sink.ts";

/** An assembler with a sink that records, and with a clock and timers that the test turns. */
export interface SetUp {
  readonly assembler: AccessUnitAssembler;
  readonly sink: RecordingSink;
  readonly faults: StreamFault[];
  readonly clock: { nowUs: number };
  /** Delays of all timers that were armed. */
  readonly delaysMs: number[];
  /** How many timers are armed. */
  readonly armed: () => number;
  /** Lets the armed timers fire; returns how many did. */
  readonly fireTimers: () => number;
  /** Every frame as its length and its flags, "104" or "321 key". */
  readonly frames: () => string[];
  /** The kinds of fault reported so far. */
  readonly kinds: () => string[];
}

/** Makes one; `options` over the usual ones. */
export function setUp(options: Partial<AssemblerOptions> = {}): SetUp {
  const sink = new RecordingSink();
  const faults: StreamFault[] = [];
  const timers = new Map<number, () => void>();
  const delaysMs: number[] = [];
  const clock = { nowUs: 1000 };
  let lastTimer = 0;
  const assembler = new AccessUnitAssembler({
    sink,
    nowUs: () => clock.nowUs,
    onFault: (fault) => faults.push(fault),
    setTimer: (callback, delayMs) => {
      delaysMs.push(delayMs);
      timers.set(++lastTimer, callback);
      return lastTimer;
    },
    clearTimer: (handle) => timers.delete(handle as number),
    ...options,
  });
  const fireTimers = () => {
    const due = [...timers.values()];
    timers.clear();
    for (const callback of due) callback();
    return due.length;
  };
  return {
    assembler,
    sink,
    faults,
    clock,
    delaysMs,
    armed: () => timers.size,
    fireTimers,
    frames: () => sink.frames.map(({ bytes, flags }) => `${bytes.length} ${flags}`.trim()),
    kinds: () => faults.map(({ kind }) => kind),
  };
}
