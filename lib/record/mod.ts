/** Outputs for frames: files with segments and retention, standard output, a player. @module */
export { AllOutputs } from "./all_outputs.ts";
export { Darkroom } from "./darkroom.ts";
export type { Development } from "./development.ts";
export { openOutput, type OutputOptions } from "./open_output.ts";
export type {
  DevelopStatus,
  FinishedFile,
  FrameOutput,
  OutputState,
  OutputStatus,
} from "./output.ts";
export { OutputError, type OutputErrorKind } from "./output_error.ts";
export { openPlayer, type PlayerOptions } from "./player.ts";
export type { PlayerProgram } from "./player_programs.ts";
export type { Keep } from "./retention.ts";
export { type RecorderStatus, RingRecorder, type RingRecorderOptions } from "./ring_recorder.ts";
export type { Segment } from "./segment.ts";
export type { ByteSink } from "./stdout_output.ts";
