/** A place for a ring on tmpfs that goes away with the test. @module */

/** Where Linux keeps a tmpfs for everybody. */
export const sharedMemory = "/dev/shm";

/** Options for `Deno.test` of a test that needs a tmpfs. */
export const onTmpfs: { ignore: boolean } = { ignore: !hasTmpfs() };

/** A folder of its own on tmpfs. */
export class ScratchFolder implements Disposable {
  /** The folder; it does not exist before something is made there. */
  readonly folder = `${sharedMemory}/picam-test-${crypto.randomUUID()}`;
  /** A path for a ring in it. */
  readonly path = `${this.folder}/ring`;

  /** Removes it with all that is in it. */
  [Symbol.dispose](): void {
    try {
      Deno.removeSync(this.folder, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

function hasTmpfs(): boolean {
  try {
    return Deno.statSync(sharedMemory).isDirectory;
  } catch {
    console.warn(`Tests are skipped: there is no ${sharedMemory} here`);
    return false;
  }
}
