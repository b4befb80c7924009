import { type LoadedTls, loadServerTls, StateFolder } from "../../lib/session/mod.ts";

/** A certificate of this test's own, in a folder of its own. */
export class Keys implements Disposable {
  private constructor(readonly folder: string, readonly tls: LoadedTls) {}

  static async make(): Promise<Keys> {
    const folder = Deno.makeTempDirSync({ prefix: "picam-tls-" });
    const openFolder = () => new StateFolder(folder);
    const tls = await loadServerTls({ kind: "self-signed" }, { openFolder, nowMs: Date.now });
    if (tls === undefined) throw new Error("There is no certificate");
    return new Keys(folder, tls);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}
