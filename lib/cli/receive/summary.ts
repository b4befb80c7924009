import type { CameraSummary, Hole, ReceiveOutcome } from "../../receive/mod.ts";
import type { FinishedFile, OutputStatus } from "../../record/mod.ts";
import { countWords, sizeWords, timeWords } from "./figures.ts";

/** More than these are only counted. */
const shownHoles = 20;

const reasons: Readonly<Record<Hole["reason"], string>> = {
  overrun: "left the server's ring",
  skipped: "skipped to stay live",
  epoch: "the server's numbers began anew",
  cut: "the bare stream was cut",
};

/** What was kept, in lines for people. Spec: cli, receive. */
export function summaryLines({ cameras, end }: ReceiveOutcome): string[] {
  const kept = cameras.filter(({ frames }) => frames > 0);
  if (kept.length === 0) return ["Received nothing."];
  const named = kept.length > 1 || end.kind !== "done";
  return kept.flatMap((summary) => cameraLines(summary, named ? ` of ${summary.camera}` : ""));
}

function cameraLines(summary: CameraSummary, whose: string): string[] {
  const { frames, seconds, bytes, reconnects, damaged } = summary;
  const kept = [
    countWords(frames, "frame"),
    `${seconds.toFixed(1)} s`,
    sizeWords(bytes),
    holeCount(summary),
    countWords(reconnects, "reconnect"),
    countWords(damaged, "CRC error"),
  ];
  return [`Received${whose} ${kept.join(", ")}.`, ...holeLines(summary)];
}

function holeCount({ holeCount, lostFrames }: CameraSummary): string {
  if (holeCount === 0) return "no holes";
  return `${countWords(holeCount, "hole")} (${countWords(lostFrames, "frame")})`;
}

function holeLines({ holes, holeCount }: CameraSummary): string[] {
  const lines = holes.slice(0, shownHoles).map((hole) => `  missing: ${holeWords(hole)}`);
  const more = holeCount - lines.length;
  return more > 0 ? [...lines, `  and ${countWords(more, "hole")} more`] : lines;
}

/** A hole, for people: `frames 300–420 (121), left the server's ring`. */
export function holeWords({ first, last, reason }: Hole): string {
  const why = reasons[reason];
  if (first === undefined || last === undefined) return `an unknown number of frames, ${why}`;
  if (first === last) return `frame ${first}, ${why}`;
  return `frames ${first}–${last} (${last - first + 1}), ${why}`;
}

/** What was developed, a line for each output that had frames developed. */
export function developLines(outputs: readonly OutputStatus[]): string[] {
  return outputs.flatMap(({ target, developed }) => {
    if (developed === undefined) return [];
    const { frames, medianMs, refusedFrames, skippedFrames } = developed;
    if (frames + refusedFrames + skippedFrames === 0) return [];
    const each = medianMs === undefined ? [] : [`${timeWords(medianMs)} each`];
    const refused = refusedFrames === 0 ? [] : [`${refusedFrames} that were none`];
    const skipped = skippedFrames === 0 ? [] : [`${skippedFrames} left out to stay live`];
    const words = [countWords(frames, "frame"), ...each, ...refused, ...skipped].join(", ");
    return [`Developed for ${target}: ${words}.`];
  });
}

/** A file that is complete, for people. */
export function fileWords({ path, frames, seconds, sizeBytes, gaps }: FinishedFile): string {
  const holes = gaps === 0 ? "" : `, ${countWords(gaps, "hole")}`;
  return `${path}: ${countWords(frames, "frame")}, ${seconds.toFixed(1)} s, ${
    sizeWords(sizeBytes)
  }${holes}`;
}
