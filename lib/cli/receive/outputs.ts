import type { ReceiveSettings } from "../../config/mod.ts";
import type { NowUs } from "../../frame/mod.ts";
import {
  type Development,
  type FinishedFile,
  type FrameOutput,
  openOutput,
  openPlayer,
} from "../../record/mod.ts";

/** What outputs need beside the settings. */
export interface OutputParts {
  /** Names of files, patterns of names, or `-`. */
  readonly targets: readonly string[];
  /** The clock that files grow old by. */
  readonly nowUs: NowUs;
  /** Told of each file that is complete. */
  readonly onFile: (file: FinishedFile) => void;
  /** Has RAW frames of a camera developed; absent where they are not. */
  readonly openDevelopment?: (() => Development) | undefined;
  /** Told in a sentence what a user should know. */
  readonly onNote: (words: string) => void;
}

/** The name of a file where nobody gave one. */
export const datedName = "picam-%Y%m%d-%H%M%S.mp4";
/** The same of pictures that are developed. */
export const datedPicture = "picam-%Y%m%d-%H%M%S-%03d.png";

/** Where frames go: what was asked for, else what suits standard output. Spec: cli, receive. */
export function targetsOf(
  { outputs, isp }: ReceiveSettings,
  isTerminal: boolean,
): readonly string[] {
  if (outputs.length > 0) return outputs;
  if (!isTerminal) return ["-"];
  return [isp ? datedPicture : datedName];
}

/** Opens what the frames of one camera are given to. */
export function openTargets(
  settings: ReceiveSettings,
  { parts, name }: { readonly parts: OutputParts; readonly name: string },
): FrameOutput[] {
  const { targets, openDevelopment, ...rest } = parts;
  const { segment, keep, frames, play } = settings;
  const develop = openDevelopment?.();
  const shared = { ...rest, develop };
  const outputs = targets.map((target) =>
    openOutput({ ...shared, target, segment, keep, frames, name })
  );
  if (play) outputs.push(openPlayer({ ...shared, title: `picam ${name}` }));
  return outputs;
}

/**
 * Tells before anything is received whether names can be understood.
 *
 * @throws {UsageError} where they cannot.
 */
export async function checkTargets(settings: ReceiveSettings, parts: OutputParts): Promise<void> {
  for (const output of openTargets(settings, { parts, name: "camera" })) await output.close();
}
