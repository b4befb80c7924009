import { free } from "../bytes/mod.ts";
import type { Frame, StreamInfo } from "../frame/mod.ts";
import type { Timing } from "../observe/mod.ts";
import type { ReceiveEvent } from "./event.ts";
import { asGap, type Hole, HoleList } from "./hole.ts";
import type { ReceiveEnd } from "./outcome.ts";
import { hasEnded, type Output } from "./output.ts";
import { type Limit, StreamLimit } from "./stream_limit.ts";

/** What a keeper works with. */
export interface KeeperOptions {
  /** Whose frames they are. */
  readonly camera: string;
  /** Opens the outputs, at the first frame. */
  readonly openOutputs: (camera: string) => readonly Output[];
  /** How much is wanted. */
  readonly limit: Limit;
  /** Told what happens. */
  readonly onEvent: (event: ReceiveEvent) => void;
  /** Told once when nothing more is taken, and why. */
  readonly onOver: (end: ReceiveEnd) => void;
  /** Time. */
  readonly timing: Timing;
}

/** So long the last frame of `--frames` waits for bytes that belong to it. */
const restMs = 100;

/**
 * Gives the frames of one camera to its outputs, as many as are wanted. An output that fails is
 * closed and left out; the others go on.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #limit: StreamLimit;
  readonly #holes = new HoleList();
  #outputs: Output[] | undefined;
  #bytes = 0;
  #over = false;
  #failure: Error | undefined;
  #cancelRest: () => void = () => {};

  /** Opens nothing yet. */
  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#limit = new StreamLimit(options.limit);
  }

  /** What is missing. */
  get holes(): HoleList {
    return this.#holes;
  }

  /** Frames given to the outputs. */
  get frames(): number {
    return this.#limit.frames;
  }

  /** Their bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Their time. */
  get seconds(): number {
    return this.#limit.seconds;
  }

  /** Why an output could not go on, the first of them. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Takes the next frame.
   * @param frame Its payload's memory is the keeper's from now on: it gives it back.
   * @returns when there is room for another; it never fails.
   */
  take(frame: Frame, stream: StreamInfo): Promise<void> | undefined {
    if (this.#over) return undefined;
    const limit = this.#limit.beyond(frame, stream);
    if (limit !== undefined) return this.#end({ kind: "done", why: limit });
    const outputs = this.#outputs ??= this.#open();
    this.#bytes += frame.payload.length;
    const room = this.#writeAll(outputs, frame, stream);
    if (this.#limit.isFull) this.#awaitRest();
    return room;
  }

  /** These frames are lost. In front of the first frame nothing is missing. */
  lose(hole: Hole): void {
    const { camera, onEvent } = this.#options;
    if (this.#over || this.#outputs === undefined) return;
    this.#holes.add(hole);
    if (hole.reason === "epoch") this.#limit.mayStep();
    for (const output of this.#outputs) output.gap(asGap(hole));
    onEvent({ kind: "hole", camera, hole });
  }

  /** The stream pauses: what was to come of the last frame has come. */
  pause(): void {
    if (this.#limit.isFull) this.#end({ kind: "done", why: "frames" });
  }

  /** Finishes the outputs. Takes nothing more. */
  async close(): Promise<void> {
    this.#over = true;
    this.#cancelRest();
    await Promise.all((this.#outputs ?? []).map((each) => this.#close(each)));
  }

  #open(): Output[] {
    const { camera, openOutputs } = this.#options;
    try {
      return [...openOutputs(camera)];
    } catch (error) {
      this.#fail(error);
      this.#endWithoutOutputs();
      return [];
    }
  }

  async #writeAll(outputs: readonly Output[], frame: Frame, stream: StreamInfo): Promise<void> {
    const only = outputs.length === 1 ? outputs[0] : undefined;
    if (only !== undefined) await this.#write(only, frame, stream);
    else await Promise.all(outputs.map((each) => this.#write(each, frame, stream)));
    if (outputs.every(({ keepsPayloads }) => keepsPayloads === false)) free(frame.payload);
  }

  async #write(output: Output, frame: Frame, stream: StreamInfo): Promise<void> {
    try {
      await output.write(frame, stream);
    } catch (error) {
      this.#leaveOut(output, error);
    }
  }

  async #close(output: Output): Promise<void> {
    try {
      await output.close();
    } catch (error) {
      this.#fail(error);
    }
  }

  #leaveOut(output: Output, error: unknown): void {
    this.#fail(error);
    const others = (this.#outputs ?? []).filter((each) => each !== output);
    this.#outputs = others;
    if (others.length === 0) this.#endWithoutOutputs();
  }

  #fail(thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (!hasEnded(error)) this.#failure ??= error;
    this.#options.onEvent({ kind: "output", camera: this.#options.camera, error });
  }

  #endWithoutOutputs(): void {
    const error = this.#failure;
    this.#end(error ? { kind: "output", error } : { kind: "done", why: "outputs" });
  }

  #awaitRest(): void {
    this.#cancelRest();
    this.#cancelRest = this.#options.timing.after(restMs, () => this.pause());
  }

  #end(end: ReceiveEnd): undefined {
    if (this.#over) return;
    this.#over = true;
    this.#cancelRest();
    this.#options.onOver(end);
  }
}
