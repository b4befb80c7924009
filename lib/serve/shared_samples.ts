import { type ParameterSets, splitSampleUnits } from "../h264/mod.ts";
import type { Frame } from "../frame/mod.ts";
import { encodeSample } from "../mp4/mod.ts";

/** Makes samples of frames, once for all clients that are in step. Holds the newest one. */
export class SharedSamples {
  #payload: Uint8Array | undefined;
  #bytes = new Uint8Array(0);

  /**
   * The sample of a frame; not to be changed. Those in step get the very same array.
   *
   * @param sets What the decoder was set up with: the same for all who may get this frame.
   */
  of({ payload }: Frame, sets: ParameterSets): Uint8Array<ArrayBuffer> {
    if (!this.#isOf(payload)) {
      this.#bytes = encodeSample(splitSampleUnits(payload, sets));
      this.#payload = payload;
    }
    return this.#bytes;
  }

  /** Whether they are the same memory: bytes of a frame are never changed. */
  #isOf({ buffer, byteOffset, length }: Uint8Array): boolean {
    const held = this.#payload;
    return buffer === held?.buffer && byteOffset === held.byteOffset && length === held.length;
  }
}
