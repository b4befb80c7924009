import type { FrameMetadata } from "../frame/mod.ts";
import type { Fault, Logger } from "../observe/mod.ts";

/** A larger file is none of what is known of one frame. */
const maxFileBytes = 64 * 1024;

/**
 * A JSON file that whoever delivers frames keeps beside them: one object that says what is known of the newest one.
 * What is wrong with it is logged once; frames then go on without.
 */
export class MetadataFile {
  readonly #path: string;
  readonly #alarm: Fault;
  /** By which a file that was written again is known. */
  #version: string | undefined;
  #metadata: FrameMetadata | undefined;

  /** @param log Is told what is wrong with the file, and when it is right again. */
  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#alarm = log.fault();
  }

  /**
   * What it says now. It is read again only if it has changed.
   * @returns its members as they are; nothing while it is not there or makes no sense.
   */
  read(): FrameMetadata | undefined {
    try {
      const { mtime, size, ino } = Deno.statSync(this.#path);
      const version = `${mtime?.getTime()} ${size} ${ino}`;
      if (version !== this.#version) {
        this.#version = version;
        this.#metadata = undefined;
        this.#metadata = this.#parse(size);
        this.#alarm.clear(`${this.#path} is read again`);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof Deno.errors.NotFound) this.#version = this.#metadata = undefined;
      this.#alarm.raise(
        `Cannot read metadata from ${this.#path}: ${reason}: frames go on without; ` +
          "it must be one JSON object, written before its frame",
      );
    }
    return this.#metadata;
  }

  #parse(sizeBytes: number): FrameMetadata {
    if (sizeBytes > maxFileBytes) {
      throw new RangeError(`it may have at most ${maxFileBytes} bytes, has ${sizeBytes}`);
    }
    const value: unknown = JSON.parse(Deno.readTextFileSync(this.#path));
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new TypeError("it is no JSON object");
    }
    // The ring keeps a stream's description under this name.
    const { stream: _, ...members } = value as Record<string, unknown>;
    return members;
  }
}
