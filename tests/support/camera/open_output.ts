import { MetadataFile } from "./metadata_file.ts";
import { type OptionValues, ProgramError } from "./options/program_options.ts";
import { type FrameOutput, PacketOutput, PausableOutput } from "./output.ts";
import { AvioOutput, type ByteOutput, StdioOutput } from "./stdio.ts";

/** Opens the programs' own way out: C stdio with the pause in front. */
export function openPausableOutput(options: OptionValues, blockBytes: number): FrameOutput {
  const stdio = new StdioOutput(openBytes(options.text("output")), {
    blockBytes,
    flushFrames: options.flag("flush"),
  });
  const ptsPath = options.text("save-pts");
  const metadataPath = options.text("metadata");
  return new PausableOutput(stdio, {
    paused: options.text("initial") === "pause",
    ...(ptsPath === "" ? {} : { savePts: openTimestamps(ptsPath) }),
    ...(metadataPath === "" ? {} : { metadata: new MetadataFile(metadataPath) }),
  });
}

/** Opens the way out through libav. */
export function openPacketOutput(options: OptionValues): FrameOutput {
  return new PacketOutput(new AvioOutput(openBytes(options.text("output"))));
}

function openBytes(name: string): ByteOutput {
  if (name === "") return { write: () => Promise.resolve() };
  if (name === "-") return new WholeWriter(openStdout());
  if (/^(udp|tcp):/.test(name)) throw new ProgramError(`bad network address ${name}`);
  try {
    return new WholeWriter(Deno.openSync(name, { write: true, create: true, truncate: true }));
  } catch {
    throw new ProgramError(`failed to open output file ${name}`);
  }
}

/** `Deno.stdout` itself writes by lines: at a line feed byte it would cut a picture in two. */
function openStdout(): Deno.FsFile {
  return Deno.openSync("/dev/fd/1", { append: true });
}

function openTimestamps(path: string): (line: string) => void {
  try {
    const file = Deno.openSync(path, { write: true, create: true, truncate: true });
    const encoder = new TextEncoder();
    return (line) => file.writeSync(encoder.encode(`${line}\n`));
  } catch {
    throw new ProgramError(`Failed to open timestamp file ${path}`);
  }
}

/** Writes everything it is given, waiting while a pipe is full. */
class WholeWriter implements ByteOutput {
  readonly #file: { write(bytes: Uint8Array): Promise<number> };

  constructor(file: { write(bytes: Uint8Array): Promise<number> }) {
    this.#file = file;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await this.#file.write(rest));
  }
}
