/** A message between processes: a head that both read, and bytes that may be another's affair. */
export interface Message<H> {
  readonly head: H;
  readonly body: Uint8Array;
}

/** The lengths of head and body: 32 bits each, little endian. The head is JSON. */
const LENGTHS = 8;
const LONGEST = 2 ** 32 - 1;

/** A message as the pieces to be written, one after the other. Throws RangeError where it is too long. */
export function toMessage(head: object, bodies: readonly Uint8Array[] = []): Uint8Array[] {
  const text = Buffer.from(JSON.stringify(head));
  const size = bodies.reduce((sum, { length }) => sum + length, 0);
  if (size > LONGEST) throw new RangeError(`${size} bytes are too many for one message`);
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32LE(text.length, 0);
  lengths.writeUInt32LE(size, 4);
  return [lengths, text, ...bodies];
}

/** Puts messages together from what arrives in pieces of any size. */
export class MessageReader<H> {
  /** What has arrived and belongs to no message yet; joined only when a message is whole. */
  #pieces: Uint8Array[] = [];
  #have = 0;
  #need = LENGTHS;

  /** The messages that a piece makes whole. */
  push(piece: Uint8Array): Message<H>[] {
    this.#pieces.push(piece);
    this.#have += piece.length;
    if (this.#have < this.#need) return [];
    const bytes = Buffer.concat(this.#pieces);
    const whole: Message<H>[] = [];
    let at = 0;
    for (;;) {
      this.#need = needed(bytes, at);
      if (bytes.length - at < this.#need) break;
      const start = at + LENGTHS;
      const end = start + bytes.readUInt32LE(at);
      const head = JSON.parse(bytes.toString('utf8', start, end)) as H;
      at += this.#need;
      whole.push({ head, body: bytes.subarray(end, at) });
    }
    this.#pieces = [bytes.subarray(at)];
    this.#have = bytes.length - at;
    return whole;
  }
}

/** The length of the message that begins there, as far as that can be told. */
function needed(bytes: Buffer, at: number): number {
  if (bytes.length - at < LENGTHS) return LENGTHS;
  return LENGTHS + bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4);
}
