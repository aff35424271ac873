const PROBABILITY_ONE_HALF = 1024;
const STATES = 12;
const POSITION_STATES = 16;
const LENGTH_STATES = 4;
const DISTANCE_SLOTS = 64;
const LEAST_LENGTH = 2;

// Where each table of bit probabilities begins in the one array that holds them all.
const IS_MATCH = 0;
const IS_REP = IS_MATCH + STATES * POSITION_STATES;
const IS_REP0 = IS_REP + STATES;
const IS_REP1 = IS_REP0 + STATES;
const IS_REP2 = IS_REP1 + STATES;
const IS_REP0_LONG = IS_REP2 + STATES;
const DISTANCE_SLOT = IS_REP0_LONG + STATES * POSITION_STATES;
const DISTANCE_SPECIAL = DISTANCE_SLOT + LENGTH_STATES * DISTANCE_SLOTS;
const DISTANCE_ALIGN = DISTANCE_SPECIAL + 128;
const MATCH_LENGTH = DISTANCE_ALIGN + 16;
const LENGTH_LOW = 2;
const LENGTH_MID = LENGTH_LOW + POSITION_STATES * 8;
const LENGTH_HIGH = LENGTH_MID + POSITION_STATES * 8;
const LENGTH_TABLE = LENGTH_HIGH + 256;
const REP_LENGTH = MATCH_LENGTH + LENGTH_TABLE;
const LITERAL = REP_LENGTH + LENGTH_TABLE;
const LITERAL_TABLE = 0x300;
const MOST_LITERAL_BITS = 4;

const ended = (): RangeError => new RangeError('the LZMA data end too early');

/**
 * A decoder of LZMA2 chunks: its dictionary is the output itself. Every loop is bounded by the bytes given and by `size`.
 * Definition: the LZMA specification of Igor Pavlov (lzma-specification.txt) and, for the chunks, the XZ file format.
 */
export class Lzma2Decoder {
  readonly out: Uint8Array;
  /** How many bytes are unpacked. */
  length = 0;
  /** The first byte that was not read. */
  at = 0;
  readonly #in: Uint8Array;
  readonly #probabilities = new Uint16Array(LITERAL + (LITERAL_TABLE << MOST_LITERAL_BITS));
  #range = 0;
  #code = 0;
  #literalContextBits = 0;
  #literalPositionMask = 0;
  #positionMask = 0;
  #state = 0;
  #rep0 = 0;
  #rep1 = 0;
  #rep2 = 0;
  #rep3 = 0;
  // Where matches may reach back to.
  #dictionary = 0;

  /** Unpacks `packed` to at most `size` bytes. */
  constructor(packed: Uint8Array, size: number) {
    this.#in = packed;
    this.out = new Uint8Array(size);
  }

  /** Unpacks the chunks from `start` up to the mark of their end. @throws RangeError where they are damaged or hold more than fits. */
  run(start: number): void {
    this.at = start;
    let needsDictionary = true;
    let needsProperties = true;
    for (;;) {
      const control = this.#byte();
      if (control === 0) return;
      if (control >= 0xe0 || control === 1) {
        needsDictionary = false;
        this.#dictionary = this.length;
      } else if (needsDictionary) throw new RangeError('the LZMA data begin without a dictionary');
      if (control >= 0x80) {
        const size = ((control & 0x1f) << 16) + (this.#byte() << 8) + this.#byte() + 1;
        const packedSize = (this.#byte() << 8) + this.#byte() + 1;
        if (control >= 0xc0) {
          this.#setProperties(this.#byte());
          needsProperties = false;
        } else if (needsProperties) throw new RangeError('the LZMA data begin without properties');
        if (control >= 0xa0) this.#resetState();
        this.#compressed(size, packedSize);
      } else if (control <= 2) this.#stored((this.#byte() << 8) + this.#byte() + 1);
      else throw new RangeError(`the LZMA data have an unknown kind of chunk, ${control}`);
    }
  }

  #byte(): number {
    if (this.at >= this.#in.length) throw ended();
    return this.#in[this.at++] as number;
  }

  #setProperties(code: number): void {
    if (code >= 9 * 5 * 5) throw new RangeError('the LZMA data have impossible properties');
    this.#literalContextBits = code % 9;
    const rest = Math.floor(code / 9);
    const literalPositionBits = rest % 5;
    if (this.#literalContextBits + literalPositionBits > MOST_LITERAL_BITS)
      throw new RangeError('the LZMA data have impossible properties');
    this.#literalPositionMask = (1 << literalPositionBits) - 1;
    this.#positionMask = (1 << Math.floor(rest / 5)) - 1;
  }

  #resetState(): void {
    this.#probabilities.fill(PROBABILITY_ONE_HALF);
    this.#state = 0;
    this.#rep0 = this.#rep1 = this.#rep2 = this.#rep3 = 0;
  }

  #stored(size: number): void {
    if (size > this.#in.length - this.at) throw ended();
    this.#fit(size);
    this.out.set(this.#in.subarray(this.at, this.at + size), this.length);
    this.at += size;
    this.length += size;
  }

  #fit(size: number): void {
    if (size > this.out.length - this.length) throw new RangeError('the LZMA data hold more than they should');
  }

  #compressed(size: number, packedSize: number): void {
    if (packedSize > this.#in.length - this.at || packedSize < 5) throw ended();
    this.#fit(size);
    const stop = this.length + size;
    const next = this.at + packedSize;
    this.#range = 0xffffffff;
    this.#code = 0;
    for (let i = 0; i < 5; i++) this.#code = ((this.#code << 8) | this.#byte()) >>> 0;
    while (this.length < stop) this.#symbol(stop);
    this.#normalize();
    if (this.at !== next || this.#code !== 0) throw new RangeError('an LZMA chunk does not end where it should');
  }

  #normalize(): void {
    if (this.#range >= 0x1000000) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | this.#byte()) >>> 0;
  }

  #bit(index: number): number {
    this.#normalize();
    const probability = this.#probabilities[index] as number;
    const bound = (this.#range >>> 11) * probability;
    if (this.#code < bound) {
      this.#range = bound;
      this.#probabilities[index] = probability + ((2048 - probability) >> 5);
      return 0;
    }
    this.#range -= bound;
    this.#code -= bound;
    this.#probabilities[index] = probability - (probability >> 5);
    return 1;
  }

  // Bits of equal probability, the highest first.
  #direct(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      this.#normalize();
      this.#range >>>= 1;
      const one = this.#code >= this.#range;
      if (one) this.#code -= this.#range;
      value = (value << 1) | (one ? 1 : 0);
    }
    return value >>> 0;
  }

