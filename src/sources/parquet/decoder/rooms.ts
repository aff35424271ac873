/**
 * Memory for what is decoded, which one row group after the other uses: new memory costs page faults, and much of it
 * garbage collections that look through all that there is.
 */
class Rooms {
  readonly #free = new Map<number, ArrayBuffer[]>();
  #bytes = 0;

  take(bytes: number): ArrayBuffer {
    const size = sizeOf(bytes);
    const found = this.#free.get(size)?.pop();
    if (found !== undefined) this.#bytes -= size;
    return found ?? new ArrayBuffer(size);
  }

  give(room: ArrayBuffer): void {
    const size = room.byteLength;
    if (this.#bytes + size > MOST_FREE) return;
    this.#bytes += size;
    const same = this.#free.get(size);
    if (same === undefined) this.#free.set(size, [room]);
    else same.push(room);
  }
}

/** Bytes that are kept although nobody uses them, in each thread. */
const MOST_FREE = 1 << 26;
const LEAST = 1 << 12;

/** A few sizes, so that a room for one row group fits the next: powers of two and three between each two. */
function sizeOf(bytes: number): number {
  if (bytes <= LEAST) return LEAST;
  const quarter = 2 ** (Math.ceil(Math.log2(bytes)) - 3);
  return Math.ceil(bytes / quarter) * quarter;
}

const rooms = new Rooms();

/** The rooms that one row group uses. */
export class Lease {
  readonly #taken = new Set<ArrayBuffer>();

  /** Bytes, with whatever was there before. */
  bytes(count: number): Uint8Array {
    return new Uint8Array(this.#take(count), 0, count);
  }

  /** Words of 32 bits, with whatever was there before. */
  words(count: number): Int32Array {
    return new Int32Array(this.#take(4 * count), 0, count);
  }

  /** Ends the use of one room. */
  give(room: ArrayBufferLike): void {
    if (this.#taken.delete(room as ArrayBuffer)) rooms.give(room as ArrayBuffer);
  }

  /** Ends the use of all, but for those that results lie in. */
  giveAll(kept: ReadonlySet<ArrayBufferLike>): void {
    for (const room of this.#taken) if (!kept.has(room)) rooms.give(room);
    this.#taken.clear();
  }

  #take(bytes: number): ArrayBuffer {
    const room = rooms.take(bytes);
    this.#taken.add(room);
    return room;
  }
}
