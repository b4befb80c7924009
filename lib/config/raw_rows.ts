import { text, whole } from "./kind.ts";
import { rawFormatKind } from "./raw_kind.ts";
import { type Rows, served } from "./setting.ts";

const group = "RAW frames (--codec raw12)";

/** How a source that has no words for it delivers RAW frames. */
export const rawRows: Rows<"rawFormat" | "rawStrideBytes" | "metadataPath"> = {
  rawFormat: {
    name: "raw-format",
    group,
    modes: served,
    kind: rawFormatKind,
    fallback: "SRGGB12",
    help: "what device:, file: and stdin deliver, as libcamera names it: SRGGB10, SBGGR12_CSI2P, " +
      "GRBG_PISP_COMP1; pattern takes its order of colours",
  },
  rawStrideBytes: {
    name: "raw-stride",
    group,
    modes: served,
    kind: whole({ min: 16, max: 65_536 }, "BYTES"),
    help: "bytes from one row of theirs to the next",
    unsetWords: "rows without padding",
  },
  metadataPath: {
    name: "metadata",
    group,
    modes: served,
    kind: text(/^\P{Cc}{1,4096}$/u, { placeholder: "FILE", allowed: "the path of a JSON file" }),
    help:
      "JSON object with exposure, gain and the like of their newest frame, read as it changes; " +
      "rpicam tells them by itself",
  },
};
