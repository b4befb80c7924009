import { classifyLine, type FaultRule, type LineFault, rule } from "./fault_rules.ts";

/** What `ffmpeg` and `v4l2-ctl` say of a video device, in the order of what says most. */
const rules: readonly FaultRule[] = [
  rule(/Device or resource busy/, "busy", [
    "The camera is in use by another program",
    "end that program; picam tries again by itself",
  ]),
  rule(/Permission denied/, "permission", [
    "This user may not open the camera's device",
    "add it to group video: sudo usermod -aG video $USER, then log in anew",
  ]),
  rule(/No such (?:device|file or directory)/, "no-camera", [
    "The camera is not there",
    "plug it in; v4l2-ctl --list-devices shows which device it has",
  ]),
  rule(/Not a video capture device|Inappropriate ioctl|VIDIOC_QUERYCAP/, "bad-value", [
    "This device is no camera",
    "many cameras have several devices: try the next one, as in --source v4l2:/dev/video2",
  ]),
  rule(/Unknown encoder '?libx264/, "no-libav", [
    "ffmpeg was built without libx264",
    "sudo apt install ffmpeg",
  ]),
  rule(/Cannot find a proper format|VIDIOC_S_FMT|Invalid argument/, "bad-value", [
    "The camera cannot deliver pictures of this size or rate",
    "v4l2-ctl --list-formats-ext shows which it can: choose --width, --height and --framerate",
  ]),
  rule(/Cannot allocate memory|VIDIOC_REQBUFS/, "memory", [
    "There is not enough memory for the camera's pictures",
    "choose a smaller --width and --height",
  ]),
  rule(/No space left on device/, "encoder-limit", [
    "The USB bus has no room for this camera's stream",
    "choose a smaller size or rate, or plug the camera into another port",
  ]),
];

/** What a line of `ffmpeg` or `v4l2-ctl` says is wrong; nothing for one that tells of no fault. */
export function classifyV4l2Line(line: string): LineFault | undefined {
  return classifyLine(line, rules);
}
