import type { Renderer } from "./renderer.ts";

/** Gives the viewer a file. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has to have begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A name with the local time of a picture: `picam 2026-05-31 14.03.59.png`. */
export function datedName(captureUs: number, ending: string): string {
  const date = new Date(captureUs / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(".");
  return `picam ${day} ${time}.${ending}`;
}

/** The picture that is shown, as PNG in its full size. */
export async function takeStill({ surface }: Renderer): Promise<Blob> {
  const canvas = surface instanceof HTMLCanvasElement ? surface : copyOf(surface);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob === null) throw new TypeError("The browser makes no PNG of this picture");
  return blob;
}

function copyOf(video: HTMLVideoElement): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return canvas;
}
