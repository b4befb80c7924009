/** Outputs for frames: files with segments and retention, standard output, a player. @module */
export type { FinishedFile, FrameOutput, OutputState, OutputStatus } from "./output.ts";
export { OutputError, type OutputErrorKind } from "./output_error.ts";
