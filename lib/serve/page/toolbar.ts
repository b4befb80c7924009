import { element } from "./elements.ts";

/** What the viewer can do: the id of its button → what happens. */
export type Actions = Readonly<Record<string, () => void>>;

/** Keys that do what a button does. */
const keys: Readonly<Record<string, string>> = {
  " ": "pause",
  "ArrowLeft": "back",
  "ArrowRight": "forward",
  "Home": "oldest-key",
  "End": "live",
  "l": "live",
  "p": "still",
  "c": "clip",
  "s": "statistics",
  "f": "full",
  "?": "keys",
};

/** Joins buttons and keys to what they do. An action without a button has a key alone. */
export function joinActions(actions: Actions): void {
  for (const [id, act] of Object.entries(actions)) {
    document.getElementById(id)?.closest("button")?.addEventListener("click", act);
  }
  addEventListener("keydown", (event) => {
    const act = actions[keys[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? ""];
    const isModified = event.ctrlKey || event.metaKey || event.altKey;
    if (act === undefined || isModified || isFor(event.target, event.key)) return;
    event.preventDefault();
    act();
  });
}

/** Whether a key is for what has the focus: text, the time line, a button that the space bar presses. */
function isFor(target: EventTarget | null, key: string): boolean {
  if (element("camera-panel", HTMLDialogElement).open) return true;
  if (element("keys-panel", HTMLDialogElement).open) return true;
  if (target instanceof HTMLButtonElement) return key === " ";
  if (target instanceof HTMLInputElement && target.type === "range") {
    return key.startsWith("Arrow") || key === "Home" || key === "End";
  }
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}
