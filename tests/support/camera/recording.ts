import type { Fault } from "./fault.ts";
import type { FaultWatch } from "./fault_watch.ts";
import type { EncodedFrame, FrameEncoder } from "./frame_encoder.ts";
import { frameLine } from "./frame_line.ts";
import type { ProgramLog } from "./log.ts";
import type { OptionValues } from "./options/program_options.ts";
import { timeUs } from "./options/units.ts";
import type { FrameOutput } from "./output.ts";
import { OutputThread } from "./output_thread.ts";
import type { SensorClock } from "./sensor_clock.ts";
import type { Signals } from "./signals.ts";
import { stallLines } from "./startup_text.ts";

/** The parts of a run, ready to record. */
export interface RecordingParts {
  readonly options: OptionValues;
  readonly log: ProgramLog;
  readonly signals: Signals;
  readonly faults: FaultWatch;
  readonly clock: SensorClock;
  readonly encoder: FrameEncoder;
  readonly output: FrameOutput;
  /** Ends the program as an exception in a worker thread does. */
  readonly abort: (what: string) => Promise<never>;
  /** Notes in the log that a fault strikes. */
  readonly record: (kind: Fault["kind"]) => void;
  readonly onWriteError: (error: unknown) => void;
  /** Frames that may wait for a slow reader before the camera loses frames. */
  readonly queueFrames: number;
  /** Number that the first picture carries. */
  readonly firstNumber: number;
  /** Text of the line per frame, empty for none. */
  readonly infoText: string;
  /** rpicam-raw: no signals, no count of frames. */
  readonly raw: boolean;
}

const never = () => new Promise<never>(() => setInterval(() => {}, 2 ** 30));

/** The main loop of the camera programs: one turn per camera frame, signals looked at once a turn. */
export class Recording {
  readonly #parts: RecordingParts;
  readonly #thread: OutputThread;
  #encoded = 0;
  #silenced = false;

  constructor(parts: RecordingParts) {
    this.#parts = parts;
    this.#thread = new OutputThread({
      limit: parts.queueFrames,
      patienceMs: parts.queueFrames * parts.clock.periodMs,
      onError: parts.onWriteError,
    });
  }

  /** Records until something ends it. @returns the exit status. */
  async run(): Promise<number> {
    const { clock, faults, encoder, firstNumber } = this.#parts;
    const startMs = performance.now();
    for (;;) {
      const { number, cameraUs } = await clock.next();
      const fault = faults.strike(this.#encoded);
      const status = fault === undefined
        ? undefined
        : await this.#suffer(fault, firstNumber + number);
      if (status !== undefined) return status;
      // Without a free buffer no frame reaches the loop: it waits, deaf to signals, for the reader.
      if (!this.#thread.hasRoom) continue;
      if (this.#isOver(performance.now() - startMs)) break;
      this.#encoded++;
      this.#report(number);
      if (this.#silenced) continue;
      for (const frame of encoder.encode(firstNumber + number)) this.#post(frame, cameraUs);
    }
    for (const frame of encoder.flush()) this.#post(frame, 0);
    this.#thread.post(() => this.#parts.output.close());
    await this.#thread.join();
    return 0;
  }

  #post(frame: EncodedFrame, cameraUs: number): void {
    this.#thread.post(() => this.#parts.output.ready(frame, cameraUs));
  }

  #report(number: number): void {
    const { infoText, log, options } = this.#parts;
    if (infoText === "") return;
    log.error(frameLine(infoText, { number, framerate: options.number("framerate") }));
  }

  #isOver(elapsedMs: number): boolean {
    const { options, log, raw } = this.#parts;
    const frames = raw ? 0 : options.number("frames");
    if (!raw && this.#askedToStop()) return true;
    if (frames > 0) return this.#encoded >= frames;
    const timeoutMs = timeUs(options.text("timeout"), 1000) / 1000;
    if (timeoutMs <= 0 || elapsedMs <= timeoutMs) return false;
    if (!raw) log.line(`Halting: reached timeout of ${timeoutMs} milliseconds.`);
    return true;
  }

  #askedToStop(): boolean {
    const { options, signals, output } = this.#parts;
    const signal = signals.take();
    if (signal === "SIGINT") return true;
    if (!options.flag("signal")) return false;
    if (signal === "SIGUSR1") output.toggle();
    return signal === "SIGUSR2";
  }

  /** Lets a fault happen. @returns an exit status when it ends the run. */
  async #suffer(fault: Fault, number: number): Promise<number | undefined> {
    const { abort, log, signals, record } = this.#parts;
    record(fault.kind);
    switch (fault.kind) {
      case "sensor-stalls":
        await this.#stall(fault);
        return undefined;
      case "hang":
        if (fault.ignoreTerm) signals.ignoreTerm();
        return await never();
      case "crash":
        await this.#writeHalf(number);
        return await signals.die(fault.signal ?? "SIGSEGV");
      case "abort":
        await this.#thread.join();
        return await abort(fault.what ?? "failed to queue request");
      case "exit":
        await this.#thread.join();
        if (fault.line !== undefined) log.error(fault.line);
        return fault.code;
      case "garbage":
        this.#silenced = true;
        this.#postGarbage(fault.sizeBytes);
        return undefined;
      case "stderr-flood":
        for (let i = 0; i < fault.lines; i++) {
          log.libcamera("WARN", "RPI vc4.cpp:742", `Dropping unmatched input frame in stream ${i}`);
        }
        return undefined;
      default:
        return undefined;
    }
  }

  async #stall(fault: Fault & { kind: "sensor-stalls" }): Promise<void> {
    const { log, faults, clock } = this.#parts;
    for (let warnings = 0; fault.warnings === undefined || warnings < fault.warnings; warnings++) {
      await new Promise((resolve) => setTimeout(resolve, fault.everyMs ?? 1000));
      if (faults.poll(this.#encoded)) break;
      stallLines(log);
    }
    clock.restart();
  }

  async #writeHalf(number: number): Promise<void> {
    const { encoder, output } = this.#parts;
    const [frame] = encoder.encode(number);
    await this.#thread.join();
    if (frame === undefined) return;
    const half = frame.bytes.subarray(0, frame.bytes.length >> 1);
    await output.ready({ ...frame, bytes: half }, 0);
    await output.close();
  }

  #postGarbage(sizeBytes: number): void {
    const chunk = new Uint8Array(65_536).map((_, index) => 1 + (index * 7919) % 255);
    this.#thread.post(async () => {
      for (let left = sizeBytes; left > 0; left -= chunk.length) {
        const bytes = chunk.subarray(0, Math.min(left, chunk.length));
        await this.#parts.output.ready({ bytes, key: true }, 0);
      }
      await this.#parts.output.close();
    });
  }
}
