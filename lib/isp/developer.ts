import { blackStep } from "./black_level.ts";
import { matrixWeights } from "./colour_matrix.ts";
import { codingTable, demosaicCurveOf } from "./demosaic_curve.ts";
import { flowOf, shrinkOf } from "./denoise.ts";
import {
  instantiateKernels,
  type Instructions,
  type KernelInstance,
  pixelFormats,
} from "./kernel_instance.ts";
import type { IspProfile } from "./profile.ts";
import { type BayerOrder, cellPlaces, checkGeometry, type Gains, sampleLimit } from "./shape.ts";
import { sharpenStep } from "./sharpen.ts";
import { type CellFactors, cellFactors } from "./white_balance.ts";
import {
  blockStep,
  clippedFrom,
  darkBelow,
  edgeFrom,
  gainsOf,
  nextGains,
} from "./white_balance_estimate.ts";

/** What a {@link Developer} is made for. */
export interface DeveloperOptions {
  /** Pixels in a row, even, 16 to 16384. */
  readonly width: number;
  /** Rows, even, 16 to 16384. */
  readonly height: number;
  /** Order of the colours. */
  readonly bayer: BayerOrder;
  /** Significant bits of a sample, 8 to 12. */
  readonly bitDepth: number;
  /** The stages. */
  readonly profile: IspProfile;
  /** Which demosaic; default: the profile's. */
  readonly quality?: IspProfile["demosaic"];
  /** Which instructions do it; default: the fastest that run here. The pictures are the same. */
  readonly instructions?: Instructions;
}

/** What {@link Developer.develop} makes of a frame. */
export interface DevelopOptions {
  /** White balance; default: what {@link Developer.measure} says of this frame, which is then copied only once. */
  readonly gains?: Gains;
  /** Bits of a value: 8 (default), or 16 where the largest is 65535. */
  readonly depth?: 8 | 16;
  /** A fourth byte a pixel, 255, as a canvas wants it; 8 bits only. */
  readonly alpha?: boolean;
  /** The rows wanted, from `first` to before `end`, both even; default: all. */
  readonly rows?: { readonly first: number; readonly end: number };
}

/** Rows of the mosaic beyond the wanted ones that have a say in them. */
const halo = { fast: 6, best: 16 } as const;

/**
 * Turns RAW frames of one geometry into pictures, in WebAssembly with SIMD: bit for bit what the stages of this folder
 * come to one after the other. Its memory is its own and lives as long as it does; nothing is allocated for a frame.
 *
 * A payload is that of `raw12`: width x height little-endian uint16, row after row, of any alignment, also in
 * shared memory.
 *
 * @example
 * ```ts
 * import { defaultProfile, Developer } from "./mod.ts";
 *
 * const size = { width: 64, height: 48 };
 * const developer = new Developer({ ...size, bayer: "RGGB", bitDepth: 12, profile: defaultProfile });
 * const raw = new Uint8Array(64 * 48 * 2);
 * const picture = developer.develop(raw);
 * if (picture.length !== 64 * 48 * 3) throw new Error("no picture");
 * ```
 */
export class Developer {
  readonly #kernels: KernelInstance;
  readonly #options: DeveloperOptions;
  readonly #quality: IspProfile["demosaic"];
  #previous: Gains | undefined;
  #factors: CellFactors = [0, 0, 0, 0];

  /**
   * Takes memory for one frame and its picture.
   *
   * @param options Geometry and stages
   * @throws {RangeError} If a size or bit depth is out of its range, or there is no memory for it
   */
  constructor(options: DeveloperOptions) {
    checkGeometry(options);
    const { width, height, profile, bitDepth } = options;
    this.#options = options;
    this.#quality = options.quality ?? profile.demosaic;
    const kernels = this.#kernels = instantiateKernels(options.instructions);
    kernels.arrange(width, height, this.#quality === "best" ? 1 : 0);
    this.#reserve(0);
    const { largest, shift, black, factor } = blackStep({
      bitDepth,
      blackLevel: profile.blackLevel,
    });
    kernels.setBlack(largest, shift, black, factor);
    kernels.setRedPlace(cellPlaces(options.bayer).red);
    setStages(kernels, profile);
  }

  /**
   * Measures white balance, or takes it from the profile. Of `auto`, gains are smoothed over the frames
   * measured so far.
   *
   * @param raw The payload of a frame; only read
   * @returns gains for {@link develop}
   * @throws {RangeError} If the payload has another size
   */
  measure(raw: Uint8Array): Gains {
    const given = this.#givenGains();
    if (given) return given;
    this.#take(raw, { first: 0, end: this.#options.height });
    return this.#measureTaken();
  }

  /** The gains where they do not depend on the frame. */
  #givenGains(): Gains | undefined {
    const { mode, gains } = this.#options.profile.whiteBalance;
    if (mode === "off") return { red: 1, blue: 1 };
    return mode === "fixed" ? gains : undefined;
  }

