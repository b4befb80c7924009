/** How soon a picture comes after the start of the program. @module */
import type { Figure } from "../figure.ts";
import { compiledProduct, type ProductOptions, startProduct } from "../product.ts";
import { median } from "../rounds.ts";
import type { Row } from "../row.ts";

const starts = 7;
const limitMs = 300;

/** Start of the compiled binary → first byte served, pattern source, ≤ 300 ms. */
export const start: Row = {
  name: "start",
  title: "start of the binary to first byte served, pattern camera",
  async measure() {
    const binary = await compiledProduct();
    if (binary === undefined) {
      return { figures: [], skipped: "no dist/picam here: deno task compile makes it" };
    }
    const raw = await repeated({ source: "pattern", binary }, firstRawByte);
    const http = await repeated({ source: "pattern", binary }, firstHttpByte);
    const figures: Figure[] = [
      {
        what: `ms to the bare port's first byte, median of ${starts}`,
        product: median(raw),
        limit: limitMs,
      },
      {
        what: `ms to HTTP's first byte, median of ${starts}`,
        product: median(http),
        limit: limitMs,
      },
    ];
    return { figures, measurements: { raw, http } };
  },
};

type Ports = { readonly rawPort: number; readonly httpPort: number };

async function repeated(
  options: ProductOptions,
  firstByte: (ports: Ports) => Promise<void>,
): Promise<number[]> {
  const timesMs: number[] = [];
  for (let i = 0; i < starts; i++) {
    const before = performance.now();
    await using product = await startProduct(options);
    await firstByte(product);
    timesMs.push(performance.now() - before);
  }
  return timesMs;
}

async function firstRawByte({ rawPort }: Ports): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: rawPort });
  const read = await connection.read(new Uint8Array(1));
  if (read === null) throw new Error("The bare port closed without a byte");
}

async function firstHttpByte({ httpPort }: Ports): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${httpPort}/stream.h264`);
  const reader = response.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  if (!response.ok || !first?.value) throw new Error(`GET /stream.h264: ${response.status}`);
}
