import type { Frame, Gap, StreamInfo } from "../frame/mod.ts";

/** What received frames are given to. The outputs of `lib/record` are such. */
export interface Output {
  /**
   * Whether it may still need a frame's payload when `write` has resolved. Where no output does, the
   * payload's memory is given back then: its views are empty from there on. Left out: it may.
   */
  readonly keepsPayloads?: boolean;
  /**
   * Takes the next frame, in the order of the stream; one call at a time.
   * @returns When there is room for another: to await it is the only backpressure.
   * @throws {Error} If it cannot go on, after it has closed what it wrote. With a member `kind` that
   * says `ended`, whoever took the frames has gone, which is no fault.
   */
  write(frame: Frame, stream: StreamInfo): Promise<void>;
  /** Says that these frames will never come; without numbers nobody knows how many. */
  gap(gap: Gap): void;
  /** Finishes what it wrote. A second call does nothing. */
  close(): Promise<void>;
}

/** Whether an output ended because whoever took the frames has gone: a player that was closed. */
export function hasEnded(error: unknown): boolean {
  return error instanceof Error && "kind" in error && error.kind === "ended";
}