  /** Measures the frame that was taken, the whole of it. */
  #measureTaken(): Gains {
    const { profile, bayer } = this.#options;
    const { gains, limits, smoothing } = profile.whiteBalance;
    const kernels = this.#kernels;
    const sites = kernels.measure(blockStep(this.#options), clippedFrom, darkBelow, edgeFrom);
    const edges = new Float32Array(kernels.memory.buffer, kernels.sums.value, 4);
    const previous = this.#previous && { previous: this.#previous };
    this.#previous = nextGains(gainsOf({ sites, edges }, bayer), {
      ...{ initial: gains, limits, smoothing },
      ...previous,
    });
    return this.#previous;
  }

  /**
   * Develops a frame, or some rows of it: bands put together are the picture, byte for byte.
   *
   * @param raw The payload of the whole frame, of which only what the rows need is read
   * @param options White balance, bits, rows; default: what is measured, 8 bits, all
   * @returns red, green, blue (and 255) of each pixel, row after row; 16 bits little-endian. A view that is good until
   * the next call: copy what is kept
   * @throws {RangeError} If the payload has another size, a gain is not above 0, or the rows are not in the frame
   */
  develop(raw: Uint8Array, options: DevelopOptions = {}): Uint8Array<ArrayBuffer> {
    const { width, height, bayer } = this.#options;
    const { gains = this.#givenGains() } = options;
    const { depth = 8, alpha = false, rows = { first: 0, end: height } } = options;
    checkRows(rows, height);
    const format = depth === 16 ? pixelFormats.rgb16 : pixelFormats[alpha ? "rgba8" : "rgb8"];
    const outputBytes = (rows.end - rows.first) * width * format.bytes;
    this.#reserve(outputBytes);
    const margin = gains ? halo[this.#quality] : height;
    const first = Math.max(0, rows.first - margin);
    this.#take(raw, { first, end: Math.min(height, rows.end + margin) });
    this.#balance(cellFactors(gains ?? this.#measureTaken(), bayer));
    const best = this.#quality === "best" ? 1 : 0;
    this.#kernels.develop(rows.first, rows.end, format.number, best);
    return new Uint8Array(this.#memory, this.#kernels.output.value, outputBytes);
  }

  /** Makes the tables of the samples anew where the gains are others. */
  #balance(factors: CellFactors): void {
    if (factors.every((factor, place) => factor === this.#factors[place])) return;
    this.#kernels.setFactors(...factors);
    this.#factors = factors;
  }

  get #memory(): ArrayBuffer {
    return this.#kernels.memory.buffer as ArrayBuffer;
  }

  #reserve(outputBytes: number): void {
    if (this.#kernels.reserve(outputBytes) !== 0) return;
    const { width, height } = this.#options;
    throw new RangeError(`there is no memory to develop frames of ${width} x ${height} pixels`);
  }

  /** Copies rows to where the kernels look for them. */
  #take(raw: Uint8Array, { first, end }: { first: number; end: number }): void {
    const { width, height } = this.#options;
    const rowBytes = width * 2;
    if (raw.length !== rowBytes * height) {
      const wanted = `${rowBytes * height} bytes for ${width} x ${height} pixels`;
      throw new RangeError(`a RAW frame must have ${wanted}, has ${raw.length}`);
    }
    const to = new Uint8Array(this.#memory, this.#kernels.input.value, raw.length);
    to.set(raw.subarray(first * rowBytes, end * rowBytes), first * rowBytes);
  }
}

/** Tells the kernels what stays the same from frame to frame. A stage that is off is one that changes nothing. */
function setStages(kernels: KernelInstance, profile: IspProfile): void {
  const { colourMatrix, denoise, sharpen } = profile;
  const table = (at: WebAssembly.Global): Uint16Array =>
    new Uint16Array(kernels.memory.buffer, at.value, sampleLimit + 1);
  const curve = demosaicCurveOf(profile);
  table(kernels.coding).set(codingTable(curve));
  table(kernels.curve).set(codingTable(curve === "undone" ? "srgb" : "none"));
  if (colourMatrix !== "off") {
    kernels.setMatrix(curve === "undone" ? 1 : 0, ...matrixWeights(colourMatrix));
  }
  if (denoise !== "off") {
    const luma = flowOf(denoise.luma), chroma = flowOf(denoise.chroma);
    const shrink = shrinkOf(denoise.chroma);
    kernels.setDenoise(luma.edge, luma.slope, chroma.edge, chroma.slope, shrink.slope);
  }
  if (sharpen !== "off") {
    const { amount, coring } = sharpenStep(sharpen);
    kernels.setSharpen(amount, coring);
  }
}

function checkRows({ first, end }: { first: number; end: number }, height: number): void {
  const even = Number.isInteger(first / 2) && Number.isInteger(end / 2);
  if (!even || first < 0 || end <= first || end > height) {
    throw new RangeError(
      `rows to develop must be even and within 0 to ${height}, are ${first} to ${end}`,
    );
  }
}
