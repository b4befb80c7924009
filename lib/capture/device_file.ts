import { closeSync, constants, open, read } from "node:fs";

/** A character device or FIFO that is open for reading. */
export interface DeviceFile {
  /**
   * Reads what there is, at most as much as the buffer holds.
   * @returns how many bytes; 0 at an end, or where a FIFO has no writer.
   * @throws {Error} with a `code`: `EAGAIN` where there is nothing now, `EIO`, `ENODEV` …
   */
  read(into: Uint8Array): Promise<number>;
  /** Closes it; not while a read is under way. */
  close(): void;
}

/** Opens a device. @throws {Error} with a `code`: `ENOENT`, `EACCES`, `EBUSY` … */
export type OpenDevice = (path: string) => Promise<DeviceFile>;

/**
 * Opens it so that a read answers at once. A driver that does not know how to do that answers when it has something;
 * meanwhile one of the blocking threads waits, not this one.
 */
export const openDevice: OpenDevice = async (path: string): Promise<DeviceFile> => {
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
  const file = await new Promise<number>((resolve, reject) => {
    open(path, flags, (error, file) => error ? reject(error) : resolve(file));
  });
  return {
    read: (into) =>
      new Promise((resolve, reject) => {
        read(file, into, 0, into.length, null, (error, length) => {
          if (error) reject(error);
          else resolve(length);
        });
      }),
    close: () => closeSync(file),
  };
};

/** The system's name of what went wrong, as `ENODEV`; nothing for what did not come from the system. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}
