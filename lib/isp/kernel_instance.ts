import { plainKernels, relaxedKernels } from "./kernels.ts";

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

/** Which instructions the kernels use: those of SIMD, or faster ones too, which not every browser has. */
export type Instructions = "plain" | "relaxed";

const compiled: Partial<Record<Instructions, WebAssembly.Module>> = {};

/**
 * Makes an instance with memory of its own; a module is compiled once, at the first.
 *
 * @param instructions Default: the fastest that run here; the pictures are the same
 */
export function instantiateKernels(instructions: Instructions = fastest()): KernelInstance {
  const module = compiled[instructions] ??= new WebAssembly.Module(bytesOf(instructions));
  // The exports are those of assembly/index.ts, of which the compiler here knows nothing.
  return new WebAssembly.Instance(module).exports as unknown as KernelInstance;
}

function fastest(): Instructions {
  if (compiled.relaxed !== undefined) return "relaxed";
  return WebAssembly.validate(bytesOf("relaxed")) ? "relaxed" : "plain";
}

function bytesOf(instructions: Instructions): Uint8Array<ArrayBuffer> {
  const base64 = instructions === "relaxed" ? relaxedKernels : plainKernels;
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}
