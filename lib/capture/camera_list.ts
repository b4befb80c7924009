import { type AskParts, askProgram, type ProgramAnswer } from "./ask_program.ts";
import { classifyCameraLine } from "./camera_faults.ts";
import type { Fault } from "./fault.ts";
import { spawnFault } from "./program_run.ts";

/** A camera that the camera program sees. */
export interface ListedCamera {
  /** Its number, as `--camera` counts. */
  readonly index: number;
  /** Its sensor, for example `imx708`. */
  readonly model: string;
  /** Width of the whole sensor in pixels. */
  readonly width: number;
  /** Height of the whole sensor in pixels. */
  readonly height: number;
  /** Where it is connected, as the device tree names it. */
  readonly id: string;
}

/** What the camera program says of cameras. */
export interface CameraList {
  /** In the order of their numbers. */
  readonly cameras: readonly ListedCamera[];
  /** Why there is none, or none to be known. */
  readonly fault?: Fault;
}

/** A slow Pi with a slow card and two cameras takes some 3 s. */
const limitMs = 8000;

/**
 * Asks the camera program for the cameras. It opens each for a moment: not to be done while one
 * streams.
 * @param path of the camera program.
 */
export async function listCameras(path: string, parts: AskParts = {}): Promise<CameraList> {
  let answer: ProgramAnswer;
  try {
    answer = await askProgram({ program: path, args: ["--list-cameras"], limitMs }, parts);
  } catch (error) {
    return { cameras: [], fault: spawnFault(error, path) };
  }
  const cameras = parseCameraList(answer.text);
  const fault = faultOf(answer, path) ?? (cameras.length === 0 ? noCamera : undefined);
  return { cameras, ...(fault === undefined ? {} : { fault }) };
}

/** What `--list-cameras` prints. Spec: reference/rpicam-facts 4.6. */
export function parseCameraList(text: string): ListedCamera[] {
  return [...text.matchAll(/^\s*(\d+) : (\S+) \[(\d+)x(\d+)[^\]]*\](?: \((.*)\))?$/gm)].map(
    ([, index, model = "", width, height, id = ""]) => ({
      index: Number(index),
      model,
      width: Number(width),
      height: Number(height),
      id,
    }),
  );
}

const noCamera = classifyCameraLine("ERROR: *** no cameras available ***")?.fault;

function faultOf(answer: ProgramAnswer, path: string): Fault | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (answer.late) {
    return {
      kind: "silent",
      message: `${name} hangs: asked for the cameras, it did not answer in ${limitMs / 1000} s`,
      remedy: "sudo reboot; if that does not help, look at dmesg for the camera's driver",
    };
  }
  if (answer.code === 0) return undefined;
  const found = answer.lines.flatMap((line) => classifyCameraLine(line) ?? []);
  const worst = found.sort((a, b) => a.rank - b.rank)[0];
  return worst?.fault ?? {
    kind: "camera",
    message: `${name} --list-cameras has failed with exit code ${answer.code}`,
    remedy: "run it yourself and look at what it says",
    lastLines: answer.lines.slice(-3),
  };
}
