import { catchUp } from "./catch_up.ts";
import { emptyCommit } from "./commit_slot.ts";
import { nilEpoch } from "./epoch.ts";
import { FollowedFile, type FollowedState } from "./followed_file.ts";
import { HeldFrames } from "./held_frames.ts";
import { KeyIndex } from "./key_index.ts";
import { reason, RingError } from "./ring_error.ts";
import { readStream } from "./stream_cache.ts";

/** How often one look may be overtaken by the writer before the next one is waited for. */
const maxLooks = 3;

/**
 * Keeps what is held in step with another program's ring: its frames, a new epoch, another size,
 * another file in its place. Does so only when it is asked to look.
 */
export class RingTracker {
  /** What cursors read; of the last file that could be read, as long as there is no other. */
  readonly held: HeldFrames;
  readonly #path: string;
  readonly #onNews: () => void;
  #file: FollowedFile;
  #heldFile: FollowedFile | undefined;
  #unreadable: string | undefined;
  #gone: string | undefined;

  /**
   * Opens the ring.
   * @param onNews Called when anything came, whoever asked to look.
   * @throws {RingError} when there is no file, it cannot be read, or it is no ring.
   */
  constructor(path: string, onNews: () => void) {
    this.#path = path;
    this.#onNews = onNews;
    this.#file = new FollowedFile(path);
    const place = { storage: this.#file.storage, capacity: 0, epoch: nilEpoch };
    const nothing = { place, commit: emptyCommit(), keys: new KeyIndex(0), stream: undefined };
    this.held = new HeldFrames(nothing, () => this.look());
    try {
      this.#take(this.#file.look());
    } catch (error) {
      this.#file.close();
      throw new RingError(`Cannot follow the ring ${path}: ${reason(error)}`);
    }
  }

  /** Size of the ring that is held, header included; 0 before there was one. */
  get sizeBytes(): number {
    return this.#heldFile?.sizeBytes ?? 0;
  }

  /** Why there is nothing to follow at present, in words; nothing while there is. */
  get waitsBecause(): string | undefined {
    return this.#gone ?? this.#unreadable;
  }

  /** Looks what came. */
  look(): void {
    try {
      this.#take(this.#file.look());
    } catch (error) {
      this.#unreadable = `it cannot be read any more, ${reason(error)}`;
    }
  }

  /** Goes over to the file that the path leads to, if it is another. @returns whether it did. */
  reopen(): boolean {
    this.#gone = undefined;
    if (!this.#file.isReplaced()) return false;
    let file: FollowedFile | undefined;
    try {
      file = new FollowedFile(this.#path);
      if (file.look() === undefined) throw new Error("the new one is just being made");
    } catch (error) {
      file?.close();
      this.#gone = `it was removed, ${reason(error)}`;
      return false;
    }
    this.#file.close();
    this.#file = file;
    this.look();
    return true;
  }

  /** Gives the file back. */
  close(): void {
    this.held.recent.clear();
    this.#file.close();
  }

  #take(state: FollowedState | undefined): void {
    this.#unreadable = state === undefined ? "it is just being made" : undefined;
    if (state === undefined) return;
    const { header, commit } = state;
    const isOther = this.#heldFile !== this.#file || header.epoch !== this.held.epoch ||
      commit.nextSequence < this.held.head;
    if (!isOther && commit.number === this.held.commit.number) return;
    if (isOther) this.#begin(state);
    this.#catchUp(state, maxLooks);
    this.#onNews();
  }

  #begin({ header, commit }: FollowedState): void {
    const { storage } = this.#file;
    const { oldestSequence, oldestOffset } = commit;
    this.#heldFile = this.#file;
    this.held.begin({
      place: { storage, ...header },
      // All of its frames are still to be caught up with.
      commit: { ...commit, nextSequence: oldestSequence, writeOffset: oldestOffset },
      keys: new KeyIndex(header.capacity),
      stream: readStream(storage),
    });
  }

  #catchUp({ header, commit }: FollowedState, looks: number): void {
    if (catchUp(this.held, commit) || looks === 1) return;
    const next = this.#file.look();
    if (next?.header.epoch !== header.epoch || next.commit.number === commit.number) return;
    this.#catchUp(next, looks - 1);
  }
}
