import { accessRows } from "./access_rows.ts";
import { cameraRows } from "./camera_rows.ts";
import { developRows } from "./develop_rows.ts";
import { networkRows } from "./network_rows.ts";
import { pictureRows } from "./picture_rows.ts";
import { rawRows } from "./raw_rows.ts";
import { receptionRows } from "./reception_rows.ts";
import { recordingRows } from "./recording_rows.ts";
import { runningRows } from "./running_rows.ts";
import type { Rows, Setting } from "./setting.ts";
import type { AllSettings } from "./settings.ts";

/** Every setting, in the order of help. A row is missing or of the wrong kind: a type error. */
export const settingsTable: Rows<keyof AllSettings> = {
  ...pictureRows,
  ...rawRows,
  ...cameraRows,
  ...networkRows,
  ...accessRows,
  ...recordingRows,
  ...developRows,
  ...receptionRows,
  ...runningRows,
};

/** The table's rows, in the order of help. */
export const settingRows: readonly Setting[] = Object.values(settingsTable) as Setting[];
