/** Which camera system the stand-in pretends to be. */
export type ProfileName = "vc4" | "pisp" | "pisp-lite" | "vc4-old";

/** What differs between the camera systems. */
export interface Profile {
  readonly name: ProfileName;
  readonly platform: "vc4" | "pisp";
  /** Version of rpicam-apps: decides which options exist and what `--version` prints. */
  readonly version: readonly [number, number, number];
  /** Built with libav. Before 1.8.1 a build without it does not know libav's options. */
  readonly libav: boolean;
  readonly libcamera: string;
}

const profiles: Readonly<Record<ProfileName, Profile>> = {
  // Raspberry Pi 3 and 4 with the current system.
  "vc4": {
    name: "vc4",
    platform: "vc4",
    version: [1, 12, 0],
    libav: true,
    libcamera: "v0.7.1+1-26bfadc6",
  },
  // Raspberry Pi 5 with the current system.
  "pisp": {
    name: "pisp",
    platform: "pisp",
    version: [1, 12, 0],
    libav: true,
    libcamera: "v0.7.1+1-26bfadc6",
  },
  // Raspberry Pi 5 with rpicam-apps-lite: no H.264 at all.
  "pisp-lite": {
    name: "pisp-lite",
    platform: "pisp",
    version: [1, 7, 0],
    libav: false,
    libcamera: "v0.5.0+59-d83ff0a4",
  },
  // Raspberry Pi 4 with a system of 2023, lite: no --low-latency, no --libav-*.
  "vc4-old": {
    name: "vc4-old",
    platform: "vc4",
    version: [1, 4, 0],
    libav: false,
    libcamera: "v0.1.0+118-563cd78e",
  },
};

/** Looks a profile up. */
export function profileOf(name: ProfileName): Profile {
  return profiles[name];
}

/** Whether the profile's version is at least this one. */
export function atLeast(profile: Profile, version: readonly [number, number, number]): boolean {
  const [major, minor, patch] = profile.version;
  const number = (a: number, b: number, c: number) => (a * 1000 + b) * 1000 + c;
  return number(major, minor, patch) >= number(...version);
}
