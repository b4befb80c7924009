import { type Frame, FrameFlag, type Gap, type StreamInfo } from "../frame/mod.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";
import { Admission } from "./admission.ts";
import { developInto, type Development } from "./development.ts";
import type { FrameOutput, OutputState, OutputStatus } from "./output.ts";
import { OutputError } from "./output_error.ts";
import { PlayerProcess } from "./player_process.ts";
import { type PlayerProgram, playerPrograms } from "./player_programs.ts";

/** A player that has so many frames waiting is late: it goes on at the next key frame. */
const mostWaiting = 30;

/** Developed frames are large, and each is a key frame: fewer wait. */
const mostPicturesWaiting = 3;

/** What {@linkcode openPlayer} is asked for. */
export interface PlayerOptions {
  /** What its window is called; `picam` by default. */
  readonly title?: string | undefined;
  /** RAW frames are developed, and shown as RGB. */
  readonly develop?: Development | undefined;
  /** Told what a user should know and no error is. */
  readonly onNote?: ((words: string) => void) | undefined;
  /** Which players to look for, the best first. */
  readonly programs?: readonly PlayerProgram[] | undefined;
  /** Measures how long a player may take to end. */
  readonly timing?: Timing | undefined;
}

/**
 * Shows frames in the first of `ffplay`, `mpv` and `vlc` that this machine has, started at the first
 * key frame. It never holds up the caller: a player that is late misses frames up to a key frame.
 * `write` rejects with kind `ended` when the user has closed it.
 *
 * @param options Title, and what tests hand in.
 */
export function openPlayer(options: PlayerOptions = {}): FrameOutput {
  const { develop, onNote = () => {} } = options;
  const player = new PlayerOutput(options);
  return develop ? developInto(player, { develop, onNote }) : player;
}

class PlayerOutput implements FrameOutput {
  /** What waits for the player are views. */
  readonly keepsPayloads = true;
  readonly #title: string;
  readonly #programs: readonly PlayerProgram[];
  readonly #timing: Timing;
  readonly #isDeveloped: boolean;
  readonly #admission = new Admission();
  #player: PlayerProcess | undefined;
  #state: OutputState = "waiting";
  #failure: OutputError | undefined;
  #isLate = false;
  #missed = 0;
  #frames = 0;
  #bytes = 0;
  #firstUs = 0;
  #lastUs = 0;

  constructor({ title, programs, timing, develop }: PlayerOptions) {
    this.#isDeveloped = develop !== undefined;
    this.#title = title ?? "picam";
    this.#programs = programs ?? playerPrograms;
    this.#timing = timing ?? systemTiming;
  }

  // deno-lint-ignore require-await -- what it throws is to be a rejection
  async write(frame: Frame, stream: StreamInfo): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#state === "closed") throw new TypeError("Cannot write: the output is closed");
    const admittance = this.#admission.admit(frame);
    if (admittance === "drop") return;
    const player = this.#player ??= this.#start(stream);
    if (player.ended) throw this.#fail(player.ended);
    if (!this.#keepsUp(player, frame)) return;
    if (admittance === "take") this.#count(frame);
    this.#bytes += frame.payload.length;
    player.feed(frame.payload);
  }

  gap(gap: Gap): void {
    this.#admission.gap(gap);
  }

  async close(): Promise<void> {
    if (this.#state !== "failed") this.#state = "closed";
    await this.#player?.close(this.#timing);
  }

  status(): OutputStatus {
    return {
      target: this.#player?.name ?? "player",
      state: this.#state,
      files: 0,
      frames: this.#frames,
      bytes: this.#bytes,
      seconds: Math.max(0, this.#lastUs - this.#firstUs) / 1e6,
      droppedFrames: this.#admission.droppedFrames + this.#missed,
      lostFrames: this.#admission.lostFrames,
      bridgedSteps: 0,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #start(stream: StreamInfo): PlayerProcess {
    if (stream.codec === "raw12" && !this.#isDeveloped) {
      const message = "Cannot play RAW frames as they are; add --isp, which develops them";
      throw this.#fail(new OutputError(message, { kind: "failed", path: "player" }));
    }
    for (const program of this.#programs) {
      const player = PlayerProcess.start(program.name, program.args(stream, this.#title));
      if (!player) continue;
      this.#state = "writing";
      return player;
    }
    const names = this.#programs.map(({ name }) => name).join(", ");
    const message = `Cannot play: none of ${names} is installed; install one, or leave out --play`;
    throw this.#fail(new OutputError(message, { kind: "failed", path: "player" }));
  }

  /** Tells whether the frame goes to the player; at a key frame a late one forgets what waits. */
  #keepsUp(player: PlayerProcess, { flags }: Frame): boolean {
    if (player.waiting >= (this.#isDeveloped ? mostPicturesWaiting : mostWaiting)) {
      this.#isLate = true;
    }
    if (this.#isLate && (flags & FrameFlag.key) !== 0) {
      this.#missed += player.forget();
      this.#isLate = false;
    }
    if (this.#isLate) this.#missed++;
    return !this.#isLate;
  }

  #count({ captureUs }: Frame): void {
    if (this.#frames++ === 0) this.#firstUs = captureUs;
    this.#lastUs = captureUs;
  }

  #fail(error: OutputError): OutputError {
    this.#state = "failed";
    return this.#failure = error;
  }
}
