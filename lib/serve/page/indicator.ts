import { element } from "./elements.ts";
import type { Words } from "./words.ts";

/** Shows in words how it stands: a label beside the name, and a message over the picture. */
export class Indicator {
  readonly #indicator = element("indicator", HTMLElement);
  readonly #label = element("label", HTMLElement);
  readonly #message = element("message", HTMLElement);
  readonly #title = element("title", HTMLElement);
  readonly #detail = element("detail", HTMLElement);
  readonly #stage = element("stage", HTMLElement);

  /** Shows these words. Only what differs is touched: a screen reader reads what is written. */
  show({ tone, label, title = "", detail = "" }: Words): void {
    if (this.#indicator.dataset["tone"] !== tone) this.#indicator.dataset["tone"] = tone;
    write(this.#label, label);
    write(this.#title, title);
    write(this.#detail, detail);
    this.#message.hidden = title === "";
    this.#stage.classList.toggle("stale", title !== "");
  }
}

function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
