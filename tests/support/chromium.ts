import { removeFolder } from "./remove_folder.ts";
import { sendSignal } from "./send_signal.ts";

/** A headless Chromium with one page open; all that it keeps is in a folder of its own. */
export class Chromium implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #folder: string;

  private constructor(process: Deno.ChildProcess, folder: string) {
    this.#process = process;
    this.#folder = folder;
  }

  /** Opens a page. @param flags Further flags of the browser. */
  static async open(url: string, flags: readonly string[] = []): Promise<Chromium> {
    const folder = await Deno.makeTempDir({ prefix: "picam-chromium-" });
    const process = new Deno.Command("chromium", {
      args: [
        ...["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"],
        ...["--no-first-run", "--disable-background-networking", "--disable-component-update"],
        ...["--disable-sync", `--user-data-dir=${folder}`, ...flags, url],
      ],
      env: { TMPDIR: folder },
      stdout: "null",
      stderr: "null",
    }).spawn();
    return new Chromium(process, folder);
  }

  /** Waits for what the page tells. @throws {Error} when the browser ends before. */
  async while<Told>(told: Promise<Told>): Promise<Told> {
    const ended = this.#process.status.then(({ code }): never => {
      throw new Error(`Chromium ended with ${code}`);
    });
    ended.catch(() => {}); // it is ended below, when all was told
    return await Promise.race([told, ended]);
  }

  /** Ends it, and takes its folder away. */
  async [Symbol.asyncDispose](): Promise<void> {
    sendSignal(this.#process, "SIGTERM");
    await this.#process.status;
    await removeFolder(this.#folder);
  }
}
