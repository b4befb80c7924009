import { minStride } from "../bayer/mod.ts";
import { systemTiming, type Timing } from "../observe/mod.ts";
import { deviceFault, emptyDeviceFault, noDeviceFault } from "./device_faults.ts";
import { type OpenDevice, openDevice } from "./device_file.ts";
import { DeviceReader } from "./device_reader.ts";
import { DeviceRun, type DeviceRunEnd } from "./device_run.ts";
import { FileSource } from "./file.ts";
import { openRawIntake, type StreamNames } from "./intake.ts";
import type { RawStream } from "./raw_stream.ts";
import type { RunContext, RunEnd, Source } from "./source.ts";

/** A driver that does not let a read wait answers long before. */
const lastReadMs = 20;

/** Which device to read, and what its frames are like. */
export interface DeviceSettings extends Omit<RawStream, "metadata"> {
  /** A character device, a FIFO or a file. */
  readonly path: string;
  /** Frames per second, as announced; a file is played at it. */
  readonly framerate: number;
  /** What people call the stream. */
  readonly name?: string | undefined;
}

/** How a device is opened, and what time it is; tests hand in their own. */
export interface DeviceParts {
  /** Says what it is; fails as `Deno.stat` does. */
  readonly stat?: (path: string) => Promise<DeviceKind>;
  /** Opens it. */
  readonly open?: OpenDevice;
  /** Time. */
  readonly timing?: Timing;
}

/** What a path leads to, as much of it as matters. */
export type DeviceKind = Pick<Deno.FileInfo, "isFile" | "isFifo" | "isCharDevice">;

/**
 * RAW frames of a device: from a driver that hands them out, or from a FIFO into which programs write them, as they
 * come; a file of frames is played over and over. Silence is no fault, however long: such cameras take a frame
 * when somebody asks for one. A device that goes away is a fault, and is opened again when it is back.
 */
export class DeviceSource implements Source {
  readonly codec = "raw12";
  readonly #settings: DeviceSettings;
  readonly #stream: StreamNames;
  readonly #parts: Required<DeviceParts>;
  /** In which a read is under way since the run before. */
  #left: DeviceReader | undefined;

  /** Takes which device to read; whether it is there is found out at each run. */
  constructor(settings: DeviceSettings, parts: DeviceParts = {}) {
    const { name, framerate } = settings;
    this.#settings = settings;
    this.#stream = { name, framerate, codec: "raw12", raw: settings };
    this.#parts = { stat: Deno.stat, open: openDevice, timing: systemTiming, ...parts };
  }

  describe(): string {
    return `device:${this.#settings.path}`;
  }

  async run(context: RunContext): Promise<RunEnd> {
    const { path } = this.#settings;
    try {
      const { isFile, isFifo, isCharDevice } = await this.#parts.stat(path);
      if (isFile) {
        const settings = { ...this.#stream, path, loop: true };
        return await new FileSource(settings, this.#parts.timing).run(context);
      }
      if (!isFifo && !isCharDevice) return { kind: "failed", fault: noDeviceFault(path) };
      return this.#toRunEnd(await this.#read(context, { isFifo: isFifo === true }));
    } catch (error) {
      return { kind: "failed", fault: deviceFault(path, error) };
    }
  }

  async #read(context: RunContext, { isFifo }: { isFifo: boolean }): Promise<DeviceRunEnd> {
    const { framerate } = this.#settings;
    const intake = openRawIntake(context, { stream: this.#stream });
    const run = new DeviceRun(context, {
      ...{ intake, isFifo, framerate, timing: this.#parts.timing },
    });
    try {
      let end: DeviceRunEnd;
      do end = await this.#readOnce(run); while (end.kind === "ended");
      return end;
    } finally {
      intake.end("cut");
    }
  }

  async #readOnce(run: DeviceRun): Promise<DeviceRunEnd> {
    const { timing, open } = this.#parts;
    const { path } = this.#settings;
    const reader = this.#left ?? new DeviceReader(await open(path), this.#frameBytes());
    this.#left = undefined;
    try {
      return await run.read(reader);
    } finally {
      if (!(await reader.close({ timing, waitMs: lastReadMs }))) this.#left = reader;
    }
  }

  #frameBytes(): number {
    const { format, width, height, strideBytes } = this.#settings;
    return (strideBytes ?? minStride(format, width)) * height;
  }

  #toRunEnd(end: DeviceRunEnd): RunEnd {
    const { path } = this.#settings;
    switch (end.kind) {
      case "failed":
        return { kind: "failed", fault: deviceFault(path, end.error) };
      case "empty":
        return { kind: "failed", fault: emptyDeviceFault(path) };
      default:
        return { kind: "stopped" };
    }
  }
}
