import type { Sps } from "./sps.ts";

/**
 * Names a stream's codec as browsers and players want it: profile, constraint flags and level in
 * hexadecimal.
 *
 * Spec: RFC 6381 3.3.
 *
 * ```ts
 * import { codecString } from "./mod.ts";
 *
 * const name = codecString({ profileIdc: 66, constraintFlags: 0xc0, levelIdc: 31 });
 * if (name !== "avc1.42C01F") throw new Error(name);
 * ```
 */
export function codecString(
  sps: Pick<Sps, "profileIdc" | "constraintFlags" | "levelIdc">,
): string {
  const bytes = [sps.profileIdc, sps.constraintFlags, sps.levelIdc];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `avc1.${hex.toUpperCase()}`;
}
