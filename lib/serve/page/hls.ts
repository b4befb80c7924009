import type { Renderer, RendererListener } from "./renderer.ts";

const playlist = "/hls/live.m3u8", playlistType = "application/vnd.apple.mpegurl";

/** Safari's player knows when a stream that says so began. */
interface DatedVideo extends HTMLVideoElement {
  getStartDate?(): Date;
}

/** Whether this browser plays HLS by itself. */
export function canPlayHls(video: HTMLVideoElement): boolean {
  return video.canPlayType(playlistType) !== "";
}

/** Shows the stream by HLS, several seconds late: the last resort. It reads the playlist, not frames. */
export class HlsRenderer implements Renderer {
  readonly name = "HLS";
  readonly surface: HTMLVideoElement;
  readonly #abort = new AbortController();

  /** Plays in the element. */
  constructor(video: DatedVideo, listener: RendererListener) {
    this.surface = video;
    const { signal } = this.#abort;
    video.muted = true;
    video.src = playlist;
    video.addEventListener("canplay", () => void video.play().catch(() => {}), { signal });
    video.addEventListener(
      "error",
      () => listener.onUnable(video.error?.message || "Its player does not take the playlist."),
      { signal },
    );
    video.addEventListener("timeupdate", () => {
      const startMs = video.getStartDate?.().getTime() ?? NaN;
      const captureUs = (startMs + video.currentTime * 1000) * 1000;
      if (Number.isNaN(captureUs)) return;
      listener.onPicture({ captureUs, width: video.videoWidth, height: video.videoHeight });
    }, { signal });
  }

  push(): void {}

  restart(): void {}

  close(): void {
    this.#abort.abort();
    this.surface.removeAttribute("src");
    this.surface.load();
  }
}
