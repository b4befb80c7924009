import type { EncodedFrame } from "./frame_encoder.ts";
import type { MetadataFile } from "./metadata_file.ts";
import type { BufferedOutput } from "./stdio.ts";

/** Takes encoded frames one after the other. */
export interface FrameOutput {
  ready(frame: EncodedFrame, cameraUs: number): Promise<void>;
  /** Switches between recording and pause; on the libav path it has no effect. */
  toggle(): void;
  close(): Promise<void>;
}

/**
 * The programs' own output with its pause: what is not enabled is dropped, and after a pause
 * writing begins with a key frame.
 */
export class PausableOutput implements FrameOutput {
  readonly #buffered: BufferedOutput;
  readonly #savePts: ((line: string) => void) | undefined;
  readonly #metadata: MetadataFile | undefined;
  #enabled: boolean;
  #state: "disabled" | "waiting for a key frame" | "running" = "waiting for a key frame";
  #offsetUs = 0;
  #lastUs = 0;

  constructor(
    buffered: BufferedOutput,
    options: { paused: boolean; savePts?: (line: string) => void; metadata?: MetadataFile },
  ) {
    this.#buffered = buffered;
    this.#enabled = !options.paused;
    this.#savePts = options.savePts;
    this.#metadata = options.metadata;
    this.#savePts?.("# timecode format v2");
  }

  toggle(): void {
    this.#enabled = !this.#enabled;
  }

  async ready(frame: EncodedFrame, cameraUs: number): Promise<void> {
    if (!this.#enabled) {
      this.#state = "disabled";
      return;
    }
    if (this.#state === "disabled") this.#state = "waiting for a key frame";
    if (this.#state === "waiting for a key frame") {
      if (!frame.key) return;
      this.#state = "running";
      this.#offsetUs = cameraUs - this.#lastUs;
    }
    this.#lastUs = cameraUs - this.#offsetUs;
    await this.#buffered.frame(frame.bytes);
    this.#savePts?.((this.#lastUs / 1000).toFixed(3));
    this.#metadata?.frame(cameraUs);
  }

  async close(): Promise<void> {
    await this.#buffered.flush();
    this.#metadata?.close();
  }
}

/** The way out through libav: every packet is written, there is no pause. */
export class PacketOutput implements FrameOutput {
  readonly #buffered: BufferedOutput;

  constructor(buffered: BufferedOutput) {
    this.#buffered = buffered;
  }

  toggle(): void {}

  ready(frame: EncodedFrame): Promise<void> {
    return this.#buffered.frame(frame.bytes);
  }

  close(): Promise<void> {
    return this.#buffered.flush();
  }
}
