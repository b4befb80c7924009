import { toHex } from "../bytes/mod.ts";
import type { FrameEnd, NowUs } from "../frame/mod.ts";
import { AccessUnitAssembler, type StreamFaultKind } from "../h264/mod.ts";
import { ImageAssembler } from "../mjpeg/mod.ts";
import { FrameCollector } from "./frame_collector.ts";

/** What an assembler of a bare stream works with. */
export interface BareAssemblerParts {
  /** This side's clock. */
  readonly nowUs: NowUs;
  /**
   * Gets each frame, from the first key frame on.
   * @param before How many frames of the stream stand before it.
   */
  readonly onFrame: (bytes: Uint8Array<ArrayBuffer>, end: FrameEnd, before: number) => void;
  /** Told once per change of state what is wrong with the stream. */
  readonly onFault: (message: string) => void;
  /** Told when the stream is none that can be received, and why. */
  readonly onForeign: (message: string) => void;
}

/** Cuts a stream into frames, whatever it is of. */
interface Cutter {
  push(bytes: Uint8Array): void;
  end(how: "cut"): void;
}

/** A start code of four bytes, and what follows it. */
const signatureBytes = 5;
/** What H.264 begins with, in hexadecimal: a start code, and the header of a slice, a set or SEI. */
const unitSignature = /^0000(00)?01([0246][15-9])/;
/** What JPEG images and responses that are made of them begin with, in hexadecimal: SOI, `--`, CR LF. */
const imageSignatures = ["ffd8", "2d2d", "0d0a"];

/** What is wrong with a stream that is no H.264, if it did not begin as one and has not been of use. */
const foreignFaults: ReadonlySet<StreamFaultKind> = new Set([
  "no-start-code",
  "not-h264",
  "broken-parameter-set",
  "unit-too-large",
]);

/**
 * Cuts a bare stream into frames: H.264, or JPEG images, bare or in parts of a response, which its first
 * bytes tell. RAW frames have nothing to know them by, nor their size.
 */
export class BareAssembler {
  readonly #parts: BareAssemblerParts;
  #head: Uint8Array = new Uint8Array();
  #cutter: Cutter | undefined;
  #hasFrames = false;

  /** Waits for the first bytes. */
  constructor(parts: BareAssemblerParts) {
    this.#parts = parts;
  }

  /** Takes the next bytes, cut anyhow. */
  push(bytes: Uint8Array): void {
    if (this.#cutter !== undefined) return this.#cutter.push(bytes);
    const head = new Uint8Array(this.#head.length + bytes.length);
    head.set(this.#head);
    head.set(bytes, this.#head.length);
    this.#head = head;
    if (head.length < signatureBytes) return;
    const first = toHex(head.subarray(0, signatureBytes));
    const isImages = imageSignatures.some((signature) => first.startsWith(signature));
    this.#cutter = isImages ? this.#images() : this.#units(unitSignature.test(first));
    this.#head = new Uint8Array();
    this.#cutter.push(head);
  }

  /** The stream was cut. */
  end(): void {
    // The open frame may be whole or not: it comes again.
    this.#cutter?.end("cut");
  }

  #images(): ImageAssembler {
    const { nowUs, onFault } = this.#parts;
    const before = (): number => assembler.counters.images - 1 + assembler.counters.droppedImages;
    const assembler = new ImageAssembler({
      sink: this.#sink(before),
      nowUs,
      onFault: ({ message }) => onFault(message),
    });
    return assembler;
  }

  #units(beginsWell: boolean): AccessUnitAssembler {
    const { nowUs, onFault, onForeign } = this.#parts;
    const before = (): number => assembler.counters.accessUnits + assembler.counters.droppedUnits;
    const assembler = new AccessUnitAssembler({
      sink: this.#sink(before),
      nowUs,
      unitEnd: "next-start",
      onFault: ({ kind, message }) => {
        const isForeign = !beginsWell && !this.#hasFrames && foreignFaults.has(kind);
        (isForeign ? onForeign : onFault)(message);
      },
    });
    return assembler;
  }

  #sink(before: () => number): FrameCollector {
    return new FrameCollector((bytes, end) => {
      this.#hasFrames = true;
      this.#parts.onFrame(bytes, end, before());
    });
  }
}
