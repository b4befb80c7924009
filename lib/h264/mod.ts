/** H.264 (ITU-T Rec. H.264): the pattern camera's encoder. Pure: bytes in, values out. @module */
export {
  PatternEncoder,
  type PatternOptions,
  type PatternPicture,
  type PatternStamp,
  readPatternStamp,
} from "./pattern/mod.ts";
