import { element } from "./elements.ts";

const shownMs = 6000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says something that passes: what became of what the viewer asked for. */
export function say(words: string): void {
  const toast = element("toast", HTMLElement);
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => toast.hidden = true, shownMs);
}

/** The words of an error. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
