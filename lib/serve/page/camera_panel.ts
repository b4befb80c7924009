import { isObject, WireError } from "../../wire/mod.ts";
import { CameraFields } from "./camera_fields.ts";
import { Control } from "./control.ts";
import { element } from "./elements.ts";
import { wordsOf } from "./toast.ts";
import { token } from "./token.ts";

/** The dialog with the camera's settings, for who has the control token. */
export class CameraPanel {
  readonly #url: string;
  readonly #dialog = element("camera-panel", HTMLDialogElement);
  readonly #unlock = element("control-unlock", HTMLFormElement);
  readonly #settings = element("settings", HTMLFormElement);
  readonly #words = element("camera-words", HTMLElement);
  readonly #fields = new CameraFields();
  #control: Control | undefined;

  /** @param url Where the server takes WebSockets. */
  constructor(url: string) {
    this.#url = url;
    element("camera-close", HTMLButtonElement).addEventListener(
      "click",
      () => this.#dialog.close(),
    );
    this.#dialog.addEventListener("close", () => this.#hangUp());
    this.#unlock.addEventListener("submit", (event) => {
      event.preventDefault();
      const field = element("control-token", HTMLInputElement);
      void this.#open(field.value.trim());
      field.value = "";
    });
    this.#settings.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#apply();
    });
    for (const [id, method] of [["start", "stream.start"], ["stop", "stream.stop"]] as const) {
      element(id, HTMLButtonElement).addEventListener("click", () => {
        void this.#do(method === "stream.start" ? "Starting…" : "Stopping…", method);
      });
    }
  }

  /** Opens it; asks for the token where there is none that allows it. */
  show(): void {
    this.#dialog.showModal();
    this.#locked("");
    if (token.get() !== undefined) void this.#open(token.get());
  }

  async #open(secret: string | undefined): Promise<void> {
    const before = token.get();
    token.set(secret);
    this.#words.textContent = "Connecting…";
    try {
      this.#control = await Control.open(this.#url);
      const settings = await this.#control.request("camera.get");
      this.#fields.show(element("fields", HTMLElement), isObject(settings) ? settings : {});
      this.#unlock.hidden = true;
      this.#settings.hidden = false;
      this.#words.textContent = "";
    } catch (error) {
      token.set(before);
      const isFirst = error instanceof WireError && secret === before;
      this.#locked(isFirst ? "" : wordsOf(error));
    }
  }

  #locked(words: string): void {
    this.#unlock.hidden = false;
    this.#settings.hidden = true;
    this.#words.textContent = words;
  }

  async #apply(): Promise<void> {
    const changes = this.#fields.changes();
    if (Object.keys(changes).length === 0) {
      this.#words.textContent = "Nothing was changed.";
      return;
    }
    const settings = await this.#do("Applying…", "camera.set", changes);
    if (isObject(settings)) this.#fields.show(element("fields", HTMLElement), settings);
  }

  /** @returns the answer; nothing where the camera said no, which is told. */
  async #do(
    words: string,
    ...[method, params]: Parameters<Control["request"]>
  ): Promise<unknown> {
    this.#words.textContent = words;
    try {
      if (!this.#control?.isOpen) this.#control = await Control.open(this.#url);
      const answer = await this.#control.request(method, params);
      this.#words.textContent = "Done.";
      return answer;
    } catch (error) {
      this.#words.textContent = wordsOf(error);
    }
  }

  #hangUp(): void {
    this.#control?.close();
    this.#control = undefined;
  }
}
