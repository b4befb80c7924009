import type { JsonObject } from "../../wire/mod.ts";

/** Settings with few values. Spec: cli, the camera's flags. */
const choices: Readonly<Record<string, readonly string[]>> = {
  rotation: ["0", "90", "180", "270"],
  awb: [
    "auto",
    "normal",
    "incandescent",
    "tungsten",
    "fluorescent",
    "indoor",
    "daylight",
    "cloudy",
    "custom",
  ],
  denoise: ["auto", "off", "cdn_off", "cdn_fast", "cdn_hq"],
  hdr: ["off", "auto", "sensor", "single-exp"],
  autofocusMode: ["default", "manual", "auto", "continuous"],
};

/** How settings are called where their name is not what people say. */
const labels: Readonly<Record<string, string>> = {
  hflip: "Mirror left to right",
  vflip: "Mirror top to bottom",
  ev: "Exposure compensation",
  awb: "White balance",
  roi: "Part of the sensor",
  hdr: "High dynamic range",
  shutter: "Exposure time",
  intra: "Frames between key frames",
  cameraArgs: "Further arguments",
};

/** The fields of a form for the camera's settings, and what the viewer changed in them. */
export class CameraFields {
  readonly #shown = new Map<string, { field: HTMLInputElement | HTMLSelectElement; was: string }>();

  /** Fills the place with one field for each setting. @param settings What `camera.get` answered. */
  show(place: HTMLElement, settings: JsonObject): void {
    place.replaceChildren();
    this.#shown.clear();
    for (const [name, value] of Object.entries(settings)) {
      const field = fieldFor(name, value);
      field.id = `camera-${name}`;
      const label = document.createElement("label");
      label.htmlFor = field.id;
      label.textContent = labels[name] ?? wordsOf(name);
      const row = document.createElement("div");
      row.append(label, field);
      place.append(row);
      this.#shown.set(name, { field, was: valueOf(field) });
    }
  }

  /** What differs from what was shown, as `camera.set` takes it: nothing given is null. */
  changes(): JsonObject {
    const changed = [...this.#shown].filter(([, { field, was }]) => valueOf(field) !== was);
    return Object.fromEntries(changed.map(([name, { field }]) => [name, valueOf(field) || null]));
  }
}

function fieldFor(name: string, value: unknown): HTMLInputElement | HTMLSelectElement {
  const known = choices[name];
  if (known !== undefined) return choiceField(known, value);
  const field = document.createElement("input");
  if (typeof value === "boolean") {
    field.type = "checkbox";
    field.checked = value;
    return field;
  }
  field.type = "text";
  field.spellcheck = false;
  field.placeholder = "automatic";
  field.value = value === null ? "" : String(value);
  return field;
}

function choiceField(known: readonly string[], value: unknown): HTMLSelectElement {
  const field = document.createElement("select");
  const present = value === null ? "" : String(value);
  for (const choice of new Set([...(value === null ? [""] : []), present, ...known])) {
    const option = new Option(choice === "" ? "automatic" : choice, choice);
    option.selected = choice === present;
    field.append(option);
  }
  return field;
}

function valueOf(field: HTMLInputElement | HTMLSelectElement): string {
  return field.type === "checkbox"
    ? String((field as HTMLInputElement).checked)
    : field.value.trim();
}

/** `autofocusMode` → `Autofocus mode`. */
function wordsOf(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words[0]!.toUpperCase() + words.slice(1);
}
