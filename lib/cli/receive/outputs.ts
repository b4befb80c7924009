import type { ReceiveSettings } from "../../config/mod.ts";
import type { NowUs } from "../../frame/mod.ts";
import { type FinishedFile, type FrameOutput, openOutput } from "../../record/mod.ts";

/** What outputs need beside the settings. */
export interface OutputParts {
  /** Names of files, patterns of names, or `-`. */
  readonly targets: readonly string[];
  /** The clock that files grow old by. */
  readonly nowUs: NowUs;
  /** Told of each file that is complete. */
  readonly onFile: (file: FinishedFile) => void;
  /** Told in a sentence what a user should know. */
  readonly onNote: (words: string) => void;
}

/** The name of a file where nobody gave one. */
export const datedName = "picam-%Y%m%d-%H%M%S.mp4";

/** Where frames go: what was asked for, else what suits standard output. Spec: cli, receive. */
export function targetsOf({ outputs }: ReceiveSettings, isTerminal: boolean): readonly string[] {
  if (outputs.length > 0) return outputs;
  return [isTerminal ? datedName : "-"];
}

/** Opens what the frames of one camera are given to. */
export function openTargets(
  settings: ReceiveSettings,
  { parts, name }: { readonly parts: OutputParts; readonly name: string },
): FrameOutput[] {
  const { targets, ...rest } = parts;
  const { segment, keep } = settings;
  return targets.map((target) => openOutput({ ...rest, target, segment, keep, name }));
}

/**
 * Tells before anything is received whether names can be understood.
 *
 * @throws {UsageError} where they cannot.
 */
export async function checkTargets(settings: ReceiveSettings, parts: OutputParts): Promise<void> {
  for (const output of openTargets(settings, { parts, name: "camera" })) await output.close();
}
