import { RequestError } from "../wire/mod.ts";

/**
 * Options of the camera program that change how a picture looks, and nothing else. On the command line anything
 * goes, but a client may not make the camera program write files, read them, or send elsewhere.
 */
const allowed: ReadonlySet<string> = new Set([
  "autofocus-range",
  "autofocus-speed",
  "autofocus-window",
  "awbgains",
  "brightness",
  "buffer-count",
  "contrast",
  "exposure",
  "flicker-period",
  "metering",
  "saturation",
  "sharpness",
]);
const option = /^--([a-z0-9-]+)(?:=(.*))?$/s;
const value = /^(?:-?[\d.,]+(?:us|ms|s)?|[a-z]+)$/;

/**
 * Checks words that a client wants the camera program to be given.
 * @throws {RequestError} where one is more than a setting of the picture.
 */
export function checkCameraArguments(words: readonly string[]): void {
  for (const word of words) {
    const [, name, given] = option.exec(word) ?? [];
    const isFine = name === undefined
      ? value.test(word)
      : allowed.has(name) && (given === undefined || value.test(given));
    if (isFine) continue;
    throw new RequestError(
      "invalid-params",
      `cameraArgs may have ${
        [...allowed].map((each) => `--${each}`).join(", ")
      }, each with a plain value; ` +
        `${JSON.stringify(word.slice(0, 80))} only the command line may give`,
    );
  }
}