  #tree(table: number, bits: number): number {
    let node = 1;
    for (let i = 0; i < bits; i++) node = (node << 1) | this.#bit(table + node);
    return node - (1 << bits);
  }

  #reverseTree(table: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(table + node);
      node = (node << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  #symbol(stop: number): void {
    const state = this.#state;
    const positionState = (this.length - this.#dictionary) & this.#positionMask;
    if (this.#bit(IS_MATCH + state * POSITION_STATES + positionState) === 0) return this.#literal();
    if (this.#bit(IS_REP + state) === 0) {
      this.#rep3 = this.#rep2;
      this.#rep2 = this.#rep1;
      this.#rep1 = this.#rep0;
      const length = this.#matchLength(MATCH_LENGTH, positionState);
      this.#state = state < 7 ? 7 : 10;
      this.#rep0 = this.#distance(length);
      return this.#copy(length + LEAST_LENGTH, stop);
    }
    if (this.#bit(IS_REP0 + state) === 0) {
      if (this.#bit(IS_REP0_LONG + state * POSITION_STATES + positionState) === 0) {
        this.#state = state < 7 ? 9 : 11;
        return this.#copy(1, stop);
      }
    } else this.#chooseRep(state);
    const length = this.#matchLength(REP_LENGTH, positionState);
    this.#state = state < 7 ? 8 : 11;
    this.#copy(length + LEAST_LENGTH, stop);
  }

  #chooseRep(state: number): void {
    let distance = this.#rep1;
    if (this.#bit(IS_REP1 + state) === 1) {
      distance = this.#rep2;
      if (this.#bit(IS_REP2 + state) === 1) {
        distance = this.#rep3;
        this.#rep3 = this.#rep2;
      }
      this.#rep2 = this.#rep1;
    }
    this.#rep1 = this.#rep0;
    this.#rep0 = distance;
  }

  #literal(): void {
    const before = this.length > this.#dictionary ? (this.out[this.length - 1] as number) : 0;
    const position = (this.length - this.#dictionary) & this.#literalPositionMask;
    const context = (position << this.#literalContextBits) + (before >> (8 - this.#literalContextBits));
    const table = LITERAL + LITERAL_TABLE * context;
    let node = 1;
    if (this.#state >= 7) {
      // The byte that a match would give says which of three tables is used, as long as the bits agree.
      let expected = this.#reach(this.#rep0);
      while (node < 0x100) {
        const expectedBit = (expected >> 7) & 1;
        expected <<= 1;
        const bit = this.#bit(table + ((1 + expectedBit) << 8) + node);
        node = (node << 1) | bit;
        if (bit !== expectedBit) break;
      }
    }
    while (node < 0x100) node = (node << 1) | this.#bit(table + node);
    this.out[this.length++] = node & 0xff;
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  #reach(distance: number): number {
    if (distance >= this.length - this.#dictionary)
      throw new RangeError('the LZMA data refer to bytes before their beginning');
    return this.out[this.length - distance - 1] as number;
  }

  #matchLength(table: number, positionState: number): number {
    if (this.#bit(table) === 0) return this.#tree(table + LENGTH_LOW + positionState * 8, 3);
    if (this.#bit(table + 1) === 0) return 8 + this.#tree(table + LENGTH_MID + positionState * 8, 3);
    return 16 + this.#tree(table + LENGTH_HIGH, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(DISTANCE_SLOT + Math.min(length, LENGTH_STATES - 1) * DISTANCE_SLOTS, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const high = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < 14) return high + this.#reverseTree(DISTANCE_SPECIAL + high - slot, bits);
    return high + this.#direct(bits - 4) * 16 + this.#reverseTree(DISTANCE_ALIGN, 4);
  }

  #copy(length: number, stop: number): void {
    this.#reach(this.#rep0);
    if (length > stop - this.length) throw new RangeError('an LZMA chunk holds more than it should');
    const { out } = this;
    const back = this.#rep0 + 1;
    let to = this.length;
    for (const end = to + length; to < end; to++) out[to] = out[to - back] as number;
    this.length = to;
  }
}
