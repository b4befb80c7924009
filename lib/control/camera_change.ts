import type { Source } from "../capture/mod.ts";
import {
  type CameraMembers,
  cameraMembers,
  changeCamera,
  inMembers,
  type ServeSettings,
  UsageError,
} from "../config/mod.ts";
import { type JsonObject, RequestError } from "../wire/mod.ts";
import { checkCameraArguments } from "./camera_arguments.ts";
import type { CameraKeeper } from "./camera_keeper.ts";

/** The time that the protocol gives a camera for its first frame. Spec: wire-protocol v1, `camera.set`. */
const firstFrameMs = 10_000;
/** A sensor with a long exposure cannot keep to that: it takes some frames until one comes out. */
const exposuresToFirstFrame = 5;

/** The settings of the camera in force, and how they are changed. */
export class CameraChange {
  readonly #keeper: CameraKeeper;
  readonly #makeSource: (settings: ServeSettings) => Source | undefined;
  #settings: ServeSettings;

  /** Takes the settings that picam was started with. */
  constructor(
    options: {
      keeper: CameraKeeper;
      settings: ServeSettings;
      /** @throws {UsageError} where a source cannot do what is asked of it. */
      makeSource: (settings: ServeSettings) => Source | undefined;
    },
  ) {
    this.#keeper = options.keeper;
    this.#settings = options.settings;
    this.#makeSource = options.makeSource;
  }

  /** Does `camera.get`: the settings in force. */
  get(): CameraMembers {
    return cameraMembers(this.#settings);
  }

  /**
   * Does `camera.set`: they last until picam restarts. Where the stream is stopped they are in force from
   * its next start.
   *
   * @returns The settings in force.
   * @throws {RequestError} `invalid-params`, `invalid-state`, or `camera` where no frame came with them: then
   *   the former are in force.
   */
  async set(params: JsonObject): Promise<CameraMembers> {
    const settings = this.#changed(params);
    if (isSame(cameraMembers(settings), this.get())) return this.get(); // nobody's picture breaks off
    const source = this.#made(settings);
    const exposureMs = (settings.shutterUs ?? 0) / 1000;
    await this.#keeper.change(source, firstFrameMs + exposuresToFirstFrame * exposureMs);
    this.#settings = settings;
    return this.get();
  }

  #changed(params: JsonObject): ServeSettings {
    if (this.#settings.source.kind === "stdin") {
      throw new RequestError(
        "invalid-state",
        "The pictures come from standard input: set up whatever writes them",
      );
    }
    const settings = refusing(() => changeCamera(this.#settings, params));
    if (params["cameraArgs"] !== undefined) checkCameraArguments(settings.cameraArgs);
    return settings;
  }

  #made(settings: ServeSettings): Source {
    const source = refusing(() => this.#makeSource(settings));
    if (source === undefined) throw new TypeError("There is a camera, but no source of pictures");
    return source;
  }
}

function isSame(a: CameraMembers, b: CameraMembers): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What the command line would not take is refused in the same words, with the names that requests have. */
function refusing<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new RequestError("invalid-params", inMembers(error.message));
  }
}
