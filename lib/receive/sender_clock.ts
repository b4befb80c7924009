import { type Frame, FrameFlag, type StreamInfo } from "../frame/mod.ts";
import type { ClockEstimate } from "../wire/mod.ts";

/** Longer than a clock that runs on is ever wrong by. */
const stepUs = 50e3;
const usualFramerate = 30;

/**
 * Tells how old a frame is when it is received: receive time + offset − timestamp.
 *
 * The sender's clock may step at a frame with DISCONTINUITY, and its offset is learnt anew only over
 * the next exchanges. A step shows by a timestamp that goes back, or one that lies in the future. It
 * is bridged with the nominal duration of a frame until the offset has followed it.
 *
 * Spec: wire-protocol v1, *Message*, timestamps; *Session*, latency.
 */
export class SenderClock {
  #lastUs: number | undefined;
  #bridge: { readonly byUs: number; readonly offsetUs: number } | undefined;

  /**
   * How old a frame is, µs, at least 0; nothing while the offset is not known.
   * @param at `nowUs` this side's time; `clock` what is known of the other side's.
   */
  ageUs(
    frame: Frame,
    at: { nowUs: number; clock: ClockEstimate | undefined; stream: StreamInfo },
  ): number | undefined {
    const { captureUs } = frame;
    const lastUs = this.#lastUs;
    this.#lastUs = captureUs;
    if (at.clock === undefined) return undefined;
    const { offsetUs } = at.clock;
    this.#endBridge(offsetUs);
    const ageUs = at.nowUs + offsetUs - captureUs + (this.#bridge?.byUs ?? 0);
    const mayStep = (frame.flags & FrameFlag.discontinuity) !== 0 && lastUs !== undefined;
    if (!mayStep || (captureUs >= lastUs && ageUs > -stepUs)) return Math.max(0, ageUs);
    const nominalUs = 1e6 / (at.stream.framerate ?? usualFramerate);
    const byUs = captureUs - lastUs - nominalUs + (this.#bridge?.byUs ?? 0);
    this.#bridge = { byUs, offsetUs };
    return Math.max(0, at.nowUs + offsetUs - captureUs + byUs);
  }

  /** The offset has followed the step when it has moved by more than half of it. */
  #endBridge(offsetUs: number): void {
    const bridge = this.#bridge;
    if (bridge === undefined) return;
    if (Math.abs(offsetUs - bridge.offsetUs) > Math.abs(bridge.byUs) / 2) this.#bridge = undefined;
  }
}
