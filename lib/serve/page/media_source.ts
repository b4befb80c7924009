import type { Frame, StreamInfo } from "../../frame/mod.ts";
import { Fragments, joined, type MadeFragment } from "./fragments.ts";
import { LiveEdge } from "./live_edge.ts";
import type { Renderer, RendererListener } from "./renderer.ts";

/** Fragments that may wait until the player takes them; beyond that it goes on at a key frame. */
const maxWaiting = 150;
/** Times of shown frames that are kept to tell which picture is seen. */
const maxTimes = 600;
/** Seconds kept behind the picture, and how much more before it is taken away. */
const keptBehind = 4, trimmedAtOnce = 4;
/** Fresh starts after an error of the player, before it is given up. */
const maxRestarts = 5;

interface Waiting {
  readonly codec: string;
  readonly parts: readonly Uint8Array[];
}

/** What Safari on a telephone has in place of `MediaSource`. */
function sourceClass(): typeof MediaSource | undefined {
  const { MediaSource, ManagedMediaSource } = globalThis as unknown as Record<
    string,
    typeof globalThis.MediaSource | undefined
  >;
  return MediaSource ?? ManagedMediaSource;
}

/** Whether this browser can show such a stream by Media Source. */
export function canUseMediaSource({ codecString = "avc1.42E01F" }: StreamInfo): boolean {
  return sourceClass()?.isTypeSupported(mimeType(codecString)) ?? false;
}

function mimeType(codec: string): string {
  return `video/mp4; codecs="${codec}"`;
}

/**
 * Shows H.264 by Media Source: where the page came over plain HTTP there are no WebCodecs. Each frame
 * is appended at once, and the player kept at the edge of what there is.
 */
export class MediaSourceRenderer implements Renderer {
  readonly name = "Media Source";
  readonly surface: HTMLVideoElement;
  readonly #listener: RendererListener;
  readonly #abort = new AbortController();
  #fragments = new Fragments();
  #edge = new LiveEdge();
  #source: MediaSource | undefined;
  #buffer: SourceBuffer | undefined;
  #codec = "";
  #url = "";
  #waiting: Waiting[] = [];
  /** Media time, s → capture time, µs; ascending. */
  #times: { readonly seconds: number; readonly captureUs: number }[] = [];
  #newest = 0;
  /** Media time of the first frame since the last restart, s: what is shown before it is old. */
  #shownFrom = Infinity;
  #restarts = 0;
  #isFresh = true;

