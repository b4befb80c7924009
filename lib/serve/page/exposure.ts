import type { FrameMetadata } from "../../frame/mod.ts";

/**
 * What a camera told of a frame, as the statistics say it: name → value, of what it told. Pure.
 * Spec: wire-protocol v1, *Message*, metadata.
 */
export function describeExposure(metadata: FrameMetadata = {}): Record<string, string> {
  const number = (name: string): number | undefined => {
    const value = metadata[name];
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  };
  const rows: Record<string, string> = {};
  const exposureUs = number("exposureUs");
  if (exposureUs !== undefined) rows["Exposure"] = `${(exposureUs / 1000).toFixed(2)} ms`;
  const analogue = number("analogueGain"), digital = number("digitalGain");
  if (analogue !== undefined || digital !== undefined) {
    rows["Gain"] = `× ${((analogue ?? 1) * (digital ?? 1)).toFixed(2)}`;
  }
  const lux = number("lux"), colour = number("colourTemperatureK");
  if (lux !== undefined) rows["Light"] = `${lux.toPrecision(3)} lx`;
  if (colour !== undefined) rows["Colour"] = `${Math.round(colour)} K`;
  return rows;
}
