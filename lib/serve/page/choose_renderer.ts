import { element } from "./elements.ts";
import { canPlayHls, HlsRenderer } from "./hls.ts";
import { JpegRenderer } from "./jpeg.ts";
import { canUseMediaSource, MediaSourceRenderer } from "./media_source.ts";
import type { NextRenderer } from "./player.ts";
import { RawRenderer } from "./raw.ts";
import type { Renderer } from "./renderer.ts";
import { WebCodecsRenderer } from "./webcodecs.ts";

/**
 * Takes the way of showing a stream that has the least delay of those that this browser has and that
 * have not failed yet, and puts its surface in view.
 */
export const chooseRenderer: NextRenderer = (stream, { failed, listener }) => {
  const canvas = element("canvas", HTMLCanvasElement);
  const video = element("video", HTMLVideoElement);
  const isH264 = stream.codec === "h264";
  const ways: { name: string; fits: boolean; make: () => Renderer }[] = [
    {
      name: "WebCodecs",
      fits: isH264 && "VideoDecoder" in globalThis,
      make: () => new WebCodecsRenderer(canvas, listener),
    },
    {
      name: "Media Source",
      fits: isH264 && canUseMediaSource(stream),
      make: () => new MediaSourceRenderer(video, listener),
    },
    {
      name: "JPEG images",
      fits: stream.codec === "mjpeg",
      make: () => new JpegRenderer(canvas, listener),
    },
    {
      name: "WebAssembly",
      fits: stream.codec === "raw12",
      make: () => new RawRenderer(canvas, listener),
    },
    {
      name: "HLS",
      fits: isH264 && canPlayHls(video),
      make: () => new HlsRenderer(video, listener),
    },
  ];
  const renderer = ways.find(({ name, fits }) => fits && !failed.includes(name))?.make();
  for (const surface of [canvas, video]) surface.hidden = renderer?.surface !== surface;
  return renderer;
};
