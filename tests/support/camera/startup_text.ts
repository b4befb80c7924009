import type { ProgramLog } from "./log.ts";
import type { Profile } from "./profile.ts";
import { cameraId, chooseMode, type ModeRequest, modeScore, sensor } from "./sensor.ts";

/** What the lines at start-up speak of. */
export interface StartupFacts {
  readonly profile: Profile;
  readonly camera: number;
  readonly width: number;
  readonly height: number;
  readonly mode: ModeRequest;
  /** Format of the raw stream as configured. */
  readonly rawFormat: string;
}

/** What libcamera says when it looks for cameras. */
export function logEnumeration(
  log: ProgramLog,
  facts: { profile: Profile; cameras: number },
): void {
  const { profile } = facts;
  const { platform } = profile;
  log.libcamera("INFO", "Camera camera_manager.cpp:330", `libcamera ${profile.libcamera}`);
  for (let index = 0; index < facts.cameras; index++) {
    const id = cameraId(platform, index);
    const tuning = `/usr/share/libcamera/ipa/rpi/${platform}/${sensor.name}.json`;
    log.libcamera("INFO", "IPAProxy ipa_proxy.cpp:180", `Using tuning file ${tuning}`);
    log.libcamera(
      "INFO",
      "Camera camera_manager.cpp:220",
      `Adding camera '${id}' for pipeline handler rpi/${platform}`,
    );
    log.libcamera("INFO", `RPI ${platform}.cpp:440`, registration(platform, id));
    log.libcamera(
      "INFO",
      "RPI pipeline_base.cpp:1107",
      `Using configuration file '/usr/share/libcamera/pipeline/rpi/${platform}/rpi_apps.yaml'`,
    );
  }
}

function registration(platform: "vc4" | "pisp", id: string): string {
  return platform === "vc4"
    ? `Registered camera ${id} to Unicam device /dev/media3 and ISP device /dev/media1`
    : `Registered camera ${id} to CFE device /dev/media3 and ISP device /dev/media0 ` +
      "using PiSP variant BCM2712_C0";
}

/** What the program and libcamera say while the camera is configured. */
export function logConfiguration(log: ProgramLog, facts: StartupFacts): void {
  const { mode, width, height, rawFormat, profile } = facts;
  const chosen = chooseMode(mode);
  const wanted = `${mode.width}:${mode.height}:${mode.bits}:${mode.packed ? "P" : "U"}`;
  log.line(`Mode selection for ${wanted}${mode.fps === undefined ? "" : `(${mode.fps})`}`);
  for (const offered of sensor.modes) {
    const fps = mode.fps === undefined ? "0" : String(Number(offered.fps.toPrecision(6)));
    const score = Number(modeScore(mode, offered).toPrecision(6));
    log.line(
      `    SRGGB10_CSI2P,${offered.width}x${offered.height}/${fps} - Score: ${score}`,
    );
  }
  if (profile.platform === "pisp") log.line("Stream configuration adjusted");
  const raw = `${chosen.width}x${chosen.height}-${rawFormat}`;
  log.libcamera(
    "INFO",
    "Camera camera.cpp:1215",
    `configuring streams: (0) ${width}x${height}-YUV420/${
      colourSpace(width, height)
    } (1) ${raw}/RAW`,
  );
  const id = cameraId(profile.platform, facts.camera);
  const device = profile.platform === "vc4" ? "unicam" : "CFE";
  const code = profile.platform === "vc4" ? "pBAA/RAW" : "PC1B";
  log.libcamera(
    "INFO",
    `RPI ${profile.platform}.cpp:615`,
    `Sensor: ${id} - Selected sensor format: ${chosen.width}x${chosen.height}-SBGGR10_1X10/RAW` +
      ` - Selected ${device} format: ${chosen.width}x${chosen.height}-${code}`,
  );
}

function colourSpace(width: number, height: number): string {
  return width >= 1280 || height >= 720 ? "Rec709" : "SMPTE170M";
}

const x264 = "[libx264 @ 0x5575d41a80]";

/** What libx264 says when it is closed. */
export const softwareStatistics: readonly string[] = [
  `${x264} frame I:4     Avg QP:19.33  size: 33017`,
  `${x264} frame P:116   Avg QP:21.04  size:  5546`,
  `${x264} kb/s:1969.48`,
];

/** What libx264 and libavformat say when the software encoder is opened. */
export function logSoftwareEncoder(
  log: ProgramLog,
  facts: { width: number; height: number; profileName: string },
): void {
  log.line(`${x264} using cpu capabilities: ARMv8 NEON`);
  log.line(`${x264} profile ${facts.profileName}, level 3.1, 4:2:0, 8-bit`);
  log.line("Output #0, h264, to 'pipe:':");
  log.line(
    `    Stream #0:0: Video: h264, yuv420p(tv), ${facts.width}x${facts.height}, q=2-31, 1000k tbn`,
  );
}

/** What is said each time the sensor's frames are missed. */
export function stallLines(log: ProgramLog): void {
  log.libcamera(
    "WARN",
    "V4L2 v4l2_videodevice.cpp:2150",
    "/dev/video0[14:cap]: Dequeue timer of 1000000.00us has expired!",
  );
  for (
    const text of [
      "Camera frontend has timed out!",
      "Please check that your camera sensor connector is attached securely.",
      "Alternatively, try another cable and/or sensor.",
    ]
  ) log.libcamera("ERROR", "RPI pipeline_base.cpp:1375", text);
  log.error("ERROR: Device timeout detected, attempting a restart!!!");
}
