import type { CellPicture } from "./cell_picture.ts";
import type { Layout, TextBlock } from "./layout.ts";
import { TextLine } from "./text_line.ts";

/** What the changing text in a picture tells. */
export interface CaptionState {
  /** Unix time in milliseconds. */
  readonly unixMs: number;
  /** Number of the picture. */
  readonly frameNumber: number;
}

/** All text of a layout. */
export class Caption {
  readonly #lines: readonly { block: TextBlock; line: TextLine }[];

  constructor(layout: Layout) {
    this.#lines = layout.blocks.map((block) => ({
      block,
      line: new TextLine(block.font, block.place),
    }));
  }

  /** Draws what changed since it was last drawn. */
  draw(picture: CellPicture, state: CaptionState): void {
    const clock = clockText(state.unixMs);
    for (const { block, line } of this.#lines) {
      line.draw(picture, blockText(block, clock, state.frameNumber));
    }
  }

  /** Draws everything at the next {@linkcode draw}. */
  forget(): void {
    for (const { line } of this.#lines) line.forget();
  }
}

function blockText({ content, sample }: TextBlock, clock: string, frameNumber: number): string {
  switch (content) {
    case "clock":
      return clock;
    case "time":
      return clock.slice(0, 8);
    case "millis":
      return clock.slice(8);
    case "frame": {
      // Where a number has outgrown its room, its last digits are those that tell pictures apart.
      const label = sample.replace(/0+$/, "");
      return label + String(frameNumber).slice(label.length - sample.length);
    }
    case "title":
    case "fixed":
      return sample;
  }
}

/** `HH:MM:SS.mmm` in UTC: Unix time has no leap seconds, so a day is always as long. */
function clockText(unixMs: number): string {
  const pad = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, "0");
  const clock = [3_600_000 * 24, 3_600_000, 60_000].map((divisor, i) =>
    pad(unixMs % divisor / [3_600_000, 60_000, 1000][i]!, 2)
  );
  return `${clock.join(":")}.${pad(unixMs % 1000, 3)}`;
}
