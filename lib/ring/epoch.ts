/** A UUID's 16 bytes. */
export function epochBytes(epoch: string): Uint8Array {
  return Uint8Array.from(epoch.replaceAll("-", "").match(/../g) ?? [], (hex) => parseInt(hex, 16));
}

/** 16 bytes as a UUID. */
export function epochText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The epoch of a ring that does not exist yet: the nil UUID. Spec: RFC 9562 5.9. */
export const nilEpoch = "00000000-0000-0000-0000-000000000000";
