import { encodeAvcConfiguration } from "./avc_configuration.ts";
import { ascii, box, fullBox, join, type Pieces, u16, u32, u64, u8 } from "./box.ts";
import { encodeEmptySampleTable, type SampleTable } from "./sample_table.ts";
import { timescale, type VideoTrack } from "./track.ts";

const trackId = 1;
const secondsFrom1904To1970 = 2_082_844_800;
const unityMatrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const undetermined = 0x55c4; // language "und", three letters of five bits

/** The file type box. Spec: ISO/IEC 14496-12 4.3. */
export function encodeFileType(): Uint8Array<ArrayBuffer> {
  return join(box("ftyp", ascii("isom"), u32(0x200), ascii("isomiso5iso6avc1mp41")));
}

/**
 * The movie box in front of fragments: no samples, and word that fragments follow. Their number, and
 * so the duration, is not known. Spec: ISO/IEC 14496-12 8.2.1, 8.8.1.
 */
export function encodeFragmentedMovie(track: VideoTrack): Uint8Array<ArrayBuffer> {
  const extends_ = box("mvex", fullBox("trex", {}, u32(trackId, 1, 0, 0, 0)));
  return encodeMovieBox(track, { duration: 0, tables: encodeEmptySampleTable() }, extends_);
}

/** What stands in front of fragments that are sent as they come: file type and movie box. */
export function encodeLiveHead(track: VideoTrack): Uint8Array<ArrayBuffer> {
  return join([encodeFileType(), encodeFragmentedMovie(track)]);
}

/** The movie box of a file that is complete: it says of every sample where it is. */
export function encodeMovie(track: VideoTrack, samples: SampleTable): Uint8Array<ArrayBuffer> {
  return encodeMovieBox(track, { duration: samples.duration, tables: samples.encode() });
}

/** How long the track is, in ticks, and the boxes that say where its samples are. */
interface Samples {
  readonly duration: number;
  readonly tables: Pieces;
}

function encodeMovieBox(
  track: VideoTrack,
  samples: Samples,
  more: Pieces = [],
): Uint8Array<ArrayBuffer> {
  const header = fullBox(
    "mvhd",
    { version: 1 },
    times(track),
    u32(timescale),
    u64(samples.duration),
    u32(0x10000), // rate 1
    u16(0x100, 0), // volume 1
    u32(0, 0),
    unityMatrix,
    u32(0, 0, 0, 0, 0, 0, trackId + 1),
  );
  return join(box("moov", header, encodeTrack(track, samples), more));
}

/** Spec: ISO/IEC 14496-12 8.3.1, 8.3.2, 8.4.1. */
function encodeTrack(track: VideoTrack, samples: Samples): Pieces {
  const header = fullBox(
    "tkhd",
    { version: 1, flags: 3 }, // enabled, in the movie
    times(track),
    u32(trackId, 0),
    u64(samples.duration),
    u32(0, 0),
    u16(0, 0, 0, 0),
    unityMatrix,
    u32(track.width * 0x10000, track.height * 0x10000),
  );
  const mediaHeader = fullBox(
    "mdhd",
    { version: 1 },
    times(track),
    u32(timescale),
    u64(samples.duration),
    u16(undetermined, 0),
  );
  const handler = fullBox("hdlr", {}, u32(0), ascii("vide"), u32(0, 0, 0), ascii("camera\0"));
  return box("trak", header, box("mdia", mediaHeader, handler, encodeMedia(track, samples)));
}

/** Spec: ISO/IEC 14496-12 8.4.4, 12.1.2, 8.7.2, 8.5.1. */
function encodeMedia(track: VideoTrack, { tables }: Samples): Pieces {
  const ownFile = fullBox("url ", { flags: 1 });
  return box(
    "minf",
    fullBox("vmhd", { flags: 1 }, u16(0, 0, 0, 0)),
    box("dinf", fullBox("dref", {}, u32(1), ownFile)),
    box("stbl", encodeDescription(track), tables),
  );
}

/** Spec: ISO/IEC 14496-12 8.5.2, 12.1.3; ISO/IEC 14496-15 5.4.2.1. */
function encodeDescription({ width, height, avc }: VideoTrack): Pieces {
  const entry = box(
    "avc1",
    u16(0, 0, 0, 1), // reserved; the first data reference
    u32(0, 0, 0, 0),
    u16(width, height),
    u32(0x480000, 0x480000, 0), // 72 dots an inch
    u16(1), // pictures a sample
    new Uint8Array(32), // no compressor's name
    u8(0, 24, 0xff, 0xff), // depth, no colour table
    encodeAvcConfiguration(avc),
  );
  return fullBox("stsd", {}, u32(1), entry);
}

/** Creation and modification time. */
function times({ createdUs }: VideoTrack): Uint8Array {
  const seconds = createdUs === undefined
    ? 0
    : Math.max(0, Math.floor(createdUs / 1e6) + secondsFrom1904To1970);
  return u64(seconds, seconds);
}
