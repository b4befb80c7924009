/** A TCP proxy that does to a connection what bad networks do. @module */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setImmediate } from "node:timers";

/** What happens to the bytes of one direction. Offsets count from the connection's first byte. */
export interface BadPath {
  /**
   * Largest piece that is written at once, with Nagle's algorithm off and a turn of the event loop
   * after it, so that who reads is awake meanwhile: 1 for segments of a byte, some 20 000 a second.
   */
  readonly segmentBytes?: number;
  /** After so many bytes both sides are cut: FIN behind the last byte, or RST. */
  readonly cut?: { readonly at: number; readonly by: "fin" | "rst" };
  /** After so many bytes nothing more passes, while both connections stay: the cable is out. */
  readonly stallAt?: number;
  /** Bits that are turned in one byte. */
  readonly flip?: { readonly at: number; readonly bits: number };
  /** Bytes a second. */
  readonly bytesPerSecond?: number;
  /** How long each byte is under way. */
  readonly delayMs?: number;
}

/** What happens to one connection: `up` from the client, `down` to it. */
export interface BadConnection {
  readonly up?: BadPath;
  readonly down?: BadPath;
}

/** Where a proxy leads to, and what it does there. */
export interface BadProxyOptions {
  /** Port of the server, on 127.0.0.1 unless `hostname` says otherwise. */
  readonly port: number;
  readonly hostname?: string;
  /** What happens to connection number `index`, from 0; nothing bad where it is absent. */
  readonly plan?: (index: number) => BadConnection;
}

/** Bytes under way that a delay may hold. */
const maxUnderWay = 16 * 1024 * 1024;

/** Stands between a client and a server. Deterministic: what happens, happens at an offset. */
export class BadProxy implements AsyncDisposable {
  /** Bytes that have passed, of all connections. */
  readonly passed = { up: 0, down: 0 };
  /** While set, whoever connects is closed at once, as where nobody listens. */
  isRefusing = false;
  #connections = 0;
  #port: number;
  readonly #options: BadProxyOptions;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #stalled = Promise.withResolvers<void>();
  #isStalled = false;
  #isClosed = false;
  readonly #busy = new Set<Promise<void>>();

