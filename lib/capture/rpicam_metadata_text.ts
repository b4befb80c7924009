import type { FrameMetadata } from "../frame/mod.ts";

/** The camera program's names of what the protocol has names for. Spec: wire-protocol v1, *Message*. */
const names: Readonly<Record<string, string>> = {
  ExposureTime: "exposureUs",
  AnalogueGain: "analogueGain",
  DigitalGain: "digitalGain",
  Lux: "lux",
  ColourTemperature: "colourTemperatureK",
  SensorTimestamp: "sensorTimestampNs",
  FocusFoM: "focus",
};

/** Characters of an object, which has about thirty members and a thousand of them; the protocol carries no more. */
const maxObjectLength = 64 * 1024;

/**
 * Reads what the camera program writes with `--metadata-format json`: one array, of an object for each
 * frame. Its lines are flushed one by one, but the brace that closes an object only with the next object:
 * waiting for it would be waiting for the next frame. A member's line without a comma at its end is the
 * object's last, and ends it. Spec: reference/rpicam-facts 2.2.
 */
export class RpicamMetadataText {
  readonly #onObject: (metadata: FrameMetadata) => void;
  readonly #decoder = new TextDecoder();
  #line = "";
  #members: [string, unknown][] = [];
  #length = 0;

  /** @param onObject is handed each object, its members under the protocol's names where it has such. */
  constructor(onObject: (metadata: FrameMetadata) => void) {
    this.#onObject = onObject;
  }

  /**
   * Takes text as it comes, cut anyhow.
   * @param bytes only read, and not kept.
   * @throws {SyntaxError} for what the camera program does not write; nothing more can be made of it.
   */
  push(bytes: Uint8Array): void {
    const lines = (this.#line + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#line = lines.pop() ?? "";
    for (const line of lines) this.#take(line.trim());
    if (this.#length + this.#line.length > maxObjectLength) throw new SyntaxError("it has no end");
  }

  #take(line: string): void {
    const [, name, value = "", comma] = /^"([^"]{1,100})": (.*?)(,?)$/.exec(line) ?? [];
    if (name !== undefined) {
      this.#members.push([names[name] ?? name, valueOf(value)]);
      this.#length += line.length;
      if (comma === "") this.#end();
    } else if (!/^[[\]{},]{0,3}$/.test(line)) {
      throw new SyntaxError(`a line is ${JSON.stringify(line.slice(0, 40))}`);
    }
  }

  #end(): void {
    this.#onObject(Object.fromEntries(this.#members));
    this.#members = [];
    this.#length = 0;
  }
}

/** The program quotes by rules of its own: what is no JSON, as `nan`, is a text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
