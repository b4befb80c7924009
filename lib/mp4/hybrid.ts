import { ascii, box, join, u32, u64 } from "./box.ts";
import { encodeFileType, encodeFragmentedMovie } from "./movie.ts";
import type { VideoTrack } from "./track.ts";

const fileType = encodeFileType();

/** Where {@linkcode encodeEnclosure} goes: over the free box behind the file type. */
export const enclosureOffset: number = fileType.length;

/**
 * The beginning of a file that grows by fragments, and can be made an ordinary one when it is
 * complete: file type, 16 free bytes, movie box. A player that finds it unfinished plays its fragments.
 *
 * To complete it: write the movie box with all samples behind the last fragment, then
 * {@linkcode encodeEnclosure} over the free bytes. Until these 16 bytes are written, in one sector of
 * the disk, the file is a fragmented one; after that all between them and the new movie box is media
 * data, the old movie box and the fragments' heads among it, and the file is an ordinary one that
 * every player can seek in. Nothing is copied or moved.
 */
export function encodeHybridHead(track: VideoTrack): Uint8Array<ArrayBuffer> {
  return join([fileType, ...box("free", new Uint8Array(8)), encodeFragmentedMovie(track)]);
}

/**
 * Head of a media data box with a 64-bit size that goes from {@linkcode enclosureOffset} to the final
 * movie box. Spec: ISO/IEC 14496-12 4.2.2, 8.1.1.
 *
 * @param movieOffset Where in the file the final movie box begins.
 * @returns 16 bytes.
 */
export function encodeEnclosure(movieOffset: number): Uint8Array<ArrayBuffer> {
  return join([u32(1), ascii("mdat"), u64(movieOffset - enclosureOffset)]);
}
