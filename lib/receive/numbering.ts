import type { From, Gap, Policy } from "../frame/mod.ts";
import { WireError } from "../wire/mod.ts";
import type { Hole } from "./hole.ts";

/** What WELCOME or an offer says of a sender's frames. */
export interface Numbers {
  /** UUID of their numbering. */
  readonly epoch: string;
  /** The sequence that the next frame will get. */
  readonly head: number;
}

/** What to do with a frame. */
export interface Verdict {
  /** Whether it is new. */
  readonly take: boolean;
  /** What is lost in front of it. */
  readonly hole?: Hole;
}

const taken: Verdict = { take: true };
const repeated: Verdict = { take: false };

/**
 * Keeps the place in a camera's numbering over all connections: which frame is lacked, and so where
 * to go on, which frames have come before, and which are lost for good. What does not fit (a hole
 * that no GAP told, a number that goes back) is an error of the connection: the next one
 * begins at the frame that is lacked. Pure.
 *
 * Spec: wire-protocol v1, *Session*, *Bad input*.
 */
export class Numbering {
  #epoch: string | undefined;
  #next: number | undefined;
  /** Whether this connection began where the sender chose, so that frames may come again or be left out. */
  #jumps = false;
  /** Whether a GAP `epoch` may still come for a change that was told already. */
  #epochTold = false;
  /** Where a hole was found that nobody had told: found there again, it is one. */
  #doubted: number | undefined;
  /** The sender has fewer frames than came from it: it numbers anew what it makes from there on. */
  #isAhead = false;

  /** UUID of the numbering; unknown before the first frame. */
  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** The frame that is lacked; unknown before the first. */
  get next(): number | undefined {
    return this.#next;
  }

  /**
   * Where the next connection is to begin. Under the live policy at the newest key frame: in a short
   * cut that one has come before, and nothing is lost.
   * @param first Where to begin as long as no frame came.
   */
  place({ first, policy }: { readonly first: From; readonly policy: Policy }): From {
    if (this.#epoch === undefined || this.#next === undefined) return first;
    if (policy === "live" || this.#isAhead) return { kind: "live" };
    return { kind: "sequence", epoch: this.#epoch, sequence: this.#next };
  }

  /**
   * A connection begins.
   * @param from What was asked for.
   * @returns what is lost by it.
   */
  enter({ epoch, head }: Numbers, from: From): Hole | undefined {
    const isOther = this.#next !== undefined && (epoch !== this.#epoch || this.#isAhead);
    if (epoch !== this.#epoch) this.#next = undefined;
    // Of a numbering that fell back, what is below the head came before it did.
    else if (this.#isAhead) this.#next = head < (this.#next ?? 0) ? head : undefined;
    this.#epoch = epoch;
    this.#isAhead = false;
    this.#jumps = from.kind !== "sequence" || isOther;
    this.#epochTold = isOther;
    return isOther ? { reason: "epoch" } : undefined;
  }

  /** The sender refused the place as beyond its head: its numbering has fallen back. */
  fallBack(): void {
    this.#isAhead = true;
  }

  /**
   * Takes a frame's number.
   * @throws {WireError} where it does not follow.
   */
  frame(sequence: number): Verdict {
    const next = this.#next;
    if (next === undefined || sequence === next) return this.#take(sequence);
    if (sequence < next) {
      if (this.#jumps) return repeated;
      throw new WireError("protocol", `Frame ${sequence} came when ${next} was next`);
    }
    const hole = { first: next, last: sequence - 1 };
    if (this.#jumps) return { ...this.#take(sequence), hole: { ...hole, reason: "skipped" } };
    if (this.#doubted === next) {
      return { ...this.#take(sequence), hole: { ...hole, reason: "overrun" } };
    }
    this.#doubted = next;
    throw new WireError("protocol", `Frame ${sequence} came when ${next} was next`);
  }

  /**
   * Takes a GAP.
   * @returns what of it is news.
   * @throws {WireError} where it does not follow, or another epoch begins whose name is not known.
   */
  gap({ first, last, reason }: Gap): Hole | undefined {
    if (reason === "epoch") return this.#epochGap();
    if (first === undefined || last === undefined) return undefined;
    const { next = first } = this;
    if (last < next) return undefined;
    if (first > next && !this.#jumps && this.#doubted !== next) {
      this.#doubted = next;
      throw new WireError("protocol", `A gap begins at ${first} when frame ${next} was next`);
    }
    this.#take(last);
    return { first: next, last, reason };
  }

  #take(sequence: number): Verdict {
    this.#next = sequence + 1;
    this.#jumps = false;
    this.#epochTold = false;
    return taken;
  }

  #epochGap(): undefined {
    if (this.#epochTold) return void (this.#epochTold = false);
    throw new WireError("protocol", "The numbering of frames begins anew");
  }
}
