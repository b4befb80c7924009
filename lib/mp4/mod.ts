/**
 * MP4 (ISO base media file format) with one H.264 track: boxes as values, fragments, and a file that
 * grows by fragments and ends as an ordinary one. Pure.
 * @module
 */
export type { AvcParameters } from "./avc_configuration.ts";
export { type CodedSample, encodeFragment, encodeSample, sampleBytes } from "./coded_fragment.ts";
export { encodeFragmentHead, type Fragment, fragmentHeadBytes } from "./fragment.ts";
export { enclosureOffset, encodeEnclosure, encodeHybridHead } from "./hybrid.ts";
export {
  type LiveFragment,
  LiveFragments,
  type LiveOrder,
  type LiveSample,
} from "./live_fragments.ts";
export { encodeFileType, encodeFragmentedMovie, encodeLiveHead, encodeMovie } from "./movie.ts";
export { encodeProgressiveHead } from "./progressive.ts";
export { SampleTable } from "./sample_table.ts";
export { nominalDurationUs, stepBetween, type StepContext, type TimeStep } from "./time_line.ts";
export { type OrderedSample, ShownOrder } from "./shown_order.ts";
export { type Sample, ticksOf, timescale, type VideoTrack } from "./track.ts";
