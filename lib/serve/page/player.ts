import type { Frame, FrameMetadata, NowUs, StreamInfo } from "../../frame/mod.ts";
import { isObject, type JsonObject, type Welcome } from "../../wire/mod.ts";
import { Link, type LinkState } from "./link.ts";
import type { Picture, Renderer, RendererListener } from "./renderer.ts";
import { Statistics } from "./statistics.ts";

/** What the viewer wants to see. */
export type Mode = "live" | "past" | "paused";

/** Makes the next way of showing a stream in the order of preference; nothing where none is left. */
export type NextRenderer = (
  stream: StreamInfo,
  options: { readonly failed: readonly string[]; readonly listener: RendererListener },
) => Renderer | undefined;

/** What a player is made of. */
export interface PlayerOptions {
  /** Where the server takes WebSockets. */
  readonly url: string;
  /** This side's clock, Unix µs. */
  readonly nowUs: NowUs;
  /** The token, if there is one. */
  readonly token: () => string | undefined;
  /** Makes what shows the pictures. */
  readonly nextRenderer: NextRenderer;
  /** Something that can be seen of the player is another. */
  readonly onChange: () => void;
  /** Something happened at the server's. */
  readonly onEvent: (event: string, data: JsonObject) => void;
}

/** Without a picture for so long, it does not move. */
const stillAfterMs = 1500;

/** Plays what a link brings: live, from the past, or not. */
export class Player {
  /** What came and what was shown. */
  readonly statistics: Statistics = new Statistics();
  readonly #options: PlayerOptions;
  readonly #link: Link;
  #renderer: Renderer | undefined;
  #failed: string[] = [];
  #mode: Mode = "live";
  #linkState: LinkState = { kind: "closed" };
  #stream: StreamInfo | undefined;
  #end: string | undefined;
  #unable: string | undefined;
  #picture: Picture | undefined;
  #metadata: FrameMetadata | undefined;
  #pictureAtMs = -Infinity;
  /** When the session began, the camera's clock: what was captured before is there to catch up with. */
  #openedAtUs = Infinity;

