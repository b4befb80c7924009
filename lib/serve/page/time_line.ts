import { element } from "./elements.ts";
import { spoken } from "./words.ts";

/** While the viewer drags, pictures of the way are asked for so often, ms. */
const previewEveryMs = 250;
/** Nearer to the newest frame than this is live, s. */
const liveWithin = 1;

/** Where the viewer is in the ring. */
export interface TimePlace {
  /** How far back the ring reads, s. */
  readonly windowSeconds: number;
  /** How far behind the newest frame the picture is, s. */
  readonly secondsAgo: number;
  /** When the picture was captured, Unix µs; nothing before the first. */
  readonly captureUs: number | undefined;
}

/** What the viewer asks for. */
export interface TimeWishes {
  /** A place, so many seconds behind the newest frame. */
  readonly seek: (secondsAgo: number) => void;
  /** The newest. */
  readonly live: () => void;
}

/** The line over the whole ring: oldest at the left, now at the right. */
export class TimeLine {
  readonly #slider = element("time", HTMLInputElement);
  readonly #oldest = element("oldest", HTMLElement);
  readonly #when = element("when", HTMLElement);
  readonly #wishes: TimeWishes;
  #isHeld = false;
  #previewedAtMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Listens to the slider. */
  constructor(wishes: TimeWishes) {
    this.#wishes = wishes;
    this.#slider.addEventListener("input", () => this.#preview());
    this.#slider.addEventListener("change", () => this.#choose());
  }

  /** Shows where the viewer is; not while they are choosing another place. */
  show({ windowSeconds, secondsAgo, captureUs }: TimePlace): void {
    const seconds = Math.max(1, Math.floor(windowSeconds));
    this.#slider.min = String(-seconds);
    this.#slider.disabled = windowSeconds < liveWithin;
    this.#oldest.textContent = windowSeconds < liveWithin ? "" : `${spoken(seconds)} ago`;
    if (this.#isHeld) return;
    const value = -Math.min(seconds, secondsAgo);
    this.#slider.value = String(value > -liveWithin ? 0 : value);
    this.#write(captureUs, secondsAgo);
  }

  /** Goes so many seconds from where the viewer is. */
  step(seconds: number): void {
    this.#go(-Number(this.#slider.value) - seconds);
  }

  /** Goes to the oldest frame. */
  toOldest(): void {
    this.#go(-Number(this.#slider.min));
  }

  #write(captureUs: number | undefined, secondsAgo: number): void {
    const time = captureUs === undefined ? "" : new Date(captureUs / 1000).toLocaleTimeString();
    const text = secondsAgo < liveWithin ? time : `${time} · ${spoken(secondsAgo)} ago`;
    if (this.#when.textContent !== text) this.#when.textContent = text;
    this.#slider.ariaValueText = secondsAgo < liveWithin ? "live" : `${spoken(secondsAgo)} ago`;
    const { min, value } = this.#slider;
    const part = `${100 * (1 - Number(value) / Number(min))}%`;
    this.#slider.style.setProperty("--part", part);
  }

  #preview(): void {
    this.#isHeld = true;
    const secondsAgo = -Number(this.#slider.value);
    this.#write((Date.now() - secondsAgo * 1000) * 1000, secondsAgo);
    clearTimeout(this.#timer);
    const waitMs = this.#previewedAtMs + previewEveryMs - performance.now();
    this.#timer = setTimeout(() => {
      this.#previewedAtMs = performance.now();
      this.#go(secondsAgo);
    }, Math.max(0, waitMs));
  }

  #choose(): void {
    clearTimeout(this.#timer);
    this.#isHeld = false;
    this.#go(-Number(this.#slider.value));
  }

  #go(secondsAgo: number): void {
    if (secondsAgo < liveWithin) this.#wishes.live();
    else this.#wishes.seek(Math.min(secondsAgo, -Number(this.#slider.min)));
  }
}
