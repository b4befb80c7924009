/** Rates are means over so long. */
const windowMs = 2000;
/** Latencies kept for the plot: ten seconds at 30 frames a second. */
export const keptLatencies = 300;

/** What the statistics say at one moment. */
export interface Summary {
  /** Pictures a second. */
  readonly framerate: number;
  /** Payload bits a second. */
  readonly bitrateBps: number;
  /** From capture to picture, ms; nothing before the clocks' offset is known. */
  readonly latencyMs:
    | { readonly p50: number; readonly p95: number; readonly p99: number }
    | undefined;
  /** Frames that came. */
  readonly received: number;
  /** Frames that were not shown. */
  readonly dropped: number;
}

/** Counts what comes and what is shown. Times are of one clock that only goes forward, ms. */
export class Statistics {
  readonly #arrivals: { readonly atMs: number; readonly sizeBytes: number }[] = [];
  readonly #pictures: number[] = [];
  readonly #latencies: number[] = [];
  #received = 0;
  #dropped = 0;

  /** The latencies of the last pictures, ms, oldest first: a view that changes. */
  get latencies(): readonly number[] {
    return this.#latencies;
  }

  /** A frame came. */
  takeFrame(sizeBytes: number, atMs: number): void {
    this.#received++;
    this.#arrivals.push({ atMs, sizeBytes });
    while (this.#arrivals[0]!.atMs < atMs - windowMs) this.#arrivals.shift();
  }

  /** A picture is shown. @param latencyMs From its capture, where that is known. */
  takePicture(atMs: number, latencyMs: number | undefined): void {
    this.#pictures.push(atMs);
    while (this.#pictures[0]! < atMs - windowMs) this.#pictures.shift();
    if (latencyMs === undefined) return;
    this.#latencies.push(latencyMs);
    if (this.#latencies.length > keptLatencies) this.#latencies.shift();
  }

  /** So many frames are not shown. */
  takeDropped(frames: number): void {
    this.#dropped += frames;
  }

  /** What came before has nothing to do with what comes: rates and latencies begin anew. */
  restart(): void {
    this.#arrivals.length = this.#pictures.length = this.#latencies.length = 0;
  }

  /** What there is to say now. */
  summary(atMs: number): Summary {
    const pictures = this.#pictures.filter((pictureMs) => pictureMs > atMs - windowMs);
    const arrivals = this.#arrivals.filter((arrival) => arrival.atMs > atMs - windowMs);
    const bytes = arrivals.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return {
      framerate: rate(pictures.length, atMs - (pictures[0] ?? atMs)),
      bitrateBps: rate(bytes * 8, atMs - (arrivals[0]?.atMs ?? atMs)),
      latencyMs: percentiles(this.#latencies),
      received: this.#received,
      dropped: this.#dropped,
    };
  }
}

/** A window that has hardly begun says little: half of it is the least that is divided by. */
function rate(amount: number, elapsedMs: number): number {
  return amount * 1000 / Math.max(elapsedMs, windowMs / 2);
}

function percentiles(samples: readonly number[]): Summary["latencyMs"] {
  if (samples.length === 0) return undefined;
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))]!;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
