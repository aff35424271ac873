import { DamagedPage } from './damaged.ts';

/** Texts as bytes: text i is bytes[offsets[i]] up to bytes[offsets[i + 1]]. */
export interface Texts {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Texts that are put one behind the other; `room` gives memory for so many bytes. */
export class TextSink {
  readonly #offsets: Int32Array;
  readonly #room: (bytes: number) => Uint8Array;
  #bytes: Uint8Array;
  #used = 0;
  /** How many texts there are. */
  count = 0;

  constructor(offsets: Int32Array, room: (bytes: number) => Uint8Array) {
    this.#offsets = offsets;
    this.#room = room;
    this.#bytes = room(0);
    offsets[0] = 0;
  }

  /** Puts texts that each have their length in four bytes before them. */
  plain(bytes: Uint8Array, count: number): void {
    const out = this.#with(bytes.length - 4 * count);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [offsets, first] = [this.#offsets, this.count];
    let at = 0;
    let to = this.#used;
    for (let i = 1; i <= count; i++) {
      const length = at + 4 <= bytes.length ? view.getUint32(at, true) : LARGEST;
      at += 4;
      if (length > bytes.length - at) throw new DamagedPage('texts run past the end');
      copy(bytes, at, out, to, length);
      at += length;
      to += length;
      offsets[first + i] = to;
    }
    this.#put(count, to);
  }

  /** Puts texts that stand one behind the other from `start` on, and have these lengths. */
  joined(bytes: Uint8Array, start: number, lengths: Int32Array, count: number): void {
    const [offsets, first] = [this.#offsets, this.count];
    let to = this.#used;
    const most = to + bytes.length - start;
    for (let i = 0; i < count; i++) {
      const length = lengths[i] as number;
      if (length < 0 || length > most - to) throw new DamagedPage('texts run past the end');
      to += length;
      offsets[first + i + 1] = to;
    }
    const all = to - this.#used;
    this.#with(all).set(bytes.subarray(start, start + all), this.#used);
    this.#put(count, to);
  }

  /** Puts the texts of a dictionary that `places` name. */
  lookedUp(dictionary: Texts, places: Int32Array, count: number): void {
    const known = dictionary.offsets.length - 1;
    const { offsets: from, bytes } = dictionary;
    const [offsets, first] = [this.#offsets, this.count];
    let all = 0;
    for (let i = 0; i < count; i++) {
      const place = places[i] as number;
      if (place >>> 0 >= known) throw new DamagedPage(`there is no value ${place >>> 0} in a dictionary of ${known}`);
      all += (from[place + 1] as number) - (from[place] as number);
    }
    const out = this.#with(all);
    let to = this.#used;
    for (let i = 0; i < count; i++) {
      const at = from[places[i] as number] as number;
      const length = (from[(places[i] as number) + 1] as number) - at;
      copy(bytes, at, out, to, length);
      to += length;
      offsets[first + i + 1] = to;
    }
    this.#put(count, to);
  }

  /**
   * All texts. Where `levels` are given, each entry with a level of at least `leaf` gets the next one of them, and the
   * others get none.
   */
  done(slots: number, levels: Uint8Array | undefined, leaf: number): Texts {
    const offsets = this.#offsets;
    if (levels !== undefined) {
      // from the end on, so that nothing is overwritten before it is moved
      let from = this.count;
      offsets[slots] = this.#used;
      for (let i = slots - 1; i >= 0; i--) {
        if ((levels[i] as number) >= leaf) from--;
        offsets[i] = offsets[from] as number;
      }
    }
    return { offsets: offsets.subarray(0, slots + 1), bytes: this.#bytes.subarray(0, this.#used) };
  }

  #put(count: number, used: number): void {
    this.count += count;
    this.#used = used;
  }

  /** Memory with room for so many bytes more. */
  #with(bytes: number): Uint8Array {
    const needed = this.#used + Math.max(0, bytes);
    if (needed > LARGEST) throw new DamagedPage(`${needed} bytes of text are too many at once`);
    if (needed > this.#bytes.length) {
      const more = this.#room(Math.max(needed, Math.min(LARGEST, 2 * this.#used)));
      more.set(this.#bytes.subarray(0, this.#used));
      this.#bytes = more;
    }
    return this.#bytes;
  }
}

/** Offsets have 32 bits. */
const LARGEST = 2 ** 31 - 1;
/** Texts up to here are copied byte by byte, which takes less than a call. */
const SHORT = 24;

function copy(from: Uint8Array, at: number, out: Uint8Array, to: number, length: number): void {
  if (length <= SHORT) for (let i = 0; i < length; i++) out[to + i] = from[at + i] as number;
  else out.set(from.subarray(at, at + length), to);
}
