import type { From, Policy } from "../frame/mod.ts";
import { Access, type Conversation } from "../session/mod.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";
import { type Hello, type Offer, WireError } from "../wire/mod.ts";
import type { FeedContext } from "./feed.ts";
import type { Reception } from "./reception.ts";

/** Who may push, and what is asked of them. */
export interface DoorOptions {
  /** Secret that allows to push; without it anybody may. */
  readonly token: string | undefined;
  /** Where a camera is to begin whose frames are not known; else it goes on where it was. */
  readonly from: From;
  /** What a camera does when this side falls behind. */
  readonly policy: Policy;
  /** Whether the outputs are told apart by camera, so that several may come at once. */
  readonly manyCameras: boolean;
  /** Time; the machine's own unless a test turns it. */
  readonly timing?: Timing;
}

/** A camera that may push. */
export interface Admitted {
  /** What it has. */
  readonly offer: Offer;
  /** Where its frames go. */
  readonly reception: Reception;
  /** Where it is to begin. */
  readonly from: From;
}

/** Names are made by whoever pushes, and each has files of its own until the end. */
const maxCameras = 64;
/** How long a camera that found the place taken is to wait. */
const busyRetryMs = 5000;

/** Decides which cameras are received: by their token, and one at a time for each set of outputs. */
export class PushDoor {
  readonly #options: DoorOptions;
  readonly #access: Access;
  /** Those that are inside, by what they are received as. */
  readonly #inside = new Map<Reception, { conversation: Conversation; offer: Offer }>();
  readonly #names = new Set<string>();
  /** What every camera is received as where the outputs do not tell them apart. */
  #only: Reception | undefined;

  /** Lets nobody in yet. */
  constructor(options: DoorOptions) {
    const { token, timing = systemTiming } = options;
    this.#options = options;
    // A token to push is judged as one to watch is: constant time, and not too many wrong ones.
    this.#access = new Access({ viewToken: token, nowMs: () => timing.nowMs() });
  }

  /**
   * Decides about a camera; one that is let in is inside until `leave`.
   * @throws {WireError} to turn it away.
   */
  admit(
    hello: Hello,
    { conversation, context }: { conversation: Conversation; context: FeedContext },
  ): Admitted {
    const { role, offer } = hello;
    if (role !== "publish") {
      const words = "This picam receives, it has nothing to watch: ask the one that has the camera";
      throw new WireError("forbidden", words);
    }
    this.#checkToken(hello, conversation);
    if (offer === undefined) throw new WireError("protocol", "HELLO with publish needs an offer");
    const reception = this.#receptionOf(offer, context);
    this.#makeRoom(reception, offer);
    this.#inside.set(reception, { conversation, offer });
    return { offer, reception, from: this.#place(reception, offer) };
  }

  /** A camera is gone. */
  leave(reception: Reception, conversation: Conversation): void {
    if (this.#inside.get(reception)?.conversation === conversation) this.#inside.delete(reception);
  }

  #checkToken({ token }: Hello, { ends }: Conversation): void {
    if (this.#options.token === undefined) return;
    const verdict = this.#access.decide({ token, ends, role: "view" });
    if ("granted" in verdict) return;
    const { refused, message, retryAfterMs } = verdict;
    if (refused === "rate-limited") throw new WireError(refused, message, retryAfterMs);
    const words = token === undefined
      ? "Pushing here needs a token: the receiver's, by --push-token"
      : "The token is wrong: pushing here needs the receiver's, by --push-token";
    throw new WireError(refused, words);
  }

  #receptionOf({ stream }: Offer, { reception }: FeedContext): Reception {
    if (!this.#options.manyCameras) return this.#only ??= reception(stream.name);
    if (!this.#names.has(stream.name) && this.#names.size >= maxCameras) {
      throw new WireError("busy", `Cameras of ${maxCameras} names have come already`, busyRetryMs);
    }
    this.#names.add(stream.name);
    return reception(stream.name);
  }

  /**
   * The same camera that dials again is let in: its connection broke, and that has not been noticed
   * here yet. Whoever knows the name of its epoch but has another name of its own is another one, of a
   * copied ring for example.
   */
  #makeRoom(reception: Reception, { epoch, stream }: Offer): void {
    const inside = this.#inside.get(reception);
    if (inside === undefined) return;
    if (inside.offer.epoch !== epoch || inside.offer.stream.name !== stream.name) {
      const words = this.#options.manyCameras
        ? `A camera that is called ${stream.name} is being received already: give it another name`
        : "Another camera is being received already: for several, --output needs {name} in it";
      throw new WireError("busy", words, busyRetryMs);
    }
    inside.conversation.destroy();
  }

  #place(reception: Reception, { epoch, head }: Offer): From {
    const { from: first, policy } = this.#options;
    const { position } = reception;
    if (position?.epoch !== epoch) return first;
    if (position.sequence > head) reception.fallBack();
    return reception.place({ first, policy });
  }
}