  /** Plays in the element. */
  constructor(video: HTMLVideoElement, listener: RendererListener) {
    this.surface = video;
    this.#listener = listener;
    const { signal } = this.#abort;
    video.muted = true; // without it nothing plays by itself
    video.disableRemotePlayback = true; // a condition of Safari's
    video.addEventListener("waiting", () => this.#edge.takeStall(performance.now()), { signal });
    video.addEventListener("error", () => this.#fail(), { signal });
    document.addEventListener("visibilitychange", () => this.#play(), { signal });
    this.#open();
    this.#watchPictures();
  }

  push(frame: Frame, stream: StreamInfo): void {
    const made = this.#fragments.add(frame, stream);
    if (made === undefined) return this.#listener.onDropped(1);
    for (const fragment of made) this.#take(fragment, stream);
    if (made.length === 0) return;
    if (this.#waiting.length > maxWaiting) {
      this.#listener.onDropped(this.#waiting.length);
      this.#waiting = [];
      this.#startOver();
    }
    this.#append();
    this.#follow();
  }

  restart(): void {
    this.#fragments.restart();
    this.#shownFrom = Infinity;
  }

  close(): void {
    this.#abort.abort();
    this.#detach();
  }

  #take({ head, bytes, pictures }: MadeFragment, { codecString }: StreamInfo): void {
    for (const { ticks, captureUs } of pictures) {
      this.#newest = ticks / 90_000;
      this.#shownFrom = Math.min(this.#shownFrom, this.#newest);
      this.#times.push({ seconds: this.#newest, captureUs });
      if (this.#times.length > maxTimes) this.#times.shift();
    }
    const codec = codecString ?? "avc1.42E01F";
    this.#waiting.push({ codec, parts: head === undefined ? [bytes] : [head, bytes] });
  }

  #open(): void {
    const Source = sourceClass();
    if (Source === undefined) return this.#listener.onUnable("It has no Media Source.");
    const source = new Source();
    this.#source = source;
    source.addEventListener("sourceopen", () => this.#append());
    this.#url = URL.createObjectURL(source);
    this.surface.src = this.#url;
    this.#isFresh = true;
  }

  #detach(): void {
    this.#buffer = undefined;
    this.#source = undefined;
    this.surface.removeAttribute("src");
    this.surface.load();
    URL.revokeObjectURL(this.#url);
  }

  /** Hands over all that waits in one piece: the player takes one piece at a time. */
  #append(): void {
    const codec = this.#waiting[0]?.codec;
    if (codec === undefined || this.#source?.readyState !== "open") return;
    try {
      const buffer = this.#bufferFor(codec);
      if (buffer.updating) return;
      if (codec !== this.#codec) buffer.changeType(mimeType(codec));
      this.#codec = codec;
      const end = this.#waiting.findIndex((each) => each.codec !== codec);
      const taken = this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
      const parts = taken.flatMap((each) => each.parts);
      buffer.appendBuffer(joined(parts));
    } catch {
      this.#fail(); // the player fell over an earlier fragment and says so only now
    }
  }

  #bufferFor(codec: string): SourceBuffer {
    if (this.#buffer !== undefined) return this.#buffer;
    const buffer = this.#source!.addSourceBuffer(mimeType(codec));
    this.#buffer = buffer;
    this.#codec = codec;
    buffer.addEventListener("updateend", () => {
      if (buffer !== this.#buffer) return;
      this.#play();
      this.#trim();
      this.#append();
    });
    return buffer;
  }

  #play(): void {
    const video = this.surface;
    if (!video.paused || video.readyState === 0) return;
    // Refused until the viewer touches the page, on some telephones: the next frame tries again.
    video.play().catch(() => {});
  }

  #follow(): void {
    const video = this.surface;
    if (this.#isFresh) {
      // What was captured before the newest frame is only there to be decoded.
      if (video.buffered.length === 0) return;
      this.#isFresh = false;
    }
    const at = { current: video.currentTime, atMs: performance.now() };
    const { rate, jumpTo } = this.#edge.takeFrame(this.#newest, at);
    if (jumpTo !== undefined) video.currentTime = jumpTo;
    if (video.playbackRate !== rate) video.playbackRate = rate;
  }

  #trim(): void {
    const { buffered, currentTime } = this.surface;
    const buffer = this.#buffer;
    if (buffer === undefined || buffer.updating || buffered.length === 0) return;
    if (buffered.start(0) > currentTime - keptBehind - trimmedAtOnce) return;
    buffer.remove(0, currentTime - keptBehind);
  }

  #fail(): void {
    if (this.#abort.signal.aborted) return;
    const message = this.surface.error?.message;
    if (++this.#restarts > maxRestarts) {
      return this.#listener.onUnable(message || "Its player does not take the stream.");
    }
    this.#startOver();
  }

  #startOver(): void {
    this.#detach();
    this.#fragments = new Fragments();
    this.#edge = new LiveEdge();
    this.#times = [];
    this.#waiting = [];
    this.#shownFrom = Infinity;
    this.#open();
  }

  /** Tells of each picture that is seen, as exactly as the browser says. */
  #watchPictures(): void {
    const video = this.surface;
    const canTell = "requestVideoFrameCallback" in HTMLVideoElement.prototype;
    let lastUs: number | undefined;
    const look = (mediaTime: number): void => {
      if (this.#abort.signal.aborted) return;
      const isOld = mediaTime < this.#shownFrom - 0.001;
      const captureUs = isOld ? undefined : this.#captureUsAt(mediaTime);
      if (captureUs !== undefined && captureUs !== lastUs) {
        lastUs = captureUs;
        this.#listener.onPicture({ captureUs, width: video.videoWidth, height: video.videoHeight });
      }
      wait();
    };
    const wait = (): void => {
      if (canTell) video.requestVideoFrameCallback((_, { mediaTime }) => look(mediaTime));
      else requestAnimationFrame(() => look(video.readyState < 2 ? -1 : video.currentTime));
    };
    wait();
  }

  #captureUsAt(mediaTime: number): number | undefined {
    return this.#times.findLast(({ seconds }) => seconds <= mediaTime + 0.001)?.captureUs;
  }
}
