import type { CaptureStatus } from "../capture/mod.ts";
import type { Timing } from "../observe/mod.ts";
import type { EndReason } from "../wire/mod.ts";
import type { ApplianceState } from "./state.ts";

/** Why no frames come, so that a viewer does not wait for them. */
export type PauseReason = Extract<EndReason, "stopped" | "camera">;

/** A camera program that crashed is mostly back before that: viewers need not be told. */
const patienceMs = 5000;

/**
 * Why no frames come at present, for the sessions that have to send END. It is set when the last
 * frame is in the ring, so whoever has taken all of the ring may tell it at once.
 */
export class StreamEnd {
  readonly #timing: Timing;
  readonly #wakers = new Set<() => void>();
  #reason: PauseReason | undefined;
  #cancel: (() => void) | undefined;

  /** Nothing has ended yet. */
  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /**
   * `stopped` after `stream.stop` or where the source has no more, `camera` where the camera has been
   * faulted for 5 s; nothing while frames come or may come soon. Frames may follow.
   */
  get reason(): PauseReason | undefined {
    return this.#reason;
  }

  /** Calls back when the reason changes. @returns what ends that. */
  subscribe(wake: () => void): () => void {
    this.#wakers.add(wake);
    return () => this.#wakers.delete(wake);
  }

  /** Follows the appliance. */
  follow(
    state: ApplianceState,
    { camera, isStopped }: { camera: CaptureStatus["state"]; isStopped: boolean },
  ): void {
    if (state === "faulted") {
      if (this.#reason !== "camera") this.#expect();
      return;
    }
    this.#cancel?.();
    this.#cancel = undefined;
    if (state === "idle" && (isStopped || camera === "ended")) this.#set("stopped");
    else if (state !== "stopping") this.#set(undefined);
  }

  /** Ends the wait for a camera to come back. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #expect(): void {
    this.#cancel ??= this.#timing.after(patienceMs, () => {
      this.#cancel = undefined;
      this.#set("camera");
    });
  }

  #set(reason: PauseReason | undefined): void {
    if (reason === this.#reason) return;
    this.#reason = reason;
    for (const wake of [...this.#wakers]) wake();
  }
}
