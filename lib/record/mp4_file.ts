import type { Frame } from "../frame/mod.ts";
import {
  describeDecoder,
  findParameterSets,
  isBipredictive,
  mayReorder,
  type ParameterSets,
  sameSets,
  splitSampleUnits,
} from "../h264/mod.ts";
import {
  enclosureOffset,
  encodeEnclosure,
  encodeHybridHead,
  encodeMovie,
  SampleTable,
  timescale,
  type VideoTrack,
} from "../mp4/mod.ts";
import type { Buffers } from "./buffers.ts";
import type { DiskFile } from "./disk_file.ts";
import { FragmentBuffer } from "./fragment_buffer.ts";
import type { FileContent, FrameFile } from "./frame_file.ts";
import { HeldFrame } from "./held_frame.ts";

/** A fragment is written at each key frame, and at least this often: what a crash can cost. */
const fragmentTicks = timescale;

/** The index in memory grows by 12 bytes a frame at most: 24 MiB, 19 hours at 30 frames a second. */
const mostSamples = 2 << 20;

/**
 * An MP4 file: fragments while it grows, so that a crash or a power cut costs at most what was
 * captured since the last key frame or in the last second; an ordinary file, in which every player can
 * seek, when it is finished (see `encodeHybridHead`). The time line is that of the true capture times.
 */
export class Mp4File implements FrameFile {
  readonly #disk: DiskFile;
  readonly #fragment: FragmentBuffer;
  readonly #sets: ParameterSets;
  readonly #track: VideoTrack;
  readonly #mayReorder: boolean;
  readonly #table = new SampleTable();
  readonly #held = new HeldFrame();
  #frames = 0;
  #sizeBytes: number;
  #durationUs = 0;
  /** End of the samples that are complete, in ticks. */
  #endTicks = 0;

  /**
   * Begins one.
   *
   * @param disk An empty file, from now on this one's.
   * @param first The key frame that it is to begin with; it is still to be added.
   * @param buffers Where it takes memory from.
   * @throws {SyntaxError} If the frame has no parameter sets that can be read.
   */
  constructor(disk: DiskFile, first: Frame, buffers: Buffers) {
    this.#disk = disk;
    const { sps, avc } = describeDecoder(findParameterSets(first.payload));
    this.#sets = avc;
    this.#mayReorder = mayReorder(sps);
    this.#track = { width: sps.width, height: sps.height, avc, createdUs: first.captureUs };
    this.#fragment = new FragmentBuffer(buffers);
    const head = encodeHybridHead(this.#track);
    this.#sizeBytes = head.length;
    disk.append({ bytes: head });
  }

  get path(): string {
    return this.#disk.path;
  }

  get content(): FileContent {
    return { frames: this.#frames, sizeBytes: this.#sizeBytes, durationUs: this.#durationUs };
  }

  get failure(): { readonly error: unknown } | undefined {
    return this.#disk.failure;
  }

  accepts(key: Frame): boolean {
    if (this.#frames >= mostSamples) return false;
    const sets = findParameterSets(key.payload);
    const hasNone = sets.sps.length === 0 && sets.pps.length === 0;
    return hasNone || sameSets(this.#sets, sets);
  }

  add(frame: Frame, beforeUs: number): void {
    this.#completeHeld(beforeUs);
    this.#held.begin(frame);
    this.#frames++;
    this.#sizeBytes += frame.payload.length;
  }

  extend(payload: Uint8Array): void {
    this.#held.extend(payload);
    this.#sizeBytes += payload.length;
  }

  room(): Promise<void> {
    return this.#disk.room();
  }

  async finish(lastUs: number): Promise<FileContent> {
    this.#completeHeld(lastUs);
    this.#flush();
    await this.#disk.drain();
    let sizeBytes = this.#disk.wholeBytes;
    if (this.#table.length > 0) {
      const movie = encodeMovie(this.#track, this.#table);
      const enclosure = { bytes: encodeEnclosure(sizeBytes), offset: enclosureOffset };
      if (await this.#disk.complete(movie, enclosure)) sizeBytes += movie.length;
    }
    await this.#disk.close();
    const durationUs = Math.round(this.#table.duration / timescale * 1e6);
    return { frames: this.#table.length, sizeBytes, durationUs };
  }

  /** Makes a sample of the frame that is held, now that its end and its duration are known. */
  #completeHeld(durationUs: number): void {
    if (!this.#held.isThere) return;
    this.#durationUs += durationUs;
    const endTicks = Math.round(this.#durationUs * timescale / 1e6);
    const duration = Math.max(1, endTicks - this.#endTicks);
    this.#endTicks += duration;
    const { isKey: key, bytes } = this.#held;
    this.#addSample(splitSampleUnits(bytes, this.#sets), { key, duration });
    this.#held.clear();
  }

  #addSample(units: readonly Uint8Array[], timing: { key: boolean; duration: number }): void {
    const sizeBytes = units.reduce((sum, { length }) => sum + 4 + length, 0);
    const bipredictive = this.#mayReorder && isBipredictive(units);
    const sample = { ...timing, bipredictive };
    const isLong = this.#fragment.duration >= fragmentTicks && !bipredictive;
    if (timing.key || isLong || !this.#fragment.hasRoom(sizeBytes, sample)) this.#flush();
    this.#fragment.add(units, sample);
    if (!this.#mayReorder && this.#fragment.duration >= fragmentTicks) this.#flush();
  }

  #flush(): void {
    const fragment = this.#fragment.take();
    if (fragment === undefined) return;
    const { bytes, samples, headBytes, release } = fragment;
    this.#disk.append({
      bytes,
      onWritten: (offset) => this.#table.addChunk(samples, offset + headBytes),
      onDone: release,
    });
  }
}
