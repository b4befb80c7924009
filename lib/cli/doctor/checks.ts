import type { Source } from "../../capture/mod.ts";
import type { DoctorSettings } from "../../config/mod.ts";
import { readMachineHealth } from "../../observe/mod.ts";
import { checkClock } from "./clock_sync.ts";
import type { Check } from "./finding.ts";
import { pictureCheck, tryPicture } from "./first_picture.ts";
import { isPi, type Machine, readBoard } from "./machine.ts";
import { judgeDisk, judgePower, judgeTemperature } from "./machine_state.ts";
import { once } from "./once.ts";
import { checkPort } from "./port.ts";
import {
  checkFollowedRing,
  deviceChecks,
  fileChecks,
  judgeStandardInput,
} from "./recorded_source.ts";
import { checkRing } from "./ring_place.ts";
import { rpicamChecks } from "./rpicam_checks.ts";
import { judgeRunning, type RunningPicam } from "./running_picam.ts";
import { checkSystem } from "./system.ts";
import { videoDeviceChecks } from "./video_device.ts";
import { checkWifi } from "./wifi.ts";

/** What checks are made of. */
export interface Patient {
  /** What is to be served. */
  readonly settings: DoctorSettings;
  /** Where its pictures come from; nothing where another picam's ring is followed. */
  readonly source: Source | undefined;
  /** What `--source` names it. */
  readonly sourceName: string;
  /** Where to look. */
  readonly machine: Machine;
  /** The picam that has the HTTP port already. */
  readonly running: RunningPicam | undefined;
}

/** The checks for some settings, in the order in which they are told. */
export function checksOf(patient: Patient): Check[] {
  const { settings, machine, running, sourceName } = patient;
  const serves = running !== undefined && running.source === sourceName;
  const ownRing = settings.source.kind !== "ring";
  return [
    { name: "system", look: () => checkSystem(machine) },
    ...(running === undefined
      ? []
      : [{ name: "picam", look: () => judgeRunning(running, sourceName) }]),
    // A camera that streams must not be disturbed: what it does is known from the picam that runs it.
    ...(serves ? [] : sourceChecks(patient)),
    ...(ownRing ? [{ name: "ring", look: () => checkRing(settings, patient) }] : []),
    ...portChecks(patient),
    ...machineChecks(machine),
  ];
}

function sourceChecks({ settings, source, machine }: Patient): Check[] {
  const { source: setting, camera, codec } = settings;
  if (setting.kind === "stdin") {
    return [{ name: "source", look: () => judgeStandardInput(Deno.stdin.isTerminal(), codec) }];
  }
  if (setting.kind === "ring") {
    return [{ name: "source", look: () => checkFollowedRing(setting.path, machine) }];
  }
  if (source === undefined) return [];
  switch (setting.kind) {
    case "rpicam":
      return rpicamChecks(source, { machine, camera });
    case "v4l2":
      return videoDeviceChecks(source, { machine, device: setting.device });
    case "file":
      return fileChecks(source, { machine, codec, path: setting.path });
    case "device":
      return deviceChecks(source, { machine, codec, path: setting.path });
    case "pattern":
      return [pictureCheck(() => tryPicture(source, machine.timing))];
  }
}

function portChecks({ settings, machine, running }: Patient): Check[] {
  const { host, httpPort, tcpPort, rawPort } = settings;
  const parts = { machine, running };
  return [
    {
      name: "HTTP port",
      look: () => checkPort({ host, port: httpPort, flag: "--http-port" }, parts),
    },
    {
      name: "TCP port",
      look: () => checkPort({ host, port: tcpPort, flag: "--tcp-port" }, parts),
    },
    {
      name: "raw port",
      look: () => checkPort({ host, port: rawPort, flag: "--raw-port" }, parts),
    },
  ];
}

function machineChecks(machine: Machine): Check[] {
  const health = once(() =>
    readMachineHealth(["/"], {
      run: machine.run,
      readTextFile: (path) => Deno.readTextFileSync(machine.root + path),
    })
  );
  return [
    { name: "Wi-Fi", look: () => checkWifi(machine) },
    { name: "clock", look: () => checkClock(machine) },
    {
      name: "power",
      look: async () => judgePower(await health(), isPi(await readBoard(machine))),
    },
    { name: "temperature", look: async () => judgeTemperature(await health()) },
    { name: "disk", look: async () => judgeDisk(await health()) },
  ];
}
