import type { From, Policy } from "../../../lib/frame/mod.ts";
import {
  Link,
  type ReceiveEvent,
  type ReceiveOutcome,
  Receiver,
  type ReconnectOptions,
  WireSource,
} from "../../../lib/receive/mod.ts";
import { settle, TurnedTiming } from "../../support/turned_timing.ts";
import { KeptOutput } from "./kept_output.ts";
import { ScriptedServer } from "./scripted_server.ts";

/** How a {@linkcode LinkRig} receives. */
export interface RigOptions {
  readonly from?: From;
  readonly policy?: Policy;
  readonly reconnect?: ReconnectOptions;
  readonly frames?: number;
  readonly token?: string;
  readonly output?: KeptOutput;
}

/** A receiver of a scripted server, in time that the test turns. */
export class LinkRig implements AsyncDisposable {
  readonly timing = new TurnedTiming();
  readonly server = new ScriptedServer(this.timing, () => this.nowUs());
  readonly output: KeptOutput;
  readonly events: ReceiveEvent[] = [];
  readonly receiver: Receiver;
  readonly #stop = new AbortController();
  #outcome: Promise<ReceiveOutcome> | undefined;
  /** How it ended; nothing while it goes on. */
  outcome: ReceiveOutcome | undefined;

  constructor(options: RigOptions = {}) {
    const { from = { kind: "oldest" }, policy = "gapless", token } = options;
    const { timing } = this;
    this.output = options.output ?? new KeptOutput();
    const nowUs = () => this.nowUs();
    const source = new WireSource({
      target: "tcp://door:5000",
      dial: () => this.server.dial(),
      agent: "picam/test",
      token,
      from,
      policy,
      nowUs,
      timing,
    });
    this.receiver = new Receiver({
      feed: new Link(source, { ...options.reconnect, timing }),
      openOutputs: () => [this.output],
      isGapless: policy === "gapless",
      limit: { frames: options.frames },
      onEvent: (event) => this.events.push(event),
      nowUs,
      timing,
    });
  }

  nowUs(): number {
    return 1e15 + this.timing.nowMs() * 1000;
  }

  /** Begins, and lets happen what needs no time. */
  async start(): Promise<this> {
    this.#outcome = this.receiver.run(this.#stop.signal);
    void this.#outcome.then((outcome) => this.outcome = outcome);
    await settle();
    return this;
  }

  /** Ends it. */
  async stop(): Promise<ReceiveOutcome> {
    this.#stop.abort();
    return await this.#outcome!;
  }

  /** Events of one kind. */
  told<K extends ReceiveEvent["kind"]>(kind: K): (ReceiveEvent & { kind: K })[] {
    return this.events.filter((event): event is ReceiveEvent & { kind: K } => event.kind === kind);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#outcome !== undefined) await this.stop();
  }
}
