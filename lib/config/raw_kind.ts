import { parseRawFormat } from "../bayer/mod.ts";
import type { Kind } from "./kind.ts";

/** What `--raw-format` takes: the name that libcamera has for how RAW samples lie in memory. */
export const rawFormatKind: Kind<string> = {
  placeholder: "FORMAT",
  allowed: "libcamera's name of a RAW format: SRGGB8, SRGGB10, SRGGB12, SRGGB14 or SRGGB16 " +
    "(16-bit words but for 8), SRGGB10_CSI2P or SRGGB12_CSI2P (packed), RGGB_PISP_COMP1 " +
    "(compressed); RGGB may be BGGR, GRBG or GBRG",
  range: "",
  meant: (text) => {
    const upper = text.toUpperCase();
    return [upper, `S${upper}`].find((name) => parseRawFormat(name) !== undefined);
  },
  parse: (text) => parseRawFormat(text) === undefined ? undefined : text,
  format: (value) => value,
};
