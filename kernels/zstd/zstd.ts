import { ZSTD_MODULE } from './module.ts';

/** What is used of WebAssembly. */
interface Wasm {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly start: () => number;
  readonly decompress: (to: number, room: number, from: number, length: number) => number;
}

const PAGE = 1 << 16;
/** Memory of a module never shrinks: one that has grown beyond this is left to the garbage collector. */
const MOST_KEPT = 1 << 26;
/** More than this at once is refused. */
const LARGEST = 1 << 29;

/** What frames cannot be decompressed for, by the numbers of Zstandard's errors. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [10, 'it is no frame'],
  [16, 'its window is too large'],
  [20, 'its bytes make no sense'],
  [22, 'its checksum does not fit'],
  [32, 'it needs a dictionary'],
  [70, 'more comes out than expected'],
  [72, 'it is cut short'],
]);

/** Decompresses frames of Zstandard, in memory that it keeps. */
export class Zstd {
  #module: object | undefined;
  #exports: Exports | undefined;
  /** Where free memory begins. */
  #free = 0;

  /**
   * The content of frames, which must have exactly `size` bytes. They are where the next call puts its own: who wants to
   * keep them takes a copy.
   */
  decompress(frames: Uint8Array, size: number): Uint8Array {
    if (size > LARGEST || frames.length > LARGEST) throw new RangeError(`${size} bytes are too many at once`);
    const { memory, decompress } = this.#withRoom(frames.length + size + 2 * ALIGNMENT);
    new Uint8Array(memory.buffer, this.#free, frames.length).set(frames);
    const to = aligned(this.#free + frames.length);
    const made = decompress(to, size, this.#free, frames.length);
    if (made < 0) throw new RangeError(REASONS.get(-made) ?? `error ${-made}`);
    return new Uint8Array(memory.buffer, to, made);
  }

  #withRoom(bytes: number): Exports {
    if (this.#exports !== undefined && this.#exports.memory.buffer.byteLength > MOST_KEPT) this.#exports = undefined;
    this.#exports ??= this.#start();
    const { memory } = this.#exports;
    const more = this.#free + bytes - memory.buffer.byteLength;
    if (more > 0) memory.grow(Math.ceil(more / PAGE));
    return this.#exports;
  }

  #start(): Exports {
    const { WebAssembly: wasm } = globalThis as unknown as { readonly WebAssembly?: Wasm };
    if (wasm === undefined) throw new Error('it needs WebAssembly, which is switched off here');
    this.#module ??= new wasm.Module(fromBase64(ZSTD_MODULE));
    const exports = new wasm.Instance(this.#module).exports as Exports;
    this.#free = aligned(exports.start());
    return exports;
  }
}

const ALIGNMENT = 64;
const aligned = (at: number): number => Math.ceil(at / ALIGNMENT) * ALIGNMENT;

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
