import { type ReceiveSettings, UsageError } from "../../config/mod.ts";
import { defaultProfile, type IspProfile, parseProfile } from "../../isp/mod.ts";
import type { Policy } from "../../frame/mod.ts";
import { Darkroom, type Development } from "../../record/mod.ts";

/** Develops the RAW frames of every camera as the settings say. */
export interface Laboratory extends AsyncDisposable {
  /** Has the frames of one camera developed, for all of its outputs. */
  open(): Development;
}

/** Tells whether RAW frames are developed: because that is asked for, or because there is a picture. */
export function develops({ isp }: ReceiveSettings, targets: readonly string[]): boolean {
  return isp || targets.some(isPng);
}

/**
 * Reads what frames are developed by. Threads are started by the first frame.
 *
 * @param settings The settings.
 * @param parts Where frames go, and whether some may be left out.
 * @returns nothing where no frame is to be developed.
 * @throws {UsageError} where the profile cannot be read or has nonsense.
 */
export async function openLaboratory(
  settings: ReceiveSettings,
  { targets, policy }: { readonly targets: readonly string[]; readonly policy: Policy },
): Promise<Laboratory | undefined> {
  if (!develops(settings, targets)) return undefined;
  const { ispProfilePath: path, ispQuality: quality, pngDepth, pngCompression } = settings;
  const profile = path === undefined ? defaultProfile : await readProfile(path);
  const depth = targets.some(isPng) ? pngDepth : 8;
  const darkrooms: Darkroom[] = [];
  return {
    open(): Development {
      const darkroom = new Darkroom({ profile, quality, depth });
      darkrooms.push(darkroom);
      return { darkroom, compression: pngCompression, skips: policy === "live" };
    },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const darkroom of darkrooms) await darkroom[Symbol.asyncDispose]();
    },
  };
}

async function readProfile(path: string): Promise<IspProfile> {
  try {
    return parseProfile(JSON.parse(await Deno.readTextFile(path)));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(`--isp-profile ${path}: ${error.message}`);
  }
}

function isPng(target: string): boolean {
  return target.endsWith(".png");
}
