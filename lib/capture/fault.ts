/** What can be wrong with a source, so far as it can be told apart. */
export type FaultKind =
  /** The camera program, or `ffmpeg`, is not there, or not all of it. */
  | "not-installed"
  /** No camera is connected, or none with that number. */
  | "no-camera"
  /** The camera's devices are there, but this user may not open them. */
  | "permission"
  /** Another program holds the camera. */
  | "busy"
  /** The sensor does not answer: mostly its ribbon cable. */
  | "cable"
  /** No memory left for pictures. */
  | "memory"
  /** The camera program does not know an option. */
  | "bad-option"
  /** The camera program does not take the value of an option. */
  | "bad-value"
  /** The encoder cannot do this size or rate. */
  | "encoder-limit"
  /** The camera program was built without the encoder that a Pi 5 needs. */
  | "no-libav"
  /** The system is set up for the camera stack of before 2022. */
  | "legacy-stack"
  /** The camera program does not work on this machine. */
  | "unsupported-board"
  /** The camera program broke. */
  | "crashed"
  /** The source came to its end although it should go on. */
  | "ended"
  /** Nothing comes, and nothing says why. */
  | "silent"
  /** Bytes come, but no pictures in them. */
  | "not-h264"
  /** Bytes come, but no JPEG images in them, though such were asked for. */
  | "not-mjpeg"
  /** Bytes come, but not as many as a RAW frame has. */
  | "not-raw12"
  /** It is what it should be, but something in it makes that pictures are dropped. */
  | "damaged"
  /** The file or device cannot be read. */
  | "unreadable"
  /** The camera program told of an error that picam does not know. */
  | "camera";

/** What is wrong with a source, in words for whoever stands in front of it. */
export interface Fault {
  /** Which fault it is, for programs. */
  readonly kind: FaultKind;
  /** What is wrong: one sentence. */
  readonly message: string;
  /** What to do about it: one sentence or a command. */
  readonly remedy: string;
  /** What the program said last, where its words say more than ours. */
  readonly lastLines?: readonly string[];
}

/** A fault that is present. */
export interface PresentFault extends Fault {
  /** Since when, Unix time in microseconds. */
  readonly sinceUs: number;
  /** How many runs in a row it has spoilt. */
  readonly count: number;
}
