import { ProgramError } from "./options/program_options.ts";

/** One way of reading the sensor out. */
export interface SensorMode {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly crop: string;
}

/** The sensor of the stand-in: Raspberry Pi Camera Module 3. */
export const sensor = {
  name: "imx708",
  width: 4608,
  height: 2592,
  bits: 10,
  bayer: "RGGB",
  modes: [
    { width: 1536, height: 864, fps: 120.1347, crop: "(768, 432)/3072x1728" },
    { width: 2304, height: 1296, fps: 56.0255, crop: "(0, 0)/4608x2592" },
    { width: 4608, height: 2592, fps: 14.3536, crop: "(0, 0)/4608x2592" },
  ] as readonly SensorMode[],
} as const;

/** A mode as the command line asks for it. */
export interface ModeRequest {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly packed: boolean;
  /** Undefined when no frame rate was asked for: then modes are not judged by it. */
  readonly fps?: number;
}

/** Reads `W:H[:bits[:P|U]]`. */
export function parseMode(text: string): Omit<ModeRequest, "fps"> {
  const [width, height, bits, packing] = text.split(":");
  if (!/^\d+$/.test(width ?? "") || !/^\d+$/.test(height ?? "")) {
    throw new ProgramError("Invalid mode");
  }
  if (packing !== undefined && !/^[pu]/i.test(packing)) {
    throw new ProgramError("Packing indicator should be P or U");
  }
  return {
    width: Number(width),
    height: Number(height),
    bits: bits === undefined ? 12 : Number(bits),
    packed: packing === undefined || /^p/i.test(packing),
  };
}

/** How far a mode is from the request; the smallest wins. */
export function modeScore(request: ModeRequest, mode: SensorMode): number {
  const distance = (desired: number, actual: number) => {
    const difference = desired > actual ? desired - actual : (actual - desired) / 8;
    return actual === desired ? 0 : difference * 2;
  };
  const aspect = distance(request.width / request.height, mode.width / mode.height);
  const tooSlow = request.fps === undefined ? 0 : Math.max(0, request.fps - mode.fps);
  return distance(request.width, mode.width) + distance(request.height, mode.height) +
    1500 * aspect + 2000 * tooSlow + 500 * Math.abs(request.bits - sensor.bits);
}

/** The mode that the programs choose. */
export function chooseMode(request: ModeRequest): SensorMode {
  return sensor.modes.reduce((best, mode) =>
    modeScore(request, mode) < modeScore(request, best) ? mode : best
  );
}

/** The camera's identity in the device tree. */
export function cameraId(platform: "vc4" | "pisp", index: number): string {
  return platform === "vc4"
    ? `/base/soc/i2c0mux/i2c@${1 - index}/${sensor.name}@1a`
    : `/base/axi/pcie@1000120000/rp1/i2c@${index === 0 ? 88000 : 80000}/${sensor.name}@1a`;
}
