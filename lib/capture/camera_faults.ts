import { classifyLine, type FaultRule, type LineFault, rule } from "./fault_rules.ts";

const connection = "with the Pi switched off, push the camera's ribbon cable home at both ends; " +
  "`rpicam-hello --list-cameras` must then list the camera";
const memory = "choose a smaller --width and --height, end other programs that show or take " +
  "pictures, or raise cma= in /boot/firmware/cmdline.txt";
const options = "see --camera-args and `rpicam-vid --help`";

/**
 * In the order of what says most: of several messages in one run the first rule here is told.
 * Spec: reference/rpicam-facts 4.3.
 */
const rules: readonly FaultRule[] = [
  rule(/configured for the legacy camera stack/, "legacy-stack", [
    "The system is set up for the legacy camera stack",
    "switch it off (sudo raspi-config, Interface Options, Legacy Camera) and reboot",
  ]),
  rule(/only supports the Raspberry Pi platforms/, "unsupported-board", [
    "The camera program works on a Raspberry Pi only",
    "use --source v4l2:/dev/video0 for a USB camera, or --source pattern",
  ]),
  rule(
    /error while loading shared libraries: (\S+):|symbol lookup error: (\S+):/,
    "not-installed",
    [
      "The camera program is not installed completely: $1$2 is missing or does not fit",
      "sudo apt update && sudo apt full-upgrade, or sudo apt install --reinstall rpicam-apps",
    ],
  ),
  rule(/Could not open any dmaHeap device/, "memory", [
    "The camera program cannot reach /dev/dma_heap, where it gets memory for pictures",
    "add the user to group video (sudo usermod -aG video $USER), and update an old kernel",
  ]),
  rule(
    /dmaHeap allocation failure|failed to allocate capture buffers|buffers: Cannot allocate memory/,
    "memory",
    ["There is not enough memory for the camera's pictures (CMA)", memory],
  ),
  rule(/in use by another process|failed to acquire camera/, "busy", [
    "The camera is in use by another program",
    "end that program; picam tries again by itself",
  ]),
  rule(/selected camera is not available/, "no-camera", [
    "There is no camera with the number that --camera names",
    "`rpicam-hello --list-cameras` lists them, from 0 on",
  ]),
  rule(/no cameras available/i, "no-camera", ["No camera was found", connection]),
  rule(/unrecognised option '(.*?)'/, "bad-option", [
    "The camera program does not know the option $1",
    options,
  ]),
  rule(/option '(.*?)' is ambiguous and matches (.*?)( \*\*\*)?$/, "bad-option", [
    "The option $1 can mean $2",
    "write it out in --camera-args",
  ]),
  rule(/the required argument for option '(.*?)' is missing/, "bad-option", [
    "The option $1 needs a value",
    options,
  ]),
  rule(/option '(.*?)' cannot be specified more than once/, "bad-option", [
    "The option $1 is given twice",
    "take it out of --camera-args",
  ]),
  rule(/Incompatible options selected/, "bad-option", [
    "--camera-args has an option that cannot be used for a stream on this Pi",
    "leave out pause, --save-pts, --segment, --split and --circular",
  ]),
  rule(/the argument \('(.*?)'\) for option '(.*?)' is invalid/, "bad-value", [
    "The camera program does not take the value $1 for $2",
    options,
  ]),
  rule(
    new RegExp(
      "(Invalid (?:(?:\\w+ )?mode|lens position|time string)\\b.*?|Packing indicator .*?" +
        "|illegal rotation value.*?|transforms requiring transpose not supported|no such profile .*?" +
        "|no such level .*?|unrecognised codec .*?|Low res image larger than video" +
        "|incorrect (?:sync|initial) value .*?|bad network address .*?|failed to set bitrate" +
        "|libav: codec option error.*?)(?: \\*\\*\\*)?$",
    ),
    "bad-value",
    ["The camera program refuses a setting: $1", options],
  ),
  rule(/[Ff]ailed to open (?:output|timestamp) file (.*?)( \*\*\*)?$/, "bad-option", [
    "The camera program cannot write $1",
    "take --output and --save-pts out of --camera-args",
  ]),
  rule(
    /failed to valid stream configurations|failed to (?:configure streams|generate video conf)/,
    "bad-value",
    [
      "The camera cannot deliver pictures of this size",
      "choose a --width and --height that `rpicam-hello --list-cameras` shows, or another --sensor-mode",
    ],
  ),
  rule(/failed to open V4L2 H264 encoder/, "encoder-limit", [
    "The H.264 encoder of this Pi could not be opened",
    "end other programs that use it; gpu_mem in /boot/firmware/config.txt must be 64 or more",
  ]),
  rule(/failed to set output format|failed to start output streaming/, "encoder-limit", [
    "The H.264 encoder of this Pi cannot do this size",
    "up to a Pi 4 it does at most 1920x1080: choose a smaller --width and --height",
  ]),
  rule(/no buffers available to queue codec input/, "encoder-limit", [
    "The H.264 encoder cannot keep up with so many pictures in flight",
    "take --buffer-count out of --camera-args: it must be at most 6",
  ]),
  rule(
    /Unable to find an appropriate H\.264 codec|libav: cannot find video encoder|unable to open video codec/,
    "no-libav",
    [
      "The camera program was built without the H.264 encoder that this Pi needs",
      "sudo apt install rpicam-apps (the full package, not rpicam-apps-lite)",
    ],
  ),
  rule(/libav: cannot allocate output context/, "bad-option", [
    "The camera program cannot tell in which format to write to a pipe",
    "put --libav-format h264 into --camera-args",
  ]),
  rule(/camera manager failed to start(.*?)( \*\*\*)?$/, "camera", [
    "libcamera could not be started$1",
    "look at dmesg; sudo apt full-upgrade, then reboot",
  ]),
  rule(/failed to start camera|Failed to queue request/, "camera", [
    "The camera could not be started",
    connection,
  ]),
  rule(
    /frontend has timed out|Device timeout detected|Dequeue timer of .* has expired/,
    "cable",
    [
      "The camera's sensor sends no pictures",
      "with the Pi switched off, push its ribbon cable home at both ends, or try another cable",
    ],
  ),
  rule(/failed to write output bytes|libav: error writing output/, "crashed", [
    "The camera program could not write its pictures",
    "it is started again",
  ]),
  rule(/^\s*what\(\):\s*(.*)$/, "crashed", [
    "The camera program broke: $1",
    "it is started again; if that happens often, sudo apt full-upgrade",
  ]),
  rule(/ERROR: \*\*\* (.*?) \*\*\*/, "camera", [
    "The camera program says: $1",
    "`rpicam-hello` shows whether it works without picam; the log has all it said",
  ]),
];

/** Of what a line can be that a rule knows; most lines need no look at thirty patterns. */
const suspicious =
  /error|fail|\*\*\*|terminate|what\(\)|in use|timed? ?out|timer|legacy|librar|allocat|dmaHeap|no buffers/i;

/**
 * What a line of the camera program's stderr says is wrong.
 * @param line without its end.
 * @returns nothing for a line that tells of no fault.
 */
export function classifyCameraLine(line: string): LineFault | undefined {
  return suspicious.test(line) ? classifyLine(line, rules) : undefined;
}