  /** Does nothing yet. */
  constructor(options: PlayerOptions) {
    this.#options = options;
    const { url, nowUs, token, onChange } = options;
    this.#link = new Link({
      url,
      nowUs,
      token,
      report: () => this.#report(),
      listener: {
        onOpen: (welcome) => this.#open(welcome),
        onFrame: (frame, stream) => {
          this.statistics.takeFrame(frame.payload.length, performance.now());
          this.#end = undefined;
          this.#metadata = frame.metadata;
          this.#render(frame, stream);
        },
        onGap: ({ first, last }) => {
          if (first !== undefined && last !== undefined) {
            this.statistics.takeDropped(last - first + 1);
          }
          this.#renderer?.restart();
        },
        onEnd: (reason) => {
          this.#end = reason;
          onChange();
        },
        onEvent: (event, data) => {
          if (event === "stream" && isObject(data)) this.#stream = { ...this.#stream!, ...data };
          options.onEvent(event, data);
        },
        onState: (state) => {
          this.#linkState = state;
          onChange();
        },
      },
    });
  }

  /** What the viewer wants. */
  get mode(): Mode {
    return this.#mode;
  }

  /** How the connection is. */
  get link(): LinkState {
    return this.#linkState;
  }

  /** Times that it was made again. */
  get reconnects(): number {
    return this.#link.reconnects;
  }

  /** What is being sent. */
  get stream(): StreamInfo | undefined {
    return this.#stream;
  }

  /** Why no frames come: END. */
  get end(): string | undefined {
    return this.#end;
  }

  /** Why this browser cannot show it. */
  get unable(): string | undefined {
    return this.#unable;
  }

  /** The picture that is shown. */
  get picture(): Picture | undefined {
    return this.#picture;
  }

  /** What the camera told of the newest frame. */
  get metadata(): FrameMetadata | undefined {
    return this.#metadata;
  }

  /** What shows it. */
  get renderer(): Renderer | undefined {
    return this.#renderer;
  }

  /** Whether pictures are coming. */
  get isMoving(): boolean {
    return performance.now() - this.#pictureAtMs < stillAfterMs;
  }

  /** Now by the camera's clock, Unix µs, as well as it is known. */
  get cameraNowUs(): number {
    return this.#options.nowUs() + (this.#link.offsetUs ?? 0);
  }

  /** Shows what is seen now. */
  playLive(): void {
    this.#watch("live", { from: { kind: "live" } });
  }

  /** Shows what was seen so long before the newest frame, at the pace of then. */
  playFrom(secondsAgo: number): void {
    this.#watch("past", { from: { kind: "ago", seconds: Math.max(0, secondsAgo) }, rate: 1 });
  }

  /** Keeps the picture that is shown. */
  pause(): void {
    this.#mode = "paused";
    this.#link.close();
    this.#pictureAtMs = -Infinity;
    this.#options.onChange();
  }

  /** Goes on with the picture after the one that is shown: in the past, by then. */
  resume(): void {
    const from = this.#link.position;
    if (from === undefined) this.playLive();
    else this.#watch("past", { from, rate: 1 });
  }

  /** Dials at once if the link waits. */
  retry(): void {
    this.#link.retry();
  }

  #watch(mode: Mode, want: Parameters<Link["watch"]>[0]): void {
    this.#mode = mode;
    this.#end = undefined;
    this.#pictureAtMs = -Infinity;
    this.statistics.restart();
    this.#renderer?.restart();
    this.#link.watch(want);
    this.#options.onChange();
  }

  #open({ stream, serverTimeUs }: Welcome): void {
    this.#openedAtUs = serverTimeUs;
    if (stream.codec !== this.#stream?.codec) {
      this.#renderer?.close();
      this.#renderer = undefined;
      this.#failed = [];
    }
    this.#stream = stream;
    this.#renderer?.restart();
    if (this.#renderer === undefined) this.#useNextRenderer(stream);
    this.#options.onChange();
  }

  #useNextRenderer(stream: StreamInfo): void {
    const renderer = this.#options.nextRenderer(stream, {
      failed: this.#failed,
      listener: {
        onPicture: (picture) => this.#show(picture),
        onDropped: (frames) => {
          const hasCaughtUp = (this.#picture?.captureUs ?? 0) >= this.#openedAtUs;
          if (hasCaughtUp || this.#mode !== "live") this.statistics.takeDropped(frames);
        },
        onUnable: (reason) => {
          if (renderer === undefined || renderer !== this.#renderer) return;
          this.#failed.push(renderer.name);
          renderer.close();
          this.#unable = reason;
          this.#useNextRenderer(stream);
        },
      },
    });
    this.#renderer = renderer;
    if (renderer !== undefined) this.#unable = undefined;
    else this.#unable ??= "It has neither WebCodecs nor Media Source for this codec.";
    this.#options.onChange();
  }

  /** A frame that is damaged costs what depends on it, never the session. */
  #render(frame: Frame, stream: StreamInfo): void {
    try {
      this.#renderer?.push(frame, stream);
    } catch {
      this.statistics.takeDropped(1);
      this.#renderer?.restart();
    }
  }

  #show(picture: Picture): void {
    const nowMs = performance.now();
    const wasMoving = nowMs - this.#pictureAtMs < stillAfterMs;
    this.#picture = picture;
    if (this.#mode === "paused") return;
    this.#pictureAtMs = nowMs;
    const { captureUs = -Infinity } = picture;
    const isTimed = this.#mode === "live" && this.#link.offsetUs !== undefined &&
      captureUs >= this.#openedAtUs;
    const latencyMs = (this.cameraNowUs - captureUs) / 1000;
    this.statistics.takePicture(nowMs, isTimed ? latencyMs : undefined);
    if (!wasMoving) this.#options.onChange();
  }

  #report(): {
    received: number;
    dropped: number;
    latencyUs?: Record<"p50" | "p95" | "p99", number>;
  } {
    const { received, dropped, latencyMs } = this.statistics.summary(performance.now());
    if (latencyMs === undefined) return { received, dropped };
    const { p50, p95, p99 } = latencyMs;
    return { received, dropped, latencyUs: { p50: p50 * 1e3, p95: p95 * 1e3, p99: p99 * 1e3 } };
  }
}
