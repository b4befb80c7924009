import { assertEquals } from "@std/assert";
import { type Given, refusal } from "./reading.ts";

const refused: [Given, string][] = [
  [{ args: ["--width", "12x"] }, '--width must be an even whole number from 16 to 4608, is "12x"'],
  [
    { env: { PICAM_WIDTH: "7" } },
    'PICAM_WIDTH must be an even whole number from 16 to 4608, is "7"',
  ],
  [
    { file: '{\n"width": 7}' },
    '"width" in f.json:2 must be an even whole number from 16 to 4608, is "7"',
  ],
  [
    { file: '{"width": [16, 32]}' },
    '"width" in f.json:1 must be an even whole number from 16 to 4608, is a list',
  ],
  [{ file: '{"widht": 7}' }, 'Unknown setting "widht" in f.json:1: did you mean "width"?'],
  [
    { file: '{"httpPort": 7}' },
    'Unknown setting "httpPort" in f.json:1: did you mean "http-port"?',
  ],
  [{ file: '{"help": true}' }, '"help" in f.json:1 belongs on the command line, as --help'],
  [{ file: "nonsense" }, 'f.json:1 should have {, has "nonsense"'],
  [
    { args: ["--config", "no.json"] },
    'Cannot read the configuration file "no.json": No such file or directory (os error 2)',
  ],
  [
    { args: ["--mode", "docter"] },
    '--mode must be serve, receive, control or doctor, is "docter": did you mean doctor?',
  ],
  [
    { args: ["--mode=doctor", "--max-clients=6"] },
    "--max-clients belongs to --mode serve, not to doctor",
  ],
  [
    { args: ["--bitrate", "2Mbps"] },
    '--bitrate must be a bit rate from 25k to 100M such as 800k or 2.5M, is "2Mbps": did you mean 2M?',
  ],
  [
    { args: ["--bitrate", "900Mbps"] },
    '--bitrate must be a bit rate from 25k to 100M such as 800k or 2.5M, is "900Mbps"',
  ],
  [
    { args: ["--codec", "jpeg"] },
    '--codec must be h264, mjpeg or raw12, is "jpeg": did you mean mjpeg?',
  ],
  [
    { args: ["--codec=mjpeg", "--record=a.mp4"] },
    '--record "a.mp4" cannot hold --codec mjpeg: use a name that ends with .mjpeg or .jpg',
  ],
  [
    { args: ["--record=a-%03d.jpg"] },
    '--record "a-%03d.jpg" cannot hold --codec h264: use a name that ends with .mp4 or .h264',
  ],
  [
    { args: ["--codec=raw12", "--record=a.mp4"] },
    '--record "a.mp4" cannot hold --codec raw12: use a name that ends with .raw',
  ],
  [
    { args: ["--codec=raw12", "--raw-format=bggr10_csi2p"] },
    "--raw-format must be libcamera's name of a RAW format: SRGGB8, SRGGB10, SRGGB12, SRGGB14 or " +
    "SRGGB16 (16-bit words but for 8), SRGGB10_CSI2P or SRGGB12_CSI2P (packed), RGGB_PISP_COMP1 " +
    '(compressed); RGGB may be BGGR, GRBG or GBRG, is "bggr10_csi2p": did you mean SBGGR10_CSI2P?',
  ],
  [
    { args: ["--source=device:/dev/camera"] },
    "--source device: delivers RAW frames, and the codec is h264: add --codec raw12",
  ],
  [
    { args: ["--source=pattern:sawtooth", "--codec=mjpeg"] },
    "--source pattern:sawtooth is a RAW picture, and the codec is mjpeg: add --codec raw12",
  ],
  [
    { args: ["--source=v4l2:/dev/video0", "--codec=raw12"] },
    "--source v4l2: gives no RAW frames: use --source device:PATH for a driver whose device " +
    "delivers them as they are, or another --codec",
  ],
  [
    { args: ["--source=device:/d", "--codec=raw12", "--width=642", "--raw-stride=1282"] },
    '--raw-stride 1282 is too short: a row of --width 642 as --raw-format "SRGGB12" has 1284 bytes',
  ],
  [
    { args: ["--codec=raw12", "--width=4608", "--height=2592"] },
    "--width 4608 --height 2592 makes RAW frames of 23.9 MB, and --ring-size 64M takes frames up " +
    "to a quarter of it: use --ring-size 92M or more",
  ],
  [
    { args: ["--codec=raw12", "--sensor-mode=2028:1520:12:P", "--ring-size=16M"] },
    "--sensor-mode 2028:1520:12:P makes RAW frames of 6.2 MB, and --ring-size 16M takes frames up " +
    "to a quarter of it: use --ring-size 24M or more",
  ],
  [
    { args: ["--source", "v4l2"] },
    "--source must be rpicam, pattern, pattern:sawtooth, v4l2:/dev/video0, device:/dev/camera, " +
    'file:PATH, stdin or ring:PATH, is "v4l2": did you mean v4l2:/dev/video0?',
  ],
  [
    { args: ["--http-port=0", "--raw-port=0", "--tcp-port=0"] },
    "--http-port, --tcp-port and --raw-port are all 0: nobody could watch; set one",
  ],
  [
    { args: ["--http-port=5001"] },
    "--http-port and --raw-port are both 5001: choose another for one",
  ],
  [
    { args: ["--source=pattern", "--width=1922"] },
    "--source pattern gives pictures up to 1920x1080, not 1922x720: lower --width",
  ],
  [
    { args: ["--source=pattern", "--height=1082"] },
    "--source pattern gives pictures up to 1920x1080, not 1280x1082: lower --height",
  ],
  [
    { args: ["--source=pattern", "--framerate=61"] },
    "--source pattern gives at most 60 frames/s: lower --framerate 61",
  ],
  [
    { args: ["--source=pattern", "--hflip"] },
    "--hflip needs --source rpicam, the source is pattern",
  ],
  [
    { args: ["--source=ring:/a/b", "--ring=/a/b"] },
    '--source and --ring are both "/a/b": a ring has one writer, choose another --ring',
  ],
  [
    { args: ["--lens-position=1", "--autofocus-mode=auto"] },
    "--lens-position 1 fixes the focus, --autofocus-mode auto moves it: give one of them",
  ],
  [
    { args: ["--camera-args", "--contrast 1 --width=5"] },
    '--camera-args must not have "--width": use --width of picam',
  ],
  [
    { args: ["--camera-args", "-t 5"] },
    '--camera-args must not have "-t": use --duration',
  ],
  [
    { args: ["--raw-port=5001", "--view-token=@v"] },
    "--raw-port 5001 and --view-token are at odds: the bare stream knows neither tokens nor TLS; " +
    "leave one out",
  ],
  [
    { args: ["--raw-port=auto"], env: { PICAM_TLS: "self-signed" } },
    "--raw-port auto and PICAM_TLS are at odds: the bare stream knows neither tokens nor TLS; leave " +
    "one out",
  ],
  [
    { args: ["--tcp-port=8000"] },
    "--http-port and --tcp-port are both 8000: choose another for one",
  ],
  [
    { args: ["--view-token=geheim-1", "--control-token=geheim-1"] },
    "--view-token and --control-token are the same: whoever watches could command; take two",
  ],
  [{ args: ["--push-token=@p"] }, "--push-token is for receivers, and there is no --push"],
  [{ args: ["--push=tcp://a", "--ca=c"] }, "--ca is for --push tls://…, and there is none"],
  [
    { args: ["--source=stdin", "--on-demand=5"] },
    "--on-demand starts and stops a camera, and --source stdin cannot be started again",
  ],
  [
    { args: ["--record=a.mp4", "--keep=1G"] },
    "--keep deletes the oldest files, and without --segment there is one",
  ],
  [
    { args: ["--push=rtmp://a"] },
    '--push must be a receiver\'s tcp://HOST:5000 or tls://HOST:5000, is "rtmp://a": ' +
    "did you mean tcp://a?",
  ],
];

Deno.test("what is not possible is told in one line that names it and what is allowed", async () => {
  for (const [given, message] of refused) assertEquals(await refusal(given), message);
});
