import type { NowUs } from "../frame/mod.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";
import type { ReceiveEvent } from "./event.ts";
import type { Feed, FeedEnd } from "./feed.ts";
import { Keeper } from "./keeper.ts";
import type { ReceiveEnd, ReceiveOutcome } from "./outcome.ts";
import type { Output } from "./output.ts";
import { Reception } from "./reception.ts";
import type { ReceiveStatus } from "./status.ts";
import type { Limit } from "./stream_limit.ts";

/** What a receiver joins. */
export interface ReceiverOptions {
  /** Where frames come from: `openLink(…)` or a `PushListener`. */
  readonly feed: Feed;
  /** Opens the outputs of a camera, at its first frame; called once for each name. */
  readonly openOutputs: (camera: string) => readonly Output[];
  /** Whether holes are a fault: under the gapless policy they are. */
  readonly isGapless: boolean;
  /** How much of each camera is wanted; the first that has so much ends it. */
  readonly limit?: Limit;
  /** Told what happens. */
  readonly onEvent?: (event: ReceiveEvent) => void;
  /** This side's clock: Unix time that does not step. */
  readonly nowUs: NowUs;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

/** Receives from a feed and gives to outputs, until what is wanted is there or it cannot go on. */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #receptions = new Map<string, Reception>();
  readonly #keepers: Keeper[] = [];
  readonly #over = new AbortController();
  #end: ReceiveEnd | undefined;

  /** Does nothing yet. */
  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /**
   * Receives; to be called once. What came before the end is with the outputs, and these are
   * finished, when it returns.
   * @param signal Ends it.
   */
  async run(signal: AbortSignal): Promise<ReceiveOutcome> {
    const { feed } = this.#options;
    const ended = await feed.run({
      signal: AbortSignal.any([signal, this.#over.signal]),
      reception: (camera) => this.#reception(camera),
      onEvent: (event) => this.#tell(event),
    });
    for (const reception of this.#receptions.values()) await reception.close();
    return {
      end: this.#judge(ended),
      cameras: [...this.#receptions.values()].map((each) => each.summary()),
    };
  }

  /** How it goes. */
  status(): ReceiveStatus {
    const { target, state, problem } = this.#options.feed;
    const cameras = [...this.#receptions.values()].map((each) => each.status());
    return { state, target, ...(problem === undefined ? {} : { problem }), cameras };
  }

  #reception(camera: string): Reception {
    const known = this.#receptions.get(camera);
    if (known !== undefined) return known;
    const { openOutputs, limit = {}, timing = systemTiming, nowUs } = this.#options;
    const onEvent = (event: ReceiveEvent): void => this.#tell(event);
    const onOver = (end: ReceiveEnd): void => {
      this.#end ??= end;
      this.#over.abort();
    };
    const keeper = new Keeper({ camera, openOutputs, limit, timing, onEvent, onOver });
    const reception = new Reception({ camera, keeper, nowUs, onEvent });
    this.#keepers.push(keeper);
    this.#receptions.set(camera, reception);
    return reception;
  }

  #tell(event: ReceiveEvent): void {
    this.#options.onEvent?.(event);
  }

  /** An output that failed tells more than a hole, and a hole more than that all was wanted so. */
  #judge(ended: FeedEnd): ReceiveEnd {
    if (this.#end?.kind === "output") return this.#end;
    const failure = this.#keepers.map((keeper) => keeper.failure).find((each) => each);
    if (failure !== undefined) return { kind: "output", error: failure };
    if (ended.kind === "gave-up" && this.#end === undefined) return ended;
    const hasHoles = this.#keepers.some(({ holes }) => holes.count > 0);
    if (this.#options.isGapless && hasHoles) return { kind: "holes" };
    return this.#end ?? { kind: "done", why: ended.kind === "limit" ? "limit" : "stopped" };
  }
}
