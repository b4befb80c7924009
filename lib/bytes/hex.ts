/** Writes bytes as hexadecimal digits, two each, lower case: `Uint8Array.toHex`, which Deno before 2.5 has not. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Reads hexadecimal digits, two for each byte; what is none becomes 0. */
export function fromHex(digits: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
