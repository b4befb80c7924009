import { assertEquals } from "@std/assert";
import { type Given, refusal } from "./reading.ts";

const refused: [Given, string][] = [
  [
    { args: ["tcp://pi"] },
    'picam takes flags only, and "tcp://pi" belongs to none: did you mean --mode receive URL?',
  ],
  [
    { args: ["doctor"] },
    'picam takes flags only, and "doctor" belongs to none: did you mean --mode doctor?',
  ],
  [
    { args: ["width"] },
    'picam takes flags only, and "width" belongs to none: did you mean --width?',
  ],
  [{ args: ["--", "--x"] }, 'picam takes flags only, and "--x" belongs to none; see picam --help'],
  [{ args: [""] }, 'picam takes flags only, and "" belongs to none; see picam --help'],
  [
    { args: ["--mode=receive", "tcp://a", "tcp://b"] },
    '--mode receive takes one URL, and "tcp://b" is a second one',
  ],
  [{ args: ["--url=tcp://a"] }, 'Unknown flag "--url"; see picam --help'],
  [
    { args: ["--mode=receive", "http://u:geheim@pi"] },
    "URL must be tcp://HOST:5000, tls://HOST:5000, http://HOST:8000, https://HOST:8000, " +
    'http://HOST:8000/stream.h264 or tcp+raw://HOST:5001, is "http://[secret]@pi": ' +
    "did you mean http://pi?",
  ],
  [
    { env: { PICAM_URL: "ws://pi" }, args: ["--mode=receive"] },
    "PICAM_URL must be tcp://HOST:5000, tls://HOST:5000, http://HOST:8000, https://HOST:8000, " +
    'http://HOST:8000/stream.h264 or tcp+raw://HOST:5001, is "ws://pi": did you mean http://pi?',
  ],
  [
    { args: ["--mode=receive", "tcp://pi", "--listen=5000"] },
    "--listen 5000 waits for cameras, URL tcp://pi:5000 dials one: give one of them",
  ],
  [
    { args: ["--mode=receive", "--listen=5000"], env: { PICAM_URL: "pi" } },
    "--listen 5000 waits for cameras, PICAM_URL tcp://pi:5000 dials one: give one of them",
  ],
  [
    { args: ["--mode=receive", "--listen=5000", "--open", "--token=@t"] },
    "--open waives the token that --token gives: give one of them",
  ],
  [
    { args: ["--mode=receive", "--open"] },
    "--open is for cameras that dial in, and needs --listen PORT",
  ],
  [
    { args: ["--mode=receive", "pi", "--tls=self-signed"] },
    "--tls is for cameras that dial in, and needs --listen PORT",
  ],
  [
    { args: ["--mode=receive", "--listen=1", "--reconnect-delay=1s"] },
    "--reconnect-delay is for a URL that is dialled, and --listen waits for cameras",
  ],
  [
    { args: ["--mode=receive", "tcp://pi", `--pin=${"ab".repeat(32)}`] },
    "--pin needs TLS, and the URL is tcp://pi:5000: did you mean tls://pi:5000?",
  ],
  [
    { args: ["--mode=control", "http://pi", "status", "--ca=a"] },
    "--ca needs TLS, and the URL is http://pi:8000/ws: did you mean https://pi:8000/ws?",
  ],
  [
    { args: ["--mode=receive", "tcp+raw://pi", "--ca=a"] },
    "--ca needs TLS, and the URL is tcp+raw://pi:5001",
  ],
  [
    { args: ["--mode=receive", "tls://pi", "--ca=a", `--pin=${"ab".repeat(32)}`] },
    "--pin and --ca both say whom TLS trusts: give one of them",
  ],
  [
    { args: ["--mode=receive", "tcp+raw://pi", "--token=@t"] },
    "--token is for servers that ask for one, and tcp+raw://pi:5001 cannot",
  ],
  [
    { args: ["--mode=receive", "tcp+raw://pi", "--from=oldest"] },
    "--from needs a server that can look back, and tcp+raw://pi:5001 is always live",
  ],
  [
    { args: ["--mode=receive", "pi", "--keep=1G"] },
    "--keep deletes the oldest files, and without --segment there is one",
  ],
  [
    { args: ["--mode=receive", "pi", "--output=a.raw", "--keep=1G"] },
    "--keep deletes the oldest files, and without --segment there is one",
  ],
  [
    { args: ["--mode=receive", "pi", "--output=%03d.raw", "--output=a.mp4", "--keep=1G"] },
    '--keep needs a name that tells which files it may delete, and --output is "a.mp4": put a ' +
    'number or a date into it, as in "a-%03d.mp4"',
  ],
  [
    { args: ["--mode=receive", "pi", "--output=%03d.raw", "--png-depth=16"] },
    "--png-depth is for pictures, and no --output ends with .png",
  ],
  [
    { args: ["--mode=receive", "pi", "--output=a.mp4", "--isp-quality=best"] },
    "--isp-quality is for RAW frames that are developed, and needs --isp",
  ],
  [
    { args: ["--mode=receive", "pi", "--isp", "--png-depth=12"] },
    '--png-depth must be 8 or 16, is "12": did you mean 16?',
  ],
  [
    { args: ["--mode=receive", "pi", "--output=-", "--segment=60s"] },
    "--segment needs files, and --output is -",
  ],
  [
    { args: ["--mode=receive", "pi", "--output=a.mp4", "--segment=60s", "--keep=1G"] },
    '--keep needs a name that tells which files it may delete, and --output is "a.mp4": put a ' +
    'number or a date into it, as in "a-%03d.mp4"',
  ],
  [
    { args: ["--mode=receive", "pi", "--output=a.mp4", "--output=a.mp4"] },
    '--output "a.mp4" is given twice',
  ],
  [
    { args: ["--mode=receive", "pi", "--output=a.mkv"] },
    "--output must be - or the name of a file that ends in .mp4, .h264, .mjpeg, .jpg, .raw or .png, " +
    'such as %Y%m%d-%H%M%S.mp4 (a comma separates two), is "a.mkv": did you mean a.mp4?',
  ],
  [
    { args: ["--mode=receive", "pi", "--http-port=1"] },
    "--http-port belongs to --mode serve or doctor, not to receive",
  ],
  [
    { args: ["--mode=receive", "pi", "--segment=60"] },
    "--segment must be a time from 1s to 30d or a size from 1M to 1024G, with its unit: 60s, 100M, " +
    'is "60"',
  ],
  [
    { args: ["--mode=control"] },
    "--mode control needs a URL and a METHOD, as in picam --mode control tcp://PI:5000 status; " +
    "see picam --mode control --help",
  ],
  [
    { args: ["--mode=control", "pi", "stauts"] },
    'METHOD must be shell or a control method such as status or stream.start, is "stauts": ' +
    "did you mean status?",
  ],
  [
    { args: ["--mode=control", "pi", "camera.set", "framerate"] },
    "After the method parameters follow as key=value, and one has no =",
  ],
  [
    { args: ["--mode=control", "pi", "camera.set", "a=1", "a=2"] },
    "a= is given twice: give it once",
  ],
  [
    { args: ["--mode=control", "pi", "camera.set", "a={1"] },
    "a= begins like JSON and is none: quote it for the shell, '{\"a\": 1}'",
  ],
  [
    { args: ["--mode=control", "pi", "wifi.connect", "passphrase=@no"] },
    'Cannot read passphrase=@ from the file "no": No such file or directory (os error 2)',
  ],
  [
    { args: ["--mode=control", "pi", "shell", "a=1"] },
    "shell takes no parameters: it asks for a method and its parameters",
  ],
  [
    { args: ["--mode=control", "pi:8000/stream.h264", "status"] },
    "URL must be tcp://, tls://, http:// or https:// without a path, is " +
    "http://pi:8000/stream.h264: there is no way to command over the bare stream",
  ],
];

Deno.test("what receiving or commanding cannot do is told in one line", async () => {
  for (const [given, message] of refused) assertEquals(await refusal(given), message);
});
