import { kernels } from "./kernels.ts";

/** How pixels are packed: as `Format` of the kernels' output_row.ts counts them. */
export const pixelFormats = {
  rgb8: { number: 0, bytes: 3 },
  rgb16: { number: 1, bytes: 6 },
  rgba8: { number: 2, bytes: 4 },
} as const;

/** What the kernels export; numbers are addresses in their memory or those of the stages' steps. */
export interface KernelInstance {
  readonly memory: WebAssembly.Memory;
  readonly input: WebAssembly.Global;
  readonly output: WebAssembly.Global;
  readonly coding: WebAssembly.Global;
  readonly curve: WebAssembly.Global;
  readonly sums: WebAssembly.Global;
  arrange(width: number, height: number, best: number): void;
  reserve(outputBytes: number): number;
  setBlack(largest: number, shift: number, black: number, factor: number): void;
  setFactors(...factors: readonly [number, number, number, number]): void;
  setRedPlace(place: number): void;
  setMatrix(isCoded: number, ...weights: readonly number[]): void;
  setDenoise(
    ...steps: readonly [
      lumaEdge: number,
      lumaSlope: number,
      chromaEdge: number,
      chromaSlope: number,
      shrinkSlope: number,
    ]
  ): void;
  setSharpen(amount: number, coring: number): void;
  measure(step: number, clippedFrom: number, darkBelow: number, edgeFrom: number): number;
  develop(firstRow: number, endRow: number, format: number, best: number): void;
}

let compiled: WebAssembly.Module | undefined;

/** Makes an instance with memory of its own; the module is compiled once, at the first. */
export function instantiateKernels(): KernelInstance {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernels), (c) => c.charCodeAt(0)));
  // The exports are those of assembly/index.ts, of which the compiler here knows nothing.
  return new WebAssembly.Instance(compiled).exports as unknown as KernelInstance;
}
