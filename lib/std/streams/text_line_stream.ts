/** What {@linkcode TextLineStream} may be told. */
export interface TextLineStreamOptions {
  /** Whether a lone `\r` ends a line too. Default: no. */
  allowCR?: boolean;
}

/** Cuts text into lines at `\n` and `\r\n`; a last line without an end comes at the stream's end. */
export class TextLineStream extends TransformStream<string, string> {
  /**
   * Makes the stream.
   *
   * @param options See {@linkcode TextLineStreamOptions}.
   */
  constructor(options: TextLineStreamOptions = {}) {
    // With allowCR a `\r` at the very end waits: the next chunk may begin with its `\n`.
    const ends = options.allowCR ? /\r\n|\n|\r(?!$)/ : /\r?\n/;
    let rest = "";
    super({
      transform(chunk, controller) {
        const lines = (rest + chunk).split(ends);
        rest = lines.pop() ?? "";
        for (const line of lines) controller.enqueue(line);
      },
      flush(controller) {
        if (rest === "") return;
        controller.enqueue(options.allowCR ? rest.replace(/\r$/, "") : rest);
      },
    });
  }
}
