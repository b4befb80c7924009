import { FrameHeader, type PictureSize } from "./frame_header.ts";
import { isFrameHeader, isRestart, Marker, standsAlone } from "./marker.ts";

/** What a scanner tells, in the order of the bytes. */
export interface ImageEvents {
  /** Bytes that belong to no image. */
  outside(lengthBytes: number): void;
  /** Bytes of an image: a view, good until it returns. The first call after an end begins an image. */
  inside(view: Uint8Array): void;
  /** The image's last byte was told. */
  end(size: PictureSize): void;
  /**
   * What was told of the image is worth nothing.
   * @param why It is damaged; nothing where another one begins before its end.
   * @param nextBytes How many of the bytes that were told belong to that next one.
   */
  lost(why: string | undefined, nextBytes: number): void;
}

/** Where in the grammar the next byte stands. */
type Place =
  /** Outside of images. */
  | "outside"
  /** Behind a 0xff outside of images. */
  | "outside-ff"
  /** Behind 0xff 0xd8, which are an image's begin only if a marker follows. */
  | "started"
  /** Where a marker must begin. */
  | "between"
  /** Behind a marker's 0xff. */
  | "marker"
  | "length-high"
  | "length-low"
  /** In a segment, thumbnails and all: its length says where it ends. */
  | "segment"
  /** In a scan's data. */
  | "scan"
  /** Behind a 0xff in it. */
  | "scan-ff";

const startBytes = Uint8Array.of(0xff, Marker.start);

/**
 * Finds images in bytes that come in pieces of any length. It keeps two bytes at most; all others are
 * told in the call that brings them.
 *
 * Spec: ITU-T T.81 (09/1992) B.1.1, B.2.
 */
export class ImageScanner {
  readonly #events: ImageEvents;
  readonly #frameHeader = new FrameHeader();
  #place: Place = "outside";
  #marker = 0;
  #segmentBytes = 0;
  #hasScan = false;
  /** The first byte of the present piece that was not told. */
  #untold = 0;

  constructor(events: ImageEvents) {
    this.#events = events;
  }

  /** Bytes that came and were told neither as inside nor as outside. */
  get heldBytes(): number {
    return this.#place === "outside-ff" ? 1 : this.#place === "started" ? 2 : 0;
  }

  /** Takes the next piece; only read. */
  push(bytes: Uint8Array): void {
    this.#untold = 0;
    for (let at = 0; at < bytes.length;) at = this.#step(bytes, at);
    if (!this.#isOutside) this.#tellInside(bytes, bytes.length);
  }

  get #isOutside(): boolean {
    return this.#place === "outside" || this.#place === "outside-ff" || this.#place === "started";
  }

