/** The line per frame: the first of each `%token` of the text is replaced. */
export function frameLine(text: string, frame: { number: number; framerate: number }): string {
  const fps = frame.number === 0 ? 0 : (frame.framerate > 0 ? frame.framerate : 30);
  const values: Record<string, string> = {
    "%frame": String(frame.number),
    "%fps": fps.toFixed(2),
    "%exp": "33222.00",
    "%ag": "5.12",
    "%dg": "1.00",
    "%rg": "1.85",
    "%bg": "1.61",
    "%focus": "2174.00",
    "%aelock": "1",
    "%lp": "1.00",
    "%temp": "34.00",
    "%afstate": "focused",
  };
  return Object.entries(values).reduce((line, [token, value]) => line.replace(token, value), text);
}
