import type { Lease } from './rooms.ts';

/** A chunk that says it has more bytes gets a room for each page, as they come. */
const MOST = 1 << 28;
/** Bytes of the widest value. */
const WIDEST = 8;

/**
 * Where the pages of a column chunk are put as they are opened: values one page behind the other, so that in the end they
 * are looked at as one array, and levels from the other end.
 */
export class ChunkRoom {
  readonly #lease: Lease;
  readonly #size: number;
  #room: Uint8Array | undefined;
  #front = 0;
  #back = 0;

  /** `size`: bytes of all pages as the file says. */
  constructor(lease: Lease, size: number) {
    this.#lease = lease;
    this.#size = size;
  }

  /** Keeps values, behind those that were kept before where there is room. */
  values(bytes: Uint8Array): Uint8Array {
    const room = this.#with(bytes.length);
    if (room === undefined) return this.apart(bytes);
    const kept = room.subarray(this.#front, this.#front + bytes.length);
    this.#front += bytes.length;
    kept.set(bytes);
    return kept;
  }

  /** Keeps levels. */
  levels(bytes: Uint8Array): Uint8Array {
    if (bytes.length === 0) return bytes;
    const room = this.#with(bytes.length);
    if (room === undefined) return this.apart(bytes);
    this.#back -= bytes.length;
    const kept = room.subarray(this.#back, this.#back + bytes.length);
    kept.set(bytes);
    return kept;
  }

  /** Keeps bytes in a room of their own. */
  apart(bytes: Uint8Array): Uint8Array {
    const kept = this.#lease.bytes(bytes.length);
    kept.set(bytes);
    return kept;
  }

  #with(bytes: number): Uint8Array | undefined {
    if (this.#room === undefined && this.#size <= MOST) {
      this.#room = this.#lease.bytes(this.#size);
      this.#back = this.#size;
    }
    return this.#room !== undefined && this.#back - this.#front >= bytes ? this.#room : undefined;
  }
}

/** Whether bytes can be looked at as values of any width. */
export const isAligned = (bytes: Uint8Array): boolean => bytes.byteOffset % WIDEST === 0;
