import type { Frame, StreamInfo } from "../../frame/mod.ts";

/** A picture that can be seen now. */
export interface Picture {
  /** When it was captured: Unix time of the camera's clock, microseconds; absent where a player does not say. */
  readonly captureUs?: number;
  /** Width, pixels. */
  readonly width: number;
  /** Height, pixels. */
  readonly height: number;
}

/** Who hears what becomes of frames. */
export interface RendererListener {
  /** A picture is shown. */
  onPicture(picture: Picture): void;
  /** Frames that were not shown, because later ones were there already or one before was missing. */
  onDropped(frames: number): void;
  /** This browser cannot show it this way. */
  onUnable(reason: string): void;
}

/** Makes pictures of frames. */
export interface Renderer {
  /** What it is called in the statistics. */
  readonly name: string;
  /** Where the pictures are. */
  readonly surface: HTMLCanvasElement | HTMLVideoElement;
  /** Takes the next frame. */
  push(frame: Frame, stream: StreamInfo): void;
  /** What comes next does not follow what came before; the picture stays until then. */
  restart(): void;
  /** Lets go of decoder and surface. */
  close(): void;
}
