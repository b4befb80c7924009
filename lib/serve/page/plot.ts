/** Milliseconds that the plot's height stands for, at least, so that a calm line looks calm. */
const leastTopMs = 70;
/** Room above the line, for the word. */
const headroom = 1.4;

/**
 * Draws latencies as a line, the newest at the right, with the top of its scale as a word.
 *
 * @param samples Oldest first, ms.
 * @param capacity Samples that the whole width stands for.
 */
export function drawPlot(
  canvas: HTMLCanvasElement,
  { samples, capacity }: { readonly samples: readonly number[]; readonly capacity: number },
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const scale = devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  const topMs = niceTop(headroom * Math.max(leastTopMs, ...samples));
  const { color, fontFamily } = getComputedStyle(canvas);
  context.fillStyle = context.strokeStyle = color;
  context.globalAlpha = 0.25;
  for (const part of [0, 0.5, 1]) context.fillRect(0, Math.round((height - 1) * part), width, 1);
  context.globalAlpha = 0.8;
  context.font = `10px ${fontFamily}`;
  context.textBaseline = "top";
  context.fillText(`${topMs} ms`, 2, 3);
  context.globalAlpha = 1;
  context.lineWidth = 1.5;
  context.beginPath();
  const first = capacity - samples.length;
  samples.forEach((sample, index) => {
    const x = (first + index) / (capacity - 1) * width;
    context.lineTo(x, height - 1 - Math.max(0, sample) / topMs * (height - 2));
  });
  context.stroke();
}

/** 100, 200, 500, 1000, … */
function niceTop(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  return (([1, 2, 5].find((step) => step * decade >= value)) ?? 10) * decade;
}