  private constructor(options: BadProxyOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
      if (this.isRefusing) client.resetAndDestroy();
      else this.#join(client, this.#connections++);
    });
    this.#stalled.resolve();
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(options: BadProxyOptions): Promise<BadProxy> {
    const proxy = new BadProxy(options);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** Where clients connect. */
  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Connections so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Connections that are there at present. */
  get openConnections(): number {
    return this.#open.size / 2;
  }

  /** Leads to another port from the next connection on: the server was started again. */
  leadTo(port: number): void {
    this.#port = port;
  }

  /** Takes the cable out: nothing passes, and nobody is told. */
  stall(): void {
    if (this.#isStalled) return;
    this.#isStalled = true;
    this.#stalled = Promise.withResolvers();
  }

  /** Puts the cable in again: what was sent meanwhile arrives. */
  resume(): void {
    this.#isStalled = false;
    this.#stalled.resolve();
  }

  /** Cuts all connections. */
  cutAll(by: "fin" | "rst"): void {
    for (const socket of this.#open) {
      if (by === "rst") socket.resetAndDestroy();
      else socket.destroy();
    }
  }

  /** Closes everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.resume();
    this.cutAll("fin");
    await Promise.allSettled(this.#busy);
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(client: Socket, index: number): void {
    const { hostname = "127.0.0.1", plan } = this.#options;
    const server = connect({
      host: hostname,
      port: this.#port,
      noDelay: true,
      allowHalfOpen: true,
    });
    const { up = {}, down = {} } = plan?.(index) ?? {};
    for (const [socket, other] of [[client, server], [server, client]] as const) {
      this.#open.add(socket);
      // Told by close, which follows; the other side is not left alone.
      socket.on("error", () => other.resetAndDestroy());
      socket.on("close", () => {
        this.#open.delete(socket);
        other.destroySoon();
      });
    }
    void this.#carry(client, server, { path: up, count: (n) => void (this.passed.up += n) });
    void this.#carry(server, client, { path: down, count: (n) => void (this.passed.down += n) });
  }

  /** One direction, from the first byte to the last. */
  async #carry(from: Socket, to: Socket, { path, count }: Lane): Promise<void> {
    const lane = new BadLane(path);
    let last = Promise.resolve();
    let underWay = 0;
    try {
      for await (const chunk of from as AsyncIterable<Uint8Array>) {
        const dueMs = performance.now() + (path.delayMs ?? 0);
        underWay += chunk.length;
        last = last.then(async () => {
          if (!this.#isClosed) await until(dueMs);
          for (const piece of lane.pieces(chunk)) {
            await this.#stalled.promise;
            if (this.#isClosed) return;
            await lane.pace(piece.length);
            await write(to, piece);
            count(piece.length);
            if (path.segmentBytes !== undefined) await new Promise((next) => setImmediate(next));
          }
          underWay -= chunk.length;
          this.#afterPiece(lane, from, to);
        });
        this.#keep(last);
        if (path.delayMs === undefined || underWay > maxUnderWay) await last;
        if (lane.isOver) await new Promise<never>(() => {});
      }
      await last;
      to.end();
    } catch {
      // One of the two was closed under it: the sockets' own events see to the rest.
    }
  }

  /** What is under way is waited for in the end. */
  #keep(work: Promise<void>): void {
    this.#busy.add(work);
    const done = (): void => void this.#busy.delete(work);
    work.then(done, done);
  }

  #afterPiece(lane: BadLane, from: Socket, to: Socket): void {
    if (!lane.isOver || lane.cutBy === undefined) return;
    if (lane.cutBy === "rst") {
      to.resetAndDestroy();
      from.resetAndDestroy();
    } else {
      to.end();
      from.destroySoon();
      to.destroySoon();
    }
  }
}

interface Lane {
  readonly path: BadPath;
  readonly count: (sizeBytes: number) => void;
}

/** Where one direction of one connection is, and what is due there. */
class BadLane {
  readonly #path: BadPath;
  readonly #startMs = performance.now();
  #offset = 0;
  #paced = 0;

  constructor(path: BadPath) {
    this.#path = path;
  }

  /** What ends it, if that is a cut. */
  get cutBy(): "fin" | "rst" | undefined {
    return this.#path.cut?.by;
  }

  /** Whether nothing more passes. */
  get isOver(): boolean {
    return this.#offset >= this.#end;
  }

  get #end(): number {
    return Math.min(this.#path.cut?.at ?? Infinity, this.#path.stallAt ?? Infinity);
  }

  /** Makes of a chunk what is to be written, one after the other. */
  *pieces(chunk: Uint8Array): Generator<Uint8Array> {
    const { bytesPerSecond = Infinity, flip } = this.#path;
    // Fifty pieces a second, so that a pace is one.
    const { segmentBytes = Math.ceil(Math.min(65_536, bytesPerSecond / 50)) } = this.#path;
    const bytes = chunk.subarray(0, Math.max(0, this.#end - this.#offset));
    const flipAt = flip === undefined ? -1 : flip.at - this.#offset;
    if (flip !== undefined && flipAt >= 0 && flipAt < bytes.length) bytes[flipAt]! ^= flip.bits;
    this.#offset += bytes.length;
    for (let at = 0; at < bytes.length; at += segmentBytes) {
      yield bytes.subarray(at, at + segmentBytes);
    }
  }

  /** Waits until there is time for so many bytes. */
  pace(sizeBytes: number): Promise<void> {
    const { bytesPerSecond } = this.#path;
    if (bytesPerSecond === undefined) return Promise.resolve();
    this.#paced += sizeBytes;
    return until(this.#startMs + this.#paced / bytesPerSecond * 1000);
  }
}

async function until(dueMs: number): Promise<void> {
  const waitMs = dueMs - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

/** Writes, and waits until it is the kernel's: so pieces stay pieces. */
function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => error ? reject(error) : resolve());
  });
}