  /** Takes at least one byte. @returns where to go on. */
  #step(bytes: Uint8Array, at: number): number {
    switch (this.#place) {
      case "outside":
        return this.#findStart(bytes, at);
      case "segment":
        return this.#passSegment(bytes, at);
      case "scan":
        return this.#passScan(bytes, at);
      default:
        this.#takeByte(bytes, at);
        return at + 1;
    }
  }

  #findStart(bytes: Uint8Array, at: number): number {
    const found = bytes.indexOf(0xff, at);
    const end = found < 0 ? bytes.length : found;
    if (end > at) this.#events.outside(end - at);
    if (found < 0) return end;
    this.#place = "outside-ff";
    return found + 1;
  }

  #passSegment(bytes: Uint8Array, at: number): number {
    const part = bytes.subarray(at, at + this.#segmentBytes);
    if (isFrameHeader(this.#marker)) this.#frameHeader.append(part);
    this.#segmentBytes -= part.length;
    if (this.#segmentBytes === 0) this.#endSegment();
    return at + part.length;
  }

  #endSegment(): void {
    this.#place = this.#marker === Marker.scan ? "scan" : "between";
    this.#hasScan ||= this.#marker === Marker.scan;
  }

  #passScan(bytes: Uint8Array, at: number): number {
    const found = bytes.indexOf(0xff, at);
    if (found < 0) return bytes.length;
    this.#place = "scan-ff";
    return found + 1;
  }

  #takeByte(bytes: Uint8Array, at: number): void {
    const byte = bytes[at]!;
    switch (this.#place) {
      case "outside-ff":
        return this.#takeOutside(byte);
      case "started":
        return this.#begin(byte, at);
      case "between":
        if (byte === 0xff) this.#place = "marker";
        else this.#lose(bytes, { at, why: `0x${hex(byte)} stands where a marker must begin` });
        return;
      case "length-high":
        this.#segmentBytes = byte << 8;
        this.#place = "length-low";
        return;
      case "length-low":
        return this.#takeLength(bytes, at);
      case "scan-ff":
        if (byte === Marker.stuffing || isRestart(byte)) this.#place = "scan";
        else this.#takeMarker(bytes, at);
        return;
      default:
        return this.#takeMarker(bytes, at);
    }
  }

  #takeOutside(byte: number): void {
    if (byte === Marker.start) {
      this.#place = "started";
      return;
    }
    this.#events.outside(1);
    if (byte === 0xff) return;
    this.#events.outside(1);
    this.#place = "outside";
  }

  /** An image begins where a marker follows the start; in whatever else 0xff 0xd8 may stand by chance. */
  #begin(byte: number, at: number): void {
    if (byte !== 0xff) {
      this.#events.outside(3);
      this.#place = "outside";
      return;
    }
    this.#hasScan = false;
    this.#frameHeader.clear();
    this.#events.inside(startBytes);
    this.#untold = at;
    this.#place = "marker";
  }

  #takeMarker(bytes: Uint8Array, at: number): void {
    const marker = bytes[at]!;
    if (marker === 0xff) return; // fill bytes may stand before any marker
    if (marker === Marker.start) return this.#startAnew(bytes, at);
    if (marker === Marker.end) return this.#end(bytes, at);
    if (standsAlone(marker)) this.#place = "between";
    else if (marker < Marker.leastUsed) {
      this.#lose(bytes, { at, why: `0xff${hex(marker)} is no marker` });
    } else {
      this.#marker = marker;
      this.#place = "length-high";
    }
  }

  #takeLength(bytes: Uint8Array, at: number): void {
    const lengthBytes = this.#segmentBytes | bytes[at]!;
    if (lengthBytes < 2) {
      const why = `the segment 0xff${hex(this.#marker)} has the length ${lengthBytes}`;
      return this.#lose(bytes, { at, why });
    }
    this.#segmentBytes = lengthBytes - 2;
    this.#place = "segment";
    if (isFrameHeader(this.#marker)) this.#frameHeader.clear();
    if (this.#segmentBytes === 0) this.#endSegment();
  }

  #end(bytes: Uint8Array, at: number): void {
    const { size } = this.#frameHeader;
    if (!this.#hasScan) return this.#lose(bytes, { at, why: "it ends without a picture in it" });
    if (!size) return this.#lose(bytes, { at, why: "it does not say how large it is" });
    this.#tellInside(bytes, at + 1);
    this.#place = "outside";
    this.#events.end(size);
  }

  /** The next image begins inside this one. Its first two bytes may be told of this one already. */
  #startAnew(bytes: Uint8Array, at: number): void {
    this.#tellInside(bytes, at - 1);
    this.#place = "started";
    this.#events.lost(undefined, at === 0 ? 1 : 0);
  }

  #lose(bytes: Uint8Array, { at, why }: { at: number; why: string }): void {
    this.#tellInside(bytes, at + 1);
    this.#place = "outside";
    this.#events.lost(why, 0);
  }

  #tellInside(bytes: Uint8Array, end: number): void {
    if (end <= this.#untold) return;
    const view = bytes.subarray(this.#untold, end);
    this.#untold = end;
    this.#events.inside(view);
  }
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
