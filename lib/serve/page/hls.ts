import { token } from "./token.ts";
import type { Renderer, RendererListener } from "./renderer.ts";

const playlist = "/hls/live.m3u8", playlistType = "application/vnd.apple.mpegurl";
/** A player gives up on a playlist of one or two segments: a camera that has just been started has no more. */
const retryMs = 2000, mostFailures = 5;

/** Safari's player knows when a stream that says so began. */
interface DatedVideo extends HTMLVideoElement {
  getStartDate?(): Date;
}

/** Whether this browser plays HLS by itself. */
export function canPlayHls(video: HTMLVideoElement): boolean {
  return video.canPlayType(playlistType) !== "";
}

/** Chromium plays HLS, but does not say when it began. */
function captureUsAt(video: DatedVideo, mediaTime: number): number | undefined {
  const startMs = video.getStartDate?.().getTime() ?? NaN;
  return Number.isNaN(startMs) ? undefined : (startMs + mediaTime * 1000) * 1000;
}

function eachPicture(
  video: HTMLVideoElement,
  { signal, tell }: { signal: AbortSignal; tell: (mediaTime: number) => void },
): void {
  const wait = (): void => {
    if (signal.aborted) return;
    video.requestVideoFrameCallback((_, { mediaTime }) => {
      tell(mediaTime);
      wait();
    });
  };
  wait();
}

/** Shows the stream by HLS, several seconds late: the last resort. It reads the playlist, not frames. */
export class HlsRenderer implements Renderer {
  readonly name = "HLS";
  readonly surface: HTMLVideoElement;
  readonly #abort = new AbortController();
  #failures = 0;
  #retry: number | undefined;

  /** Plays in the element. */
  constructor(video: DatedVideo, listener: RendererListener) {
    this.surface = video;
    const { signal } = this.#abort;
    video.muted = true;
    video.addEventListener("canplay", () => void video.play().catch(() => {}), { signal });
    video.addEventListener("playing", () => this.#failures = 0, { signal });
    video.addEventListener("error", () => this.#fail(listener), { signal });
    this.#load();
    const tell = (mediaTime: number): void => {
      if (signal.aborted) return;
      const captureUs = captureUsAt(video, mediaTime);
      const size = { width: video.videoWidth, height: video.videoHeight };
      listener.onPicture({ ...size, ...(captureUs === undefined ? {} : { captureUs }) });
    };
    const canTell = "requestVideoFrameCallback" in HTMLVideoElement.prototype;
    if (canTell) eachPicture(video, { signal, tell });
    else video.addEventListener("timeupdate", () => tell(video.currentTime), { signal });
  }

  push(): void {}

  restart(): void {}

  close(): void {
    this.#abort.abort();
    clearTimeout(this.#retry);
    this.surface.removeAttribute("src");
    this.surface.load();
  }

  #load(): void {
    const secret = token.get();
    // The player asks for what the playlist names by itself: it can bring a token in no other way.
    this.surface.src = playlist +
      (secret === undefined ? "" : `?token=${encodeURIComponent(secret)}`);
  }

  #fail(listener: RendererListener): void {
    const why = this.surface.error?.message || "Its player does not take the playlist.";
    if (++this.#failures > mostFailures) listener.onUnable(why);
    else this.#retry = setTimeout(() => this.#load(), retryMs);
  }
}
