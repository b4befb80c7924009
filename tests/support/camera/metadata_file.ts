import { ProgramError } from "./options/program_options.ts";

/** What is told of a frame besides its time: in the names, forms and order of libcamera's controls. */
const settled: readonly (readonly [string, string])[] = [
  ["SensorBlackLevels", "[ 4096, 4096, 4096, 4096 ]"],
  ["FocusFoM", "1187"],
  ["AnalogueGain", "5.120000"],
  ["DigitalGain", "1.004213"],
  ["ExposureTime", "33222"],
  ["FrameDuration", "33333"],
  ["Lux", "104.125000"],
  ["ColourGains", "[ 1.512345, 2.098765 ]"],
  ["ColourTemperature", "4310"],
  ["ScalerCrop", "(0, 0)/4608x2592"],
  ["AeLocked", "true"],
];

/**
 * The file of `--metadata` in its JSON form: an array with an object for each written frame. As with
 * `std::endl`, each line is written at once, but what follows a frame's last line, the closing brace, stays in
 * the library's buffer until the next frame's first line.
 */
export class MetadataFile {
  readonly #file: Deno.FsFile;
  #held = "";
  #begun = false;

  /** @throws {ProgramError} where it cannot be written. */
  constructor(path: string) {
    try {
      this.#file = Deno.openSync(path, { write: true, create: true, truncate: true });
    } catch {
      throw new ProgramError(`failed to open metadata file ${path}`);
    }
    this.#line("[");
  }

  /** Tells of a frame that has been written. @param cameraUs When it was captured. */
  frame(cameraUs: number): void {
    if (this.#begun) this.#line(",");
    this.#begun = true;
    this.#held += "{";
    const members = [["SensorTimestamp", String(cameraUs * 1000)] as const, ...settled];
    for (const [index, [name, value]] of members.entries()) {
      const quote = value.includes("/") ? '"' : "";
      this.#line(index === 0 ? "" : ",");
      this.#held += `    "${name}": ${quote}${value}${quote}`;
    }
    this.#line("");
    this.#held += "}";
  }

  /** Ends the array. */
  close(): void {
    this.#line("");
    this.#line("]");
    this.#file.close();
  }

  #line(text: string): void {
    let bytes = new TextEncoder().encode(`${this.#held}${text}\n`);
    this.#held = "";
    while (bytes.length > 0) bytes = bytes.subarray(this.#file.writeSync(bytes));
  }
}
