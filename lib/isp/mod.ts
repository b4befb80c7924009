/**
 * From RAW frames to pictures: black level, white balance, demosaic, colour matrix, gamma, denoise, sharpen. Pure:
 * samples in, pixels out.
 * @module
 */
export { Developer, type DeveloperOptions, type DevelopOptions } from "./developer.ts";
export type { Instructions } from "./kernel_instance.ts";
export {
  defaultProfile,
  type DenoiseProfile,
  type IspProfile,
  parseProfile,
  type SharpenProfile,
  type WhiteBalanceProfile,
} from "./profile.ts";
export type { BayerOrder, Gains } from "./shape.ts";
