import { type OptionValues, ProgramError } from "./program_options.ts";
import { bitrateBps, timeUs } from "./units.ts";

/** Words that an option takes, and what is said of others. */
const words: Readonly<Record<string, { allowed: readonly string[]; message: string }>> = {
  "metering": {
    allowed: ["centre", "spot", "average", "matrix", "custom"],
    message: "Invalid metering mode: ",
  },
  "exposure": {
    allowed: ["normal", "sport", "short", "long", "custom"],
    message: "Invalid exposure mode:",
  },
  "awb": {
    allowed: [
      "auto",
      "normal",
      "incandescent",
      "tungsten",
      "fluorescent",
      "indoor",
      "daylight",
      "cloudy",
      "custom",
    ],
    message: "Invalid AWB mode: ",
  },
  "denoise": {
    allowed: ["auto", "off", "cdn_off", "cdn_fast", "cdn_hq"],
    message: "Invalid denoise mode ",
  },
  "sync": { allowed: ["", "off", "server", "client"], message: "incorrect sync value " },
  "initial": { allowed: ["record", "pause"], message: "incorrect initial value " },
};

/**
 * Refuses values as the programs do once all options are read.
 * @throws {ProgramError} with the programs' message.
 */
export function checkValues(options: OptionValues): void {
  for (const time of ["timeout", "shutter", "flicker-period"]) timeUs(options.text(time), 1);
  bitrateBps(options.text("bitrate"));
  for (const [name, { allowed, message }] of Object.entries(words)) {
    const value = options.text(name);
    if (!allowed.includes(value)) throw new ProgramError(message + value);
  }
  const rotation = options.number("rotation");
  if (rotation === 90 || rotation === 270) {
    throw new ProgramError("transforms requiring transpose not supported");
  }
  if (rotation !== 0 && rotation !== 180) throw new ProgramError("illegal rotation value");
  const lens = options.text("lens-position");
  if (lens !== "" && lens !== "default" && !Number.isFinite(Number(lens))) {
    throw new ProgramError(`Invalid lens position: ${lens}`);
  }
  const codec = options.text("codec").toLowerCase();
  if (!["h264", "libav", "mjpeg", "yuv420"].includes(codec)) {
    throw new ProgramError(`unrecognised codec ${codec}`);
  }
}

/** What is said of options that lose the parameter sets when writing begins late. */
export function warnings(options: OptionValues): string[] {
  const late = options.text("initial") === "pause" || options.flag("split") ||
    options.number("segment") > 0 || options.number("circular") > 0;
  if (!late || options.flag("inline")) return [];
  return ["WARNING: consider inline headers with 'pause'/split/segment/circular"];
}
