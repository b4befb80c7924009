import { type Answer, type Operation, type Operations, problem } from "./operation.ts";

const from = "Where to begin: `live` (the newest key frame), `oldest`, `-30s`, or `seq:N`";
const epoch = "Numbering that `seq:N` is of; 409 where frames are numbered anew";
const streamQuery = {
  from,
  epoch,
  policy: "`live` skips to the newest key frame when it falls behind, `gapless` does not",
  duration: "How much to send, `10s`; without end where left out",
};
const imagesQuery = {
  ...streamQuery,
  policy: "`live` sends the newest image when there is room for one, `gapless` each that is held",
};
const streamProblems: Readonly<Record<number, Answer>> = {
  400: problem("A parameter is not one of what is allowed"),
  406: problem("The codec cannot give this; the detail names what there is"),
  409: problem("`epoch` is over: frames are numbered anew"),
  416: problem("`from` is beyond the newest frame"),
  503: problem("No place is left, or no frame has come yet"),
};

function stream(summary: string, type: string, description: string): Operation {
  return {
    summary,
    query: streamQuery,
    answers: { 200: { description, type }, ...streamProblems },
  };
}

const clipProblems = {
  400: problem("The query names no time"),
  404: problem("The ring has nothing of that time; the detail says what there is"),
  409: problem("`epoch` is over: frames are numbered anew"),
  503: problem("No place is left, or no frame has come yet"),
};

/** Paths that give pictures. */
export const streamOperations: Operations = {
  "/stream.h264": {
    GET: stream(
      "Live video without a container",
      "video/h264",
      "H.264 in Annex B form, without end. `Picam-Epoch` and `Picam-Sequence` name the first frame",
    ),
  },
  "/stream.mp4": {
    GET: stream("Live video as fragmented MP4", "video/mp4", "One fragment for each frame"),
  },
  "/stream.mjpg": {
    GET: {
      summary: "Live images, codec mjpeg",
      query: imagesQuery,
      answers: {
        200: { description: "Images, newest first", type: "multipart/x-mixed-replace" },
        ...streamProblems,
      },
    },
  },
  "/clip.mp4": {
    GET: {
      summary: "A finished file cut from the ring",
      query: {
        last: "The last so much, or what there is of it: `30s`",
        from: "Where it begins: `oldest`, `-30s`, `seq:N`, RFC 3339 or Unix time",
        to: "Where it ends, as `from`; the newest frame where left out",
        duration: "How long it is, instead of `to`",
        epoch,
      },
      headers: { "Range": "Part of a clip whose ends are fixed" },
      answers: {
        200: { description: "The file; it begins at the key frame before", type: "video/mp4" },
        206: { description: "The part that was asked for", type: "video/mp4" },
        406: streamProblems[406]!,
        416: problem("The file is shorter than that"),
        ...clipProblems,
      },
    },
  },
  "/frame.jpg": {
    GET: {
      summary: "The newest picture as JPEG",
      description: "Out of H.264 it is made by ffmpeg, at most one each second",
      answers: {
        200: { description: "`Picam-Sequence` names its frame", type: "image/jpeg" },
        406: streamProblems[406]!,
        501: problem("It would take ffmpeg, which is not installed"),
        503: problem("No frame has come yet, or ffmpeg made nothing of it"),
      },
    },
  },
  "/frame.raw": {
    GET: {
      summary: "The newest picture as the sensor gives it, codec raw12",
      answers: {
        200: {
          description: "Width × height samples of 16 bits, little-endian, row by row. " +
            "`Picam-Width`, `Picam-Height`, `Picam-Bayer` and `Picam-Bit-Depth` say what they are, " +
            "`Picam-Metadata` what the camera told of it, as JSON",
          type: "application/octet-stream",
        },
        406: streamProblems[406]!,
        503: problem("No frame has come yet"),
      },
    },
  },
  "/hls/live.m3u8": {
    GET: {
      summary: "HLS play list with the whole ring as its window",
      answers: {
        200: { description: "RFC 8216", type: "application/vnd.apple.mpegurl" },
        406: streamProblems[406]!,
        503: problem("No frame has come yet"),
      },
    },
  },
  "/hls/{file}": {
    GET: {
      summary: "Parts that the play list names",
      path: { file: "As the play list names it" },
      answers: {
        200: { description: "A part", type: "video/mp4" },
        404: problem("It has left the ring, or never was"),
        406: streamProblems[406]!,
        503: problem("No frame has come yet"),
      },
    },
  },
  "/ws": {
    GET: {
      summary: "The framed protocol, one message in each binary message of WebSocket",
      description: "wire-protocol v1; HELLO first. A token may come in HELLO as well",
      answers: {
        101: { description: "It goes on as WebSocket" },
        400: problem("The handshake is none. Spec: RFC 6455 4.2.1"),
        426: problem("Asked for without `Upgrade: websocket`, or for another version than 13"),
      },
    },
  },
};
