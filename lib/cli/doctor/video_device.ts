import { findProgram, type Source } from "../../capture/mod.ts";
import { findHolders } from "../../observe/mod.ts";
import { judgeHolders, withStarters } from "./camera_in_use.ts";
import { type Check, fail, type Finding, ok, warn } from "./finding.ts";
import { pictureCheck, tryPicture } from "./first_picture.ts";
import { type Machine, readText } from "./machine.ts";
import { once } from "./once.ts";
import { openDevices, readUser } from "./permissions.ts";

/** The checks of a USB camera. */
export function videoDeviceChecks(
  source: Source,
  { machine, device }: { machine: Machine; device: string },
): Check[] {
  const holders = once(async () =>
    withStarters(await findHolders((target) => target === device, `${machine.root}/proc`), machine)
  );
  const looked = once(async () => {
    await holders(); // before this program opens the device itself
    return await checkDevice(device, machine);
  });
  const converter = once(() => checkConverter(machine));
  const trial = once(async () => {
    const needed = await Promise.all([looked(), converter()]);
    if (needed.some(({ level }) => level === "fail")) return undefined;
    return await tryPicture(source, machine.timing);
  });
  return [
    { name: "device", look: looked },
    { name: "encoder", look: converter },
    {
      name: "camera in use",
      isPatient: true,
      look: async () => {
        if ((await looked()).level === "fail") return undefined;
        return judgeHolders(await holders(), { trial: await trial(), isRoot: machine.uid === 0 });
      },
    },
    pictureCheck(trial),
  ];
}

/** Whether there is a device, and whether this user may open it. */
export async function checkDevice(device: string, machine: Machine): Promise<Finding> {
  try {
    const { isCharDevice } = await Deno.stat(machine.root + device);
    if (!isCharDevice) {
      return fail(`${device} is no device`, `for a file: picam --source file:${device}`);
    }
    (await machine.open(machine.root + device))[Symbol.dispose]();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return await absent(device, machine);
    if (error instanceof Deno.errors.PermissionDenied) {
      const user = await readUser(machine);
      return fail(`user ${user.name} may not open ${device}`, openDevices(user));
    }
    const isBusy = error instanceof Deno.errors.Busy;
    if (!isBusy) throw error; // who has it is told by the check of that name
  }
  const name = await readText(machine, `/sys/class/video4linux/${device.slice(5)}/name`);
  return ok(name === undefined ? device : `${device} is ${name}`);
}

async function absent(device: string, machine: Machine): Promise<Finding> {
  const present: string[] = [];
  for await (const { name } of Deno.readDir(`${machine.root}/dev`)) {
    if (/^video\d+$/.test(name)) present.push(`/dev/${name}`);
  }
  const [first] = present.sort();
  return first === undefined
    ? fail(`there is no ${device}`, "plug the camera in; ls /dev/video* must then show it")
    : fail(`there is no ${device}, but ${present.join(", ")}`, `picam --source v4l2:${first}`);
}

async function checkConverter({ env }: Machine): Promise<Finding> {
  const path = env.get("PATH");
  const ffmpeg = await findProgram(["ffmpeg"], path);
  if (ffmpeg !== undefined) return ok(ffmpeg);
  const v4l2Ctl = await findProgram(["v4l2-ctl"], path);
  return v4l2Ctl === undefined
    ? fail(
      "ffmpeg is not installed: nothing makes H.264 of the pictures",
      "sudo apt install ffmpeg",
    )
    : warn(
      `only ${v4l2Ctl}: it does for a camera that makes H.264 itself`,
      "sudo apt install ffmpeg",
    );
}
