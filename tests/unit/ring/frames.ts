/** Frames whose every byte tells which frame it is, for tests of the ring. @module */
import { assertEquals } from "@std/assert";
import {
  type Frame,
  FrameFlag,
  type FrameSink,
  type Gap,
  type StreamInfo,
} from "../../../lib/frame/mod.ts";
import type { Cursor } from "../../../lib/ring/mod.ts";

/** What the frames are said to be. */
export const stream: StreamInfo = { id: 1, name: "camera", codec: "h264", width: 64, height: 48 };

/** A frame to be put into a ring. */
export interface Sample {
  /** Number that decides the bytes. */
  readonly id: number;
  readonly sizeBytes: number;
  readonly isKey?: boolean;
  readonly captureUs?: number;
}

/** The bytes of a frame: they depend on its id, its size and the position. */
export function payloadOf({ id, sizeBytes }: Sample): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  let state = (id * 2654435761 + sizeBytes) >>> 0;
  for (let index = 0; index < sizeBytes; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** When a frame was captured: 30 a second unless it says otherwise. */
export function captureUsOf({ id, captureUs }: Sample): number {
  return captureUs ?? 1_700_000_000_000_000 + id * 33_333;
}

/** Puts a whole frame into a ring. */
export function put(sink: FrameSink, sample: Sample): void {
  sink.append(payloadOf(sample));
  sink.commit({
    flags: sample.isKey ? FrameFlag.key : 0,
    captureUs: captureUsOf(sample),
    ...(sample.isKey ? { stream } : {}),
  });
}

/** Puts frames `first` to `last` of one size, every `gop`th a key frame. */
export function putMany(
  sink: FrameSink,
  range: { first: number; last: number; sizeBytes: number; gop: number },
): void {
  for (let id = range.first; id <= range.last; id++) {
    put(sink, { id, sizeBytes: range.sizeBytes, isKey: id % range.gop === 0 });
  }
}

/** Fails unless `frame` is the sample, byte for byte. */
export function assertIs(frame: Frame, sample: Sample): void {
  assertEquals(frame.payload, payloadOf(sample));
  assertEquals(frame.captureUs, captureUsOf(sample));
  assertEquals((frame.flags & FrameFlag.key) !== 0, sample.isKey ?? false);
}

/** Whether a cursor gave a gap. */
export function isGap(item: Frame | Gap | undefined): item is Gap {
  return item !== undefined && "reason" in item;
}

/** All that a cursor has to give. */
export function takeAll(cursor: Cursor): (Frame | Gap)[] {
  const items: (Frame | Gap)[] = [];
  for (let item = cursor.takeFrame(); item; item = cursor.takeFrame()) items.push(item);
  return items;
}

/** Numbers of frames, and gaps in words: `overrun 3-7`. */
export function sequences(items: readonly (Frame | Gap)[]): (number | string)[] {
  return items.map((item) =>
    isGap(item) ? `${item.reason} ${item.first ?? ""}-${item.last ?? ""}` : item.sequence
  );
}

/** The same, shortened: `5-9` for a run of frames. */
export function runs(items: readonly (Frame | Gap)[]): string {
  const words: string[] = [];
  let run: { first: number; last: number } | undefined;
  const close = (): void => void (run && words.push(`${run.first}-${run.last}`));
  for (const item of sequences(items)) {
    if (typeof item === "number" && run?.last === item - 1) run.last = item;
    else {
      close();
      run = typeof item === "number" ? { first: item, last: item } : undefined;
      if (typeof item === "string") words.push(item);
    }
  }
  close();
  return words.join(", ");
}
